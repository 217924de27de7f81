"""What the tests of details share: a made-up result as somebody reads it, each view of it, and its parts."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cards.details import Reading
from cards.details_capabilities import capabilities_card
from cards.details_choose import choose_card
from cards.details_explain import explain_card
from cards.details_items import items_card
from cards.details_trend import OtherWave, trend_card
from cards.samples import made_up
from content.actions import load_actions
from scoring.disclosure import restore
from tests.cards.shown import CLOSED, HELSINKI, INSTRUMENTS

FULL, FEW, MOOD, LEADERSHIP = "in-full", "in-full-few", "in-full-mood", "in-full-leadership"
SAMPLES = (FULL, FEW, MOOD, LEADERSHIP, "short", "targets", "strain", "recommend", "recommend-few", "group")
SPRING = OtherWave("wave-2", "Fiilis", "15 May 2026")
SHADES = "\N{FULL BLOCK}\N{MEDIUM SHADE}\N{LIGHT SHADE}"
VIEWS = {
    "items": items_card,
    "items-2": lambda reading: items_card(reading, page="2"),
    "capabilities": capabilities_card,
    "trend": lambda reading: trend_card(reading, [SPRING]),
    "choose": choose_card,
    "explain": explain_card,
}
EACH_VIEW = pytest.mark.parametrize("view", VIEWS)
EACH_SAMPLE = pytest.mark.parametrize("name", SAMPLES)


def reading(name, *, language="fi", found=None, **changes):
    sample = made_up(name)
    published = sample.published
    if found is not None:
        published = restore(json.dumps(json.loads(published.to_json()) | found))
    given = Reading(
        published,
        sample.unit,
        sample.organisation,
        INSTRUMENTS[published.instrument],
        CLOSED,
        HELSINKI,
        language,
        has_others=True,
        members=sample.members,
        actions=load_actions(),
    )
    return replace(given, **changes)


def tables(card):
    shown = [element.get("fallback", element) for element in card["body"]]
    return [element for element in shown if element["type"] == "Table"]


def bars(table):
    """Give the bar under each name, as how many blocks are full; None where there is none."""
    cells = [row["cells"][0]["items"] for row in table["rows"][1:]]
    drawn = [items[-1].get("text", "") for items in cells]
    return [each.count("\N{FULL BLOCK}") if each and set(each) <= set(SHADES) else None for each in drawn]


def pressed(card):
    """Give the data of every button."""
    found = [action for e in card["body"] if e["type"] == "ActionSet" for action in e["actions"]]
    return [action["data"] for action in found]
