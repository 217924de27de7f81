"""Every question of a result with its mean, what it is read beside, and how the answers fell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from microsoft_teams.cards import Action, CardElement

from cards.charts import stacked_chart
from cards.compared import Line, figures_table, means
from cards.details import Reading, detail_card, way_to
from cards.elements import Bar, Card, Cell, Tone, heading, paragraph, small, stretches, table
from cards.explained import explained
from cards.items import enps_part
from content.instrument import THEMES, Item
from scoring.beside import other_figure
from scoring.figures import EXACT_FROM, STEP
from scoring.in_words import classes_in_words, span_of
from scoring.sentences import item_notes, reading_notes

MOST_ITEMS: Final = 12
"""Questions on a page: more would be too much for a message, and for a thumb."""
_TONES: Final[tuple[Tone, ...]] = ("attention", "emphasis", "good")


@dataclass(frozen=True, slots=True)
class Group:
    """Questions under a heading."""

    name: str
    items: Sequence[Item]


def items_card(reading: Reading, *, page: str = "") -> Card:
    """Show a page of the questions: the first unless `page`, the client's word, numbers another."""
    pages = pages_of(reading)
    place = next((number for number in range(1, len(pages) + 1) if str(number) == page), 1)
    body = [*_page(pages[place - 1], reading), *_reading(reading)]
    if len(pages) > 1:
        told = reading.say("detail.page.place", page=place, pages=len(pages))
        body = [small(told), *body]
    name = reading.say("detail.items.heading")
    return detail_card("items", name, body, reading=reading, own=_turning(place, len(pages), reading))


def pages_of(reading: Reading) -> list[list[Group]]:
    """Share the groups of questions out evenly, so that no page holds more than MOST_ITEMS."""
    groups = _groups(reading)
    if not any(reading.published.items.values()):
        return [groups]
    pages = ceil(len(reading.instrument.items) / MOST_ITEMS)
    size = ceil(len(groups) / pages)
    return [groups[begin : begin + size] for begin in range(0, len(groups), size)]


def _groups(reading: Reading) -> list[Group]:
    """Group the fifteen statements by theme, and leave shorter questionnaires as they are asked."""
    items, say = reading.instrument.items, reading.say
    if reading.instrument.form == "full":
        return [
            Group(say(f"terms.theme.{theme}"), [item for item in items if item.theme == theme])
            for theme in THEMES
        ]
    name = say("cardresults.items.heading")
    return [Group(name, items[begin : begin + MOST_ITEMS]) for begin in range(0, len(items), MOST_ITEMS)]


def _page(groups: Sequence[Group], reading: Reading) -> Iterator[CardElement]:
    shown = [item for group in groups for item in group.items]
    if not any(reading.published.items.values()):
        yield paragraph(reading.say("detail.items.nothing"))
        return
    for group in groups:
        yield heading(group.name)
        yield _table(group.items, reading)
    yield from enps_part(reading.published, instrument=reading.instrument, say=reading.say)
    yield from _fell(shown, reading)


def _table(items: Sequence[Item], reading: Reading) -> CardElement:
    say = reading.say
    column = say("detail.items.item") if reading.instrument.has_index else say("cardresults.items.column")
    lines = [_line(item, reading) for item in items]
    return figures_table(column, lines, means(None), other=reading.other, say=say)


def _line(item: Item, reading: Reading) -> Line:
    published, say = reading.published, reading.say
    figure, margin = published.items.get(item.id), published.margins.get(f"item.{item.id}")
    notes = [item_notes(item, instrument=reading.instrument, say=say), _standing(item, reading)]
    return Line(
        item.text.say(say.language),
        figure,
        other_figure(reading.other, f"item.{item.id}"),
        " · ".join(note for note in notes if note),
        span=span_of(reading.instrument, item),
        margin=say("detail.items.margin", margin=say.number(margin)) if margin and figure else "",
    )


def _standing(item: Item, reading: Reading) -> str:
    """Say how a question stands to the rest where chance is not enough; one sentence tells the others."""
    standing = reading.published.standings.get(f"item.{item.id}", "level")
    return "" if standing == "level" else reading.say(f"sheet.standing.{standing}")


def _fell(items: Sequence[Item], reading: Reading) -> Iterator[CardElement]:
    """Show of ten answers and more how they fell on the scale."""
    say, told = reading.say, reading.published.distributions
    rows = [(item, _parts(item, told[item.id], reading)) for item in items if item.id in told]
    if not rows:
        if not told:
            yield small(say("sheet.items.hidden", n=say.number(EXACT_FROM, 0)))
        return
    name, column = say("detail.fell.heading"), [say("detail.fell.column")]
    instead = table(column, [[_blocks(item, parts, reading)] for item, parts in rows], widths=[1])
    drawn = [(_title(item, parts, reading), parts) for item, parts in rows]
    yield heading(name)
    yield stacked_chart(name, drawn, instead=instead)
    yield small(say("detail.fell.rounded"))


def _parts(item: Item, shares: Sequence[int], reading: Reading) -> list[Bar]:
    tones = reversed(_TONES) if item.reversed else _TONES
    names = classes_in_words(item, reading.instrument)
    return [Bar(name, share, tone) for name, share, tone in zip(names, shares, tones, strict=True) if name]


def _title(item: Item, parts: Sequence[Bar], reading: Reading) -> str:
    # A chart of one row has no legend, and none prints its shares.
    say = reading.say
    return say("cardresults.bar", name=item.text.say(say.language), figure=_in_words(parts, reading))


def _blocks(item: Item, parts: Sequence[Bar], reading: Reading) -> Cell:
    drawn = stretches((int(part.value) // STEP, part.tone) for part in parts)
    return Cell(item.text.say(reading.language), note=_in_words(parts, reading), drawn=drawn)


def _in_words(parts: Sequence[Bar], reading: Reading) -> str:
    say = reading.say
    told = [say("detail.fell.part", range=part.label, share=say.percent(part.value)) for part in parts]
    return " · ".join(told)


def _reading(reading: Reading) -> Iterator[CardElement]:
    """Say how far the figures carry."""
    published, say = reading.published, reading.say
    if published.margins:
        yield from explained(say("sheet.reading.heading"), "margin", say=say)
    else:
        yield heading(say("sheet.reading.heading"))
    standings = [each for name, each in published.standings.items() if name.startswith("item.")]
    if "level" in standings:
        key = "all_level" if set(standings) == {"level"} else "level"
        yield small(say(f"detail.items.{key}"))
    missing = [say("cardresults.missing")] if None in published.items.values() else []
    notes = reading_notes(published, instrument=reading.instrument, say=say)
    yield from map(small, dict.fromkeys([*missing, *notes]))


def _turning(place: int, pages: int, reading: Reading) -> list[Action]:
    say = reading.say
    turned = {place + 1: say("detail.page.next"), place - 1: say("detail.page.previous")}
    return [
        way_to("items", reading=reading, label=label, page=number)
        for number, label in turned.items()
        if 1 <= number <= pages
    ]
