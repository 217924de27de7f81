"""Attack 39: everybody in a county lays the cards that teams get side by side, and asks for more."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

from locales import texts
from tests.attacks.acting import card_of, everything_said, presses, says, surveyed
from tests.attacks.county import CANARY, PARENTS, STAFF, member, staff_of
from tests.conversations.conftest import ON_BOTH
from tests.conversations.people import Town, words
from tests.conversations.test_story import CLOSES

SHARED = CLOSES + timedelta(days=14, hours=1)


def figures(card: dict[str, Any]) -> set[str]:
    """Give the figures of a card that have decimals, written the English way."""
    found = re.findall(r"\d+\.\d+" if card["lang"] == "en" else r"\d+,\d+", words(card))
    return {each.replace(",", ".") for each in found}


@ON_BOTH
async def test_all_that_teams_are_told_is_told_to_those_who_lead_them_too(town: Town):
    wave = await surveyed(town)
    refused = (await presses(member(town, "aino"), "results.show", unit="NOWHERE")).body
    before = {key: len(member(town, key).cards()) for code in STAFF for key in staff_of(code)}
    await town.passes(SHARED)
    for code in STAFF:
        full = card_of(await presses(member(town, "helmi"), "results.show", unit=code, wave=wave))
        told = [member(town, key).cards()[before[key] :] for key in staff_of(code)]
        for (card,) in told:
            assert texts(card["lang"])("shared.team.heading", instrument="") in words(card)
            assert figures(card)
            assert figures(card) <= figures(full)
        in_finnish = [card for (card,) in told if card["lang"] == "fi"]
        assert all(card == in_finnish[0] for card in in_finnish), "all of a unit get the same"
    assert CANARY not in everything_said(town)
    for key in ("aino", "ka3-0"):
        for code in PARENTS:
            assert (await presses(member(town, key), "results.show", unit=code, wave=wave)).body == refused


async def test_until_it_is_shared_asking_is_refused_with_the_same_bytes_in_every_unit(town: Town):
    await surveyed(town)
    asking = [member(town, staff_of(code)[0]) for code in STAFF if STAFF[code]]
    refusals = {json.dumps(card_of(await says(who, "show my unit results"))) for who in asking}
    assert len(refusals) == 1
    await town.passes(SHARED - timedelta(hours=2))
    assert {json.dumps(card_of(await says(who, "show my unit results"))) for who in asking} == refusals
    await town.passes(SHARED)
    shown = [card_of(await says(who, "show my unit results")) for who in asking]
    assert shown == [who.cards()[-1] for who in asking]
    assert json.dumps(shown[0]) not in refusals
