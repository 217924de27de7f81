"""What carries the work: the five capabilities, the pair they suggest, risk limits, and the group within."""

from __future__ import annotations

from collections.abc import Iterator

from microsoft_teams.cards import CardElement

from cards.compared import PERCENTS, Kind, Line, compared
from cards.details import Reading, detail_card
from cards.elements import Card, heading, line, paragraph, small
from cards.explained import explained
from cards.findings import intelligence_part, within_part
from content.instrument import CAPABILITIES
from scoring.beside import other_figure
from scoring.findings import factor_risks
from scoring.in_words import percent_in_words
from scoring.sentences import limit_in_words, limits_in_words


def capabilities_card(reading: Reading) -> Card:
    """Show the capabilities and what goes with them."""
    body = [*_capabilities(reading), *_risks(reading), *_within(reading)]
    name = reading.say("detail.view.capabilities")
    return detail_card("capabilities", name, body, reading=reading)


def _capabilities(reading: Reading) -> Iterator[CardElement]:
    published, say = reading.published, reading.say
    if not any(published.capabilities.values()):
        yield heading(say("sheet.capabilities.heading"))
        yield paragraph(say("detail.capabilities.nothing"))
    else:
        kind = Kind(say("sheet.capabilities.heading"), say("sheet.capabilities.column"), "capabilities")
        lines = [_line(name, reading) for name in CAPABILITIES]
        yield from compared(kind, lines, PERCENTS, other=reading.other, say=say)
        yield small(say("sheet.capabilities.how"))
    yield from intelligence_part(published, say=say)


def _line(name: str, reading: Reading) -> Line:
    published, say = reading.published, reading.say
    standing = published.standings.get(f"capability.{name}", "level")
    return Line(
        say(f"terms.capability.{name}"),
        published.capabilities.get(name),
        other_figure(reading.other, f"capability.{name}"),
        "" if standing == "level" else say(f"sheet.standing.{standing}"),
    )


def _risks(reading: Reading) -> Iterator[CardElement]:
    """Say of each factor how it stands to its limit."""
    published, say = reading.published, reading.say
    risks = factor_risks(published)
    if not risks:
        return
    yield from explained(say("detail.capabilities.risk"), "factors", say=say)
    for risk in risks:
        figure = percent_in_words(published.factors[risk.factor], say)
        name = say("cardresults.bar", name=say(f"terms.factor.{risk.factor}"), figure=figure)
        yield line(name, note=limit_in_words(risk.factor, risk, say=say))
    yield from map(small, limits_in_words(published, say=say)[-1:])


def _within(reading: Reading) -> Iterator[CardElement]:
    said = within_part(reading.published, say=reading.say)
    if said:
        yield from explained(reading.say("findings.within.heading"), "spread", say=reading.say)
        yield from said[1:]
