"""All that is below a unit in an order: by the index, by reasons for support, by the response rate."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from microsoft_teams.cards import CardElement, Container

from cards.elements import Card, buttons, card, paragraph, small
from cards.level_parts import (
    ORDERS,
    Level,
    Line,
    Order,
    head_part,
    level_button,
    names_of,
    open_part,
    row_part,
    summary_in_words,
    turn_part,
)
from locales import Texts, texts
from scoring.disclosure import Published
from scoring.findings import response_grade
from scoring.in_words import rate_in_words
from scoring.support import Reason, reasons_of

ROWS_A_PAGE: Final = 10


def order_card(lines: Sequence[Line], level: Level, *, order: Order, language: str) -> Card:
    """Show the page's `lines` in an order; none of them stands for none at all."""
    say = texts(language)
    name = say(f"level.{order}.title", instrument=level.instrument.name.say(language))
    shown: list[CardElement] = [_LINES[order](each, say=say) for each in lines]
    body = [
        *head_part(level, name=name, say=say),
        small(say(f"level.{order}.how")),
        *(shown or [paragraph(say(f"level.{order}.none"))]),
        # What lies below is in the list already.
        *(open_part([replace(each, has_below=False) for each in lines], level, say=say) if lines else []),
        *turn_part(level, order=order, say=say),
        *_ways(level, order=order, say=say),
    ]
    return card(body, language=language)


def reasons_in_words(published: Published, *, unplanned: Collection[str] = (), say: Texts) -> list[str]:
    """Say each reason for support, and of one that chance may have made that it is an indication."""
    return [_reason(reason, say=say) for reason in reasons_of(published, unplanned=unplanned)]


def _reason(reason: Reason, *, say: Texts) -> str:
    if reason.why == "no-plan":
        return say.count("level.no_plan", reason.units)
    names = ", ".join(say(f"terms.factor.{factor}") for factor in reason.factors)
    told = say(f"level.why.{reason.why}", names=names)
    return told if reason.is_sure else say("level.why.unsure", reason=told)


def _by_index(each: Line, *, say: Texts) -> Container:
    name = say("level.index.place", place=say.number(each.place, 0), name=names_of(each, say=say))
    return row_part(name, _with_level(summary_in_words(each.published, say=say), each))


def _by_need(each: Line, *, say: Texts) -> Container:
    note = _with_level(summary_in_words(each.published, say=say), each)
    told = reasons_in_words(each.published, unplanned=each.unplanned, say=say)
    reasons = [small(reason) for reason in told]
    return row_part(names_of(each, say=say), note, *reasons)


def _by_rate(each: Line, *, say: Texts) -> Container:
    rate = each.published.response_rate
    grade = response_grade(rate)
    told = f"{rate_in_words(rate, say)} · {say(f'terms.response-rate.{grade}')}" if rate else ""
    return row_part(each.unit.name(say.language), _with_level(told, each))


def _with_level(note: str, each: Line) -> str:
    """Add the organisation's own word for the unit's kind: units of all kinds stand in one order."""
    level = "" if each.members else each.unit.level
    return " · ".join(part for part in (note, level) if part)


def _ways(level: Level, *, order: Order, say: Texts) -> list[CardElement]:
    first = replace(level, page=1)
    others = [each for each in ORDERS if each in level.orders and each != order]
    return [
        *(
            [buttons([level_button(say(f"level.{each}.open"), first, order=each) for each in others])]
            if others
            else []
        ),
        buttons([level_button(say("level.back"), first)]),
    ]


_LINES: Final[Mapping[Order, Callable[..., Container]]] = {
    "index": _by_index,
    "support": _by_need,
    "rates": _by_rate,
}
