"""A team chooses together, with made-up data for the gallery: words of people hold signs and are long."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from cards.choose import (
    Matter,
    propose_card,
    recorded_card,
    small_team_card,
    standing_card,
    team_standing_card,
)
from cards.choose_agree import Agreed, Draft, agree_card, agreed_card
from cards.choose_felt import feeling_card, feeling_needed_card, felt_card, felt_receipt_card
from cards.choose_sum import no_sum_card, sum_card, team_sum_card
from cards.choose_vote import vote_card, voted_card
from cards.elements import Card
from cards.sample_results import QUALITY, TARGETS
from cards.samples import UNITS
from content.instrument import Instrument
from scoring.choices import Offered, Ranked, Summed

_ZONE: Final = ZoneInfo("Europe/Helsinki")
_CLOSES: Final = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
_CHOICE: Final = "0" * 32
_LONG: Final = ("Yhteiset *aamupalaverit* pidetään ajallaan " * 5)[:200]
_OWN: Final = ("Kaffe <b>tillsammans</b>", _LONG, "Uudet [tulijat](https://example.org) mukaan heti")
_SCRIBE: Final = "Aino *V.*"

InLanguage = Callable[[str], Card]


def choose_cards(instruments: Mapping[str, Instrument]) -> dict[str, InLanguage]:
    """Give every such card: name -> builder."""
    asked = instruments[QUALITY]
    matter = Matter(_CHOICE, UNITS[2], "made-up", asked, _offered(asked))
    nothing = Matter(_CHOICE, UNITS[3], "made-up", asked, Offered())
    own = instruments[TARGETS]
    words = Matter(_CHOICE, UNITS[2], "made-up", own, Offered(tuple(own.item_ids[:3]), ()))
    made: dict[str, Callable[..., Card]] = {
        **_leading(matter, nothing),
        "together-vote": partial(vote_card, matter, closes=_CLOSES, zone=_ZONE),
        "together-vote-own": partial(vote_card, nothing, closes=_CLOSES, zone=_ZONE),
        "together-vote-words": partial(vote_card, words, closes=_CLOSES, zone=_ZONE),
        "together-voted": partial(voted_card, matter),
        **_sums(matter, nothing),
        **_agreeing(matter),
    }
    return {name: _in_language(build) for name, build in made.items()}


def _in_language(build: Callable[..., Card]) -> InLanguage:
    return lambda language: build(language=language)


def _leading(matter: Matter, nothing: Matter) -> dict[str, Callable[..., Card]]:
    standing = partial(standing_card, matter, closes=_CLOSES, zone=_ZONE)
    return {
        "together-propose": partial(propose_card, matter, staff=11),
        "together-propose-own": partial(propose_card, nothing, staff=5),
        "together-small-team": partial(small_team_card, nothing),
        "together-recorded": partial(recorded_card, matter),
        "together-opened": partial(standing, needed=5, sent=11),
        "together-needed": partial(standing, needed=1),
        "together-countable": partial(standing, needed=0),
        "together-meeting": partial(team_standing_card, matter, needed=2),
        "together-meeting-ready": partial(team_standing_card, matter, needed=0),
    }


def _sums(matter: Matter, nothing: Matter) -> dict[str, Callable[..., Card]]:
    offered = matter.offered
    summed = Summed(
        12,
        (Ranked(offered.strengths[0], "most"), *(Ranked(item, 4) for item in offered.strengths[1:])),
        (*(Ranked(item, 9) for item in offered.targets[:-1]), Ranked(offered.targets[-1], "few")),
        (),
        _OWN,
    )
    bare = Summed("5-9", (), (), ("Huumori",), ())
    return {
        "together-sum": partial(sum_card, matter, summed),
        "together-sum-own": partial(sum_card, nothing, bare),
        "together-sum-team": partial(team_sum_card, matter, summed),
        "together-no-sum": partial(no_sum_card, matter),
    }


def _agreeing(matter: Matter) -> dict[str, Callable[..., Card]]:
    items = matter.offered.targets
    draft = Draft([_OWN[0]], [(_LONG, items[0]), (_OWN[2], "")], _SCRIBE)
    agreed = Agreed(draft.strengths, [words for words, _ in draft.targets], _SCRIBE, is_asked=True)
    bare = Agreed([], [_OWN[0]], "")
    made_on = date(2026, 5, 18)
    return {
        "together-agree": partial(agree_card, matter, draft, source="sum"),
        "together-agree-result": partial(agree_card, matter, draft, source="result"),
        "together-agree-open": partial(agree_card, matter, draft, source="open"),
        "together-agree-meeting": partial(agree_card, matter, Draft(), source="meeting"),
        "together-agree-replace": partial(agree_card, matter, draft, source="sum", going_on=made_on),
        "together-agreed": partial(agreed_card, matter, agreed),
        "together-agreed-few": partial(agreed_card, matter, bare),
        "together-felt": partial(felt_card, matter, agreed),
        "together-felt-receipt": partial(felt_receipt_card, matter),
        "together-feeling": partial(feeling_card, matter, 60),
        "together-feeling-most": partial(feeling_card, matter, "most"),
        "together-feeling-few": partial(feeling_card, matter, "few"),
        "together-feeling-none": partial(feeling_card, matter, None),
        "together-feeling-needed": partial(feeling_needed_card, matter, needed=2),
    }


def _offered(instrument: Instrument) -> Offered:
    ids = instrument.item_ids
    return Offered(tuple(ids[:3]), tuple(ids[-3:]))
