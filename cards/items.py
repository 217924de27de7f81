"""The figures of a result without an index: a mean for each question, and an eNPS where one is asked."""

from __future__ import annotations

from collections.abc import Iterator

from microsoft_teams.cards import CardElement

from cards.compared import Kind, Line, compared, means
from cards.elements import heading, paragraph, plain, small
from content.instrument import Instrument, Item
from locales import Texts
from scoring.beside import Beside, other_figure
from scoring.disclosure import Published
from scoring.in_words import shared_span, span_of
from scoring.sentences import enps_in_words, item_notes, sureness_in_words


def items_part(
    published: Published, other: Beside | None, *, instrument: Instrument, say: Texts
) -> list[CardElement]:
    """Show the mean of every question, and say of which of them a high figure is bad."""
    span = shared_span(instrument)
    lines = [_line(published, other, item, instrument=instrument, say=say) for item in instrument.items]
    kind = Kind(say("cardresults.items.heading"), say("cardresults.items.column"))
    return [
        *compared(kind, lines, means(span[1] if span else None), other=other, say=say),
        *_warnings(instrument, say=say),
        *map(paragraph, sureness_in_words(published, instrument=instrument, say=say)),
    ]


def enps_part(published: Published, *, instrument: Instrument, say: Texts) -> list[CardElement]:
    """Show the eNPS of each item that has one, with its interval and the shares it is made of."""
    return [element for item in instrument.items for element in _enps(published, item, say=say)]


def _line(
    published: Published, other: Beside | None, item: Item, *, instrument: Instrument, say: Texts
) -> Line:
    return Line(
        item.text.say(say.language),
        published.items.get(item.id),
        other_figure(other, f"item.{item.id}"),
        item_notes(item, instrument=instrument, say=say),
        span=span_of(instrument, item),
    )


def _warnings(instrument: Instrument, *, say: Texts) -> list[CardElement]:
    # The table says it beside the figure, but a chart has no room for notes.
    turned = [item for item in instrument.items if item.reversed]
    if turned and len(instrument.items) == 1:
        return [paragraph(say("findings.items.only_reversed"))]
    return [plain(say("findings.items.reversed", name=item.text.say(say.language))) for item in turned]


def _enps(published: Published, item: Item, *, say: Texts) -> Iterator[CardElement]:
    told = enps_in_words(published, item, say=say)
    if told:
        *said, how = told
        yield heading(say("findings.enps.heading"))
        yield from map(paragraph, said)
        yield small(how)
