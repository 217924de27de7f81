"""The details of made-up results, as the gallery shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from cards.comments import Deletable, comments_card, deletable_comments_card
from cards.details import Reading, rows, way_back, ways_on
from cards.details_capabilities import capabilities_card
from cards.details_choose import choose_card
from cards.details_explain import explain_card, general_explain_card
from cards.details_items import items_card
from cards.details_trend import OtherWave, trend_card
from cards.elements import Card
from cards.samples import COMMENTS, made_up
from content.actions import load_actions
from content.instrument import Instrument

InLanguage = Callable[[str], Card]
Build = Callable[[Reading], Card]

_OTHERS: Final = (
    OtherWave("made-up-2026-09-04", "Fiilis", "4.9.2026"),
    OtherWave("made-up-2026-05-15", "Työelämän laatu", "15.5.2026"),
)


def details(
    instruments: Mapping[str, Instrument], *, closed_at: datetime, zone: ZoneInfo
) -> dict[str, InLanguage]:
    """Give the builders of all cards of details by name."""

    def built(name: str, build: Build) -> InLanguage:
        shown = made_up(name)
        instrument = instruments[shown.published.instrument]
        reading = Reading(
            shown.published,
            shown.unit,
            shown.organisation,
            instrument,
            closed_at,
            zone,
            language="",
            k=instrument.smallest_group,
            has_others=True,
            members=shown.members,
            actions=load_actions(),
            offers=("share",),
        )
        return lambda language: build(replace(reading, language=language))

    return {
        **{f"detail-{name}": built(*of) for name, of in _shown().items()},
        "detail-explain-general": lambda language: general_explain_card(language=language),
    }


def _shown() -> dict[str, tuple[str, Build]]:
    """Name each card after its view: the made-up result it is of, and how it is built."""
    return {
        "items": ("in-full", items_card),
        "items-2": ("in-full", lambda shown: items_card(shown, page="2")),
        "items-few": ("in-full-few", items_card),
        "items-short": ("short", items_card),
        "items-leadership": ("in-full-leadership", items_card),
        "items-mood": ("in-full-mood", items_card),
        "items-targets": ("targets", items_card),
        "items-strain": ("strain", items_card),
        "items-recommend": ("recommend", items_card),
        "items-nothing": ("group", items_card),
        "capabilities": ("in-full", capabilities_card),
        "capabilities-few": ("in-full-few", capabilities_card),
        "trend": ("in-full", lambda shown: trend_card(shown, _OTHERS)),
        "trend-mood": ("in-full-mood", lambda shown: trend_card(shown, [])),
        "trend-leadership": ("in-full-leadership", lambda shown: trend_card(shown, [])),
        "trend-first": ("coverage", lambda shown: trend_card(shown, _OTHERS[:1])),
        "choose": ("in-full", choose_card),
        "choose-leadership": ("in-full-leadership", choose_card),
        "choose-nothing": ("coverage", choose_card),
        "choose-leading": ("in-full", lambda shown: choose_card(replace(shown, leads=True))),
        "comments": ("in-full", _comments),
        "comments-hr": ("in-full", _deletable),
        "explain": ("in-full", explain_card),
        "explain-few": ("in-full-few", explain_card),
        "explain-mood": ("in-full-mood", explain_card),
    }


def _comments(shown: Reading) -> Card:
    ways = rows(ways_on("comments", reading=shown))
    return comments_card(COMMENTS, unit=shown.unit, language=shown.language, ways=ways)


def _deletable(shown: Reading) -> Card:
    keyed = [Deletable(f"{number:032x}", text) for number, text in enumerate(COMMENTS)]
    back = rows([way_back(shown.published.unit, shown.published.wave, language=shown.language)])
    return deletable_comments_card(keyed, unit=shown.unit, language=shown.language, ways=back)
