"""Published figures in words: how large they are, how sure, and how they stand beside others.

Cards and reports say them alike. The words themselves come from the reader's catalogues, through `Say`.
"""

from __future__ import annotations

from datetime import date
from typing import Final, Protocol

from content.instrument import Instrument, Item
from scoring.disclosure import Published
from scoring.figures import Figure
from scoring.shown import cuts_of


class Say(Protocol):
    """One language's words, figures and dates."""

    @property
    def language(self) -> str:
        """Name the language."""

    def __call__(self, key: str, /, **facts: object) -> str:
        """Say the text `key` with `facts` in it."""

    def number(self, x: float, decimals: int = 1) -> str:
        """Write a number with exactly so many decimals."""

    def percent(self, x: float) -> str:
        """Write `x`, given in 0..100, as a whole percent."""

    def date(self, d: date) -> str:
        """Write a day."""


PERCENT: Final = (0, 100)
"""The lowest and the highest a percent can be."""
_SHARP: Final = 1.0
"""Percentage points under which a margin would vanish if it were written whole."""


def span_of(instrument: Instrument, item: Item) -> tuple[int, int]:
    """Give the lowest and the highest figure of an item's scale."""
    scale = instrument.scale_of(item)
    return scale.first, scale.first + len(scale.labels) - 1


def shared_span(instrument: Instrument) -> tuple[int, int] | None:
    """Give the lowest and highest figure of the scale all items share; None when they differ."""
    spans = {span_of(instrument, item) for item in instrument.items}
    return spans.pop() if len(spans) == 1 else None


def classes_in_words(item: Item, instrument: Instrument) -> tuple[str, str, str]:
    """Name low, middle and high answers by their figures, such as "3"; nothing where a scale has none."""
    first, last = span_of(instrument, item)
    middle, high = (first + cut for cut in cuts_of(item, last - first + 1))
    return _range(first, middle - 1), _range(middle, high - 1), _range(high, last)


def percent_in_words(figure: Figure | None, say: Say) -> str:
    """Write a published percent to 0.1, such as "52,9 %", or a whole bound, such as "alle 25 %"."""
    if figure is None:
        return say("cardresults.nothing")
    written = say.number(figure.value, 0 if figure.bound else 1)
    return _bounded(figure, say("cardresults.percent", figure=written), say=say)


def mean_in_words(figure: Figure | None, say: Say) -> str:
    """Write a published mean to 0.1, such as "3,4" or "yli 4,6"."""
    if figure is None:
        return say("cardresults.nothing")
    return _bounded(figure, say.number(figure.value), say=say)


def rate_in_words(rate: Figure, say: Say) -> str:
    """Write a response rate, whose bounds include their value, such as "vähintään 90 %"."""
    written = say.percent(rate.value)
    match rate.bound:
        case "<":
            return say("cardresults.at_most", figure=written)
        case ">":
            return say("cardresults.at_least", figure=written)
        case _:
            return written


def figure_in_words(name: str, figure: Figure | None, say: Say) -> str:
    """Write a figure by its name: the mean of an item, or a percent."""
    return mean_in_words(figure, say) if _is_item(name) else percent_in_words(figure, say)


def name_in_words(name: str, *, instrument: Instrument, say: Say) -> str:
    """Say what a figure is of, such as "index" or "theme.trust"; the words of an item may be a team's own."""
    if _is_item(name):
        texts = {f"item.{item.id}": item.text for item in instrument.items}
        return texts[name].say(say.language)
    return say("cardresults.index.heading") if name == "index" else say(f"terms.{name}")


def margin_in_words(published: Published, name: str, *, span: tuple[int, int], say: Say) -> str:
    """Say within what a figure could as well lie, never beyond `span`; nothing where that is not told."""
    figure, margin = published.figure(name), published.margins.get(name)
    if figure is None or figure.bound or not margin:
        return ""
    lowest, highest = span
    decimals = 1 if _is_item(name) or margin < _SHARP else 0
    return say(
        f"findings.margin.{'mean' if _is_item(name) else 'percent'}",
        margin=say.number(margin, decimals),
        low=say.number(max(lowest, figure.value - margin), decimals),
        high=say.number(min(highest, figure.value + margin), decimals),
    )


def standing_in_words(published: Published, name: str, say: Say) -> str:
    """Say how a figure stands to the rest of the organisation; nothing where that is not told."""
    standing = published.standings.get(name)
    return say(f"findings.beside.{standing}") if standing else ""


def _range(first: int, last: int) -> str:
    if first > last:
        return ""
    return str(first) if first == last else f"{first}\N{EN DASH}{last}"


def _is_item(name: str) -> bool:
    return name.startswith("item.")


def _bounded(figure: Figure, written: str, *, say: Say) -> str:
    match figure.bound:
        case "<":
            return say("cardresults.under", figure=written)
        case ">":
            return say("cardresults.over", figure=written)
        case _:
            return written
