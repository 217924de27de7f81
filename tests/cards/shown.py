"""What the tests of result cards share: a made-up result, changed where a test asks, and its card's words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cards.elements import card
from cards.findings import intelligence_part, within_part
from cards.named import Named
from cards.result_actions import ALWAYS
from cards.results import result_card
from cards.samples import as_asked, made_up
from content.loader import load_instruments
from locales import texts
from scoring.disclosure import restore

INSTRUMENTS = as_asked(load_instruments())
CLOSED = datetime(2026, 11, 13, 14, 0, tzinfo=UTC)
DASH = "\N{EN DASH}"
HELSINKI = ZoneInfo("Europe/Helsinki")
LANGUAGES = ("fi", "sv", "en")
TYPED = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{EN DASH}": "-", "\N{MINUS SIGN}": "-"})


def sample_of(name, *, found=None, **changes):
    """Give a made-up result; `found` replaces what is stored, `changes` what stands around it."""
    sample = replace(made_up(name), **changes)
    if found is None:
        return sample
    stored = json.loads(sample.published.to_json()) | found
    return replace(sample, published=restore(json.dumps(stored)))


def behind(name, *, language="fi", found=None):
    """Draw the findings that stand behind a result and not on its card."""
    published, say = sample_of(name, found=found).published, texts(language)
    parts = [*intelligence_part(published, say=say), *within_part(published, say=say)]
    return card(parts, language=language)


def result(name, *, language="fi", instrument=None, found=None, offers=ALWAYS, **changes):
    """Draw a made-up result; `found` replaces what is stored, `changes` what stands around it."""
    sample = sample_of(name, found=found, **changes)
    return result_card(
        sample.published,
        unit=sample.unit,
        named=Named(sample.members, sample.area),
        organisation=sample.organisation,
        instrument=instrument or INSTRUMENTS[sample.published.instrument],
        closed_at=CLOSED,
        zone=HELSINKI,
        language=language,
        offers=offers,
    )


def written(card):
    """Give all that is seen of a card; what is read aloud says the same again."""
    seen = {name: value for name, value in card.items() if name != "speak"} if "speak" in card else card
    return spaced(json.dumps(seen, ensure_ascii=False))


def spaced(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def typed(text):
    """Write a text with the signs of a keyboard."""
    return text.translate(TYPED)


def said(language, key, **facts):
    return typed(texts(language)(key, **facts))


def charts(card):
    """Give the last chart of each type."""
    return {element["type"]: element for element in card["body"] if element["type"].startswith("Chart.")}


def column(table, place):
    return [row["cells"][place]["items"][0]["inlines"][0]["text"] for row in table["rows"][1:]]


def notes(table):
    cells = [row["cells"][0]["items"] for row in table["rows"][1:]]
    noted = [items[1] if len(items) > 1 else {} for items in cells]
    return [typed(item["inlines"][0]["text"]) if "inlines" in item else "" for item in noted]


def sentences(card):
    """Give the texts of ours that stand in the card itself, one after the other."""
    shown = [element for element in card["body"] if element.get("isVisible", True)]
    return [typed(element["text"]) for element in shown if element["type"] == "TextBlock"]


def headings(card):
    return [e["text"] for e in card["body"] if e.get("style") == "heading" and e.get("size") == "Medium"]


def lines(card):
    """Give the lines with a small note under them, as (text, note)."""
    plain = [e for e in card["body"] if e["type"] == "Container" and not {"style", "selectAction"} & set(e)]
    found = [e["items"] for e in plain]
    return [tuple(typed(item["inlines"][0]["text"]) for item in items) for items in found]


def part(card, heading):
    """Give the elements between a heading and the next one."""
    places = [place for place, e in enumerate(card["body"]) if e.get("style") == "heading"]
    names = [card["body"][place]["text"] for place in places]
    begin = places[names.index(heading)]
    end = next((place for place in places if place > begin), len(card["body"]))
    return {"body": card["body"][begin + 1 : end]}
