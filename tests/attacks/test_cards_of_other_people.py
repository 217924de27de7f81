"""Attacks 16 and 17: a card is forwarded, opened by others, edited, replayed, pressed many times at once."""

from __future__ import annotations

import asyncio
import json
from itertools import product
from typing import Any

import pytest
from sqlalchemy import func, select

from dialogs.routes import VERBS
from storage.ballots import list_sealed
from storage.sealing import Ballot, opening_box, unseal
from storage.tables.ballots import ballots, tags
from tests.attacks.acting import (
    Heard,
    answered,
    canary_of,
    card_of,
    filled_in,
    hears,
    opened,
    presses,
    submits,
    surveyed,
)
from tests.attacks.county import county, inhabit, member, named, staff_of
from tests.conversations.conftest import ON_BOTH
from tests.conversations.people import Town, inputs
from tests.conversations.test_story import CLOSES

HIDDEN_FIELDS: dict[str, Any] = {
    "cell": "KC1",
    "u": "KC1",
    "unit": "KC1",
    "unit_code": "KC1",
    "person": named("onni").aad_object_id,
    "aadObjectId": named("onni").aad_object_id,
    "from": {"aadObjectId": named("onni").aad_object_id},
    "tag": "00" * 32,
    "key": "00" * 16,
    "k": 1,
    "a": {"processes-safety": 1},
    "state": "open",
    "closes_at": "2100-01-01T00:00:00+00:00",
    "__class__": "Ballot",
}


async def asked(town: Town, unit: str = "K") -> str:
    await inhabit(town, county())
    return await opened(town, unit=unit)


async def in_the_urn(town: Town, wave: str) -> list[Ballot]:
    """Open the ballots with the wave's own key, as nobody can but the closing job."""
    box = opening_box(await town.house.vault.get(wave, now=town.clock.now))
    async with town.house.stores.ballots.reading() as connection:
        return [unseal(sealed, box) async for some in list_sealed(connection, wave) for sealed in some]


async def counted(town: Town) -> tuple[int, int]:
    async with town.house.stores.ballots.reading() as connection:
        queries = [select(func.count()).select_from(table) for table in (ballots, tags)]
        return tuple([await connection.scalar(query) for query in queries])


def form_of(town: Town, key: str) -> dict[str, Any]:
    """Give the form that was sent to somebody."""
    return next(card for card in reversed(member(town, key).cards()) if inputs(card))


async def test_a_forwarded_form_counts_for_whoever_presses_it_and_only_if_asked(town: Town):
    wave = await asked(town, unit="KA1")
    form = form_of(town, "aino")
    assert wave in json.dumps(form)
    assert named("aino").aad_object_id not in json.dumps(form), "a card must not say whose it is"
    for stranger in ("onni", "kc1-0", "helmi"):
        for press in (presses, submits):
            heard = await press(member(town, stranger), "survey.submit", wave=wave, **filled_in()["aino"])
            assert "not" in json.dumps(card_of(heard))
            assert not inputs(card_of(heard))
    assert await counted(town) == (0, 0)
    await answered(town, wave, {"aino": filled_in()["aino"]})
    assert await counted(town) == (1, 1)


@ON_BOTH
async def test_a_wave_of_others_and_a_wave_that_is_not_are_told_of_with_the_same_bytes(town: Town):
    """Of a sensitive wave not even the size of its groups is told, for it would tell that there is one."""
    await inhabit(town, county())
    waves = [await opened(town, "kuormitus", unit="KC1"), await opened(town, unit="KC1"), "no-such-wave", ""]
    # Submits first: what follows a press comes at a moment of its own.
    for press, verb in product((submits, presses), (verb for verb in VERBS if verb.startswith("survey."))):
        told = [await press(member(town, "onni"), verb, wave=wave, language="en") for wave in waves]
        said = {_without_ids(each) for each in told} if press is submits else {()}
        assert len({(each.status, each.body) for each in told}) == len(said) == 1, verb
    assert await counted(town) == (0, 0)


def _without_ids(heard: Heard) -> tuple[str, ...]:
    return tuple(said.split('"replyToId"')[0] for said in heard.said)


async def test_a_colleague_who_presses_anothers_form_has_answered_for_nobody_else(town: Town):
    wave = await asked(town)
    filled = filled_in()
    await presses(member(town, "ka1-1"), "survey.submit", wave=wave, **filled["aino"])
    heard = await presses(member(town, "aino"), "survey.submit", wave=wave, **filled["aino"])
    assert "Thank you" in json.dumps(card_of(heard))
    assert await counted(town) == (2, 2)


@ON_BOTH
async def test_edited_hidden_fields_change_neither_whose_answer_it_is_nor_where_it_counts(town: Town):
    wave = await asked(town)
    ballot = filled_in()["aino"]
    plain = await presses(member(town, "ka1-1"), "survey.submit", wave=wave, **filled_in()["ka1-1"])
    edited = await presses(member(town, "aino"), "survey.submit", wave=wave, **{**HIDDEN_FIELDS, **ballot})
    assert edited == plain
    assert await counted(town) == (2, 2)
    (mine,) = [each for each in await in_the_urn(town, wave) if each.comment == canary_of("aino")]
    assert mine.cell == "KA1"
    assert mine.answers == {item: int(value) for item, value in ballot.items() if item != "comment"}
    onni = await presses(member(town, "onni"), "survey.submit", wave=wave, **filled_in()["onni"])
    assert onni == plain, "nobody has answered for Onni"
    assert await counted(town) == (3, 3)


async def test_a_replayed_press_is_answered_with_the_same_receipt_and_counts_once(town: Town):
    wave = await asked(town)
    data = {"verb": "survey.submit", "wave": wave, **filled_in()["aino"]}
    action = {"type": "Action.Execute", "verb": "survey.submit", "data": data}
    press = {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": action}, "id": "the-same"}
    told = [await hears(member(town, "aino"), press | {"replyToId": "the-form"}) for _ in range(3)]
    assert told[0].status == 200
    assert told == [told[0]] * 3
    assert await counted(town) == (1, 1)


async def test_the_survey_that_somebody_opens_is_their_own_whatever_card_they_hold(town: Town):
    wave = await asked(town)
    await answered(town, wave, {"aino": filled_in()["aino"]})
    aino, one, other = [
        await presses(member(town, key), "survey.language", wave=wave, language="en")
        for key in ("aino", "ka1-1", "ka1-2")
    ]
    assert not inputs(card_of(aino)), "Aino has her receipt"
    assert inputs(card_of(one)), "a colleague can still answer"
    assert one == other


async def test_buttons_of_a_forwarded_result_show_nothing_to_somebody_else(town: Town):
    await surveyed(town)
    shown = await presses(member(town, "eero"), "results.show", unit="KA1")
    assert b"Unit KA1." in shown.body
    for stranger in ("aino", "onni", "lead-c", "arvi"):
        who = member(town, stranger)
        refused = await presses(who, "results.show", unit="NOWHERE")
        for verb in ("results.show", "results.detail", "results.level", "results.scenario"):
            assert await presses(who, verb, unit="KA1") == refused, (stranger, verb)


@ON_BOTH
async def test_of_many_presses_at_once_one_counts_and_all_get_the_same_receipt(town: Town):
    wave = await asked(town)
    choices = [filled_in(["aino"], seed=seed)["aino"] for seed in range(50)]
    heard = await asyncio.gather(
        *(presses(member(town, "aino"), "survey.submit", wave=wave, **data) for data in choices)
    )
    assert len({(each.status, each.body) for each in heard}) == 1
    assert await counted(town) == (1, 1)
    (ballot,) = await in_the_urn(town, wave)
    assert any(ballot.answers.items() <= _answers(data).items() for data in choices), "answers were mixed"


def _answers(data: Any) -> dict[str, int]:
    return {item: int(value) for item, value in data.items() if item != "comment"}


@ON_BOTH
async def test_fifty_people_pressing_twice_at_once_are_fifty_answers_each_in_its_place(town: Town):
    wave = await asked(town)
    filled = dict(list(filled_in().items())[:50])
    again = filled_in(filled, seed=2)
    heard: list[Heard] = await asyncio.gather(
        *(
            presses(member(town, key), "survey.submit", wave=wave, **data)
            for some in (filled, again)
            for key, data in some.items()
        )
    )
    assert len({(each.status, each.body) for each in heard}) == 1
    assert await counted(town) == (50, 50)
    found = {ballot.comment: ballot for ballot in await in_the_urn(town, wave)}
    for some in (filled, again):
        for data in some.values():
            ballot = found.get(data["comment"])
            assert ballot is None or ballot.answers == _answers(data), "answers of two people were mixed"
    cells = [ballot.cell for ballot in found.values()]
    assert cells.count("KA1") == len(staff_of("KA1"))


async def test_a_second_answer_never_replaces_the_first(town: Town):
    wave = await asked(town)
    for seed in (1, 2, 3):
        data = filled_in(["aino"], seed=seed)["aino"]
        await presses(member(town, "aino"), "survey.submit", wave=wave, **data)
    (ballot,) = await in_the_urn(town, wave)
    assert ballot.comment == canary_of("aino", seed=1)
    await town.passes(CLOSES)
    with pytest.raises(Exception, match="secrets"):
        await in_the_urn(town, wave)
