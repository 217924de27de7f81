"""The figures of a result without an index: a mean for each question, and an eNPS where one is asked."""

from __future__ import annotations

from collections.abc import Iterator

from microsoft_teams.cards import CardElement

from cards.compared import Beside, Line, compared, means, other_figure
from cards.elements import heading, paragraph, plain, small
from cards.in_words import margin_in_words, span_of, standing_in_words
from content.instrument import Instrument, Item
from locales import Texts
from scoring.disclosure import Published
from scoring.findings import enps_range


def shared_span(instrument: Instrument) -> tuple[int, int] | None:
    """Give the lowest and highest figure of the scale all items share; None when they differ."""
    spans = {span_of(instrument, item) for item in instrument.items}
    return spans.pop() if len(spans) == 1 else None


def items_part(
    published: Published, other: Beside | None, *, instrument: Instrument, say: Texts
) -> list[CardElement]:
    """Show the mean of every question, and say of which of them a high figure is bad."""
    span = shared_span(instrument)
    lines = [_line(published, other, item, instrument=instrument, say=say) for item in instrument.items]
    return [
        *compared("items", lines, means(span[1] if span else None), other=other, say=say),
        *_warnings(instrument, say=say),
        *_sureness(published, instrument=instrument, say=say),
    ]


def enps_part(published: Published, *, instrument: Instrument, say: Texts) -> list[CardElement]:
    """Show the eNPS of each item that has one, with its interval and the shares it is made of."""
    return [element for item in instrument.items for element in _enps(published, item, say=say)]


def _line(
    published: Published, other: Beside | None, item: Item, *, instrument: Instrument, say: Texts
) -> Line:
    notes = []
    if shared_span(instrument) is None:
        lowest, highest = span_of(instrument, item)
        notes.append(say("findings.items.scale", bottom=lowest, top=highest))
    if item.reversed:
        notes.append(say("findings.items.high_is_bad"))
    return Line(
        item.text.say(say.language),
        published.items.get(item.id),
        other_figure(other, f"item.{item.id}"),
        " · ".join(notes),
    )


def _warnings(instrument: Instrument, *, say: Texts) -> list[CardElement]:
    # The table says it beside the figure, but a chart has no room for notes.
    turned = [item for item in instrument.items if item.reversed]
    if turned and len(instrument.items) == 1:
        return [paragraph(say("findings.items.only_reversed"))]
    return [plain(say("findings.items.reversed", name=item.text.say(say.language))) for item in turned]


def _sureness(published: Published, *, instrument: Instrument, say: Texts) -> Iterator[CardElement]:
    """Say once how far the figures carry: of the only item by itself, of several by the widest margin."""
    if len(instrument.items) == 1:
        (item,) = instrument.items
        name = f"item.{item.id}"
        margin = margin_in_words(published, name, span=span_of(instrument, item), say=say)
        yield from (paragraph(told) for told in (margin, standing_in_words(published, name, say)) if told)
        return
    widest = max(published.margins.get(f"item.{item_id}", 0.0) for item_id in instrument.item_ids)
    if widest:
        yield paragraph(say("findings.margin.items", margin=say.number(widest)))


def _enps(published: Published, item: Item, *, say: Texts) -> Iterator[CardElement]:
    found = enps_range(published, item.id)
    if found is None:
        return
    score, lowest, highest = (say.number(round(value), 0) for value in (found.value, found.low, found.high))
    low, middle, high = (say.percent(share) for share in published.distributions[item.id])
    yield heading(say("findings.enps.heading"))
    yield paragraph(say("findings.enps.score", score=score, lowest=lowest, highest=highest))
    yield paragraph(say("findings.enps.shares", low=low, middle=middle, high=high))
    yield small(say("findings.enps.how"))
