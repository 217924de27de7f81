"""One survey for HR: how it goes, and what can still be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal
from zoneinfo import ZoneInfo

from microsoft_teams.cards import Action, CardElement

from cards.elements import (
    Card,
    Cell,
    box,
    buttons,
    card,
    execute,
    heading,
    paragraph,
    plain,
    plain_name,
    small,
    table,
    title,
)
from cards.open_wave import OpenWave, answered_in_words
from cards.waves import Standing, invitations_in_words, pause_or_resume, state_in_words
from directory.organisation import Unit
from locales import Texts, texts
from scoring.figures import Figure
from scoring.in_words import rate_in_words

Done = Literal["", "opened", "requested", "confirmed", "answered", "own", "late", "extended", "ended", "over"]
"""What has just been done, or why it was not."""
MOST_UNITS: Final = 8
"""Units below the whole whose response rates are told."""
_NOT_DONE: Final = frozenset({"answered", "own", "late", "over"})


@dataclass(frozen=True, slots=True)
class Rates:
    """Coarse response rates at the end of `day`: of all who are asked, and of units below, by name."""

    day: date
    whole: Figure | None
    below: Sequence[tuple[Unit, Figure]]


@dataclass(frozen=True, slots=True)
class Course:
    """How one survey goes; `people` is the number that waits to be confirmed, by somebody else or oneself."""

    standing: Standing
    rates: Rates | None
    reminded: Sequence[date]
    reminding: Sequence[date]
    people: int = 0
    may_confirm: bool = False


def wave_card(course: Course, *, zone: ZoneInfo, language: str, done: Done = "") -> Card:
    """Show one survey, with what has just been done."""
    say, standing = texts(language), course.standing
    tone: Literal["good", "warning"] = "warning" if done in _NOT_DONE else "good"
    body: list[CardElement] = [
        title(say("cardpulse.one.heading")),
        *([box([paragraph(say(f"cardpulse.done.{done}"))], tone=tone)] if done else []),
        plain_name(standing.instrument),
        *([plain(standing.unit.name(language))] if standing.unit else []),
        *state_in_words(standing, zone=zone, say=say),
        *_request(course, say=say),
        *_rates(course, say=say),
        *_reminders(course, say=say),
        *_invitations(standing, say=say),
        # One below the other: a phone cuts off what does not fit a row.
        *(buttons([action]) for action in _actions(course, say=say)),
    ]
    return card(body, language=language)


def _request(course: Course, *, say: Texts) -> list[CardElement]:
    if not course.standing.is_requested:
        return []
    asked = [paragraph(say.count("cardpulse.request.people", course.people))]
    if not course.may_confirm:
        command = f"pulssi wave confirm {course.standing.wave}"
        return [*asked, small(say("cardpulse.request.alone")), plain(command)]
    return [*asked, paragraph(say("cardpulse.request.question"))]


def _rates(course: Course, *, say: Texts) -> list[CardElement]:
    standing, rates = course.standing, course.rates
    if standing.state != "open":
        return []
    shown: list[CardElement] = [heading(say("cardpulse.one.rate"))]
    if rates is None:
        return [*shown, paragraph(say("cardpulse.one.no_rate"))]
    whole = OpenWave(standing.closes, rates.day, rates.whole)
    shown += [paragraph(answered_in_words(whole, say=say) or say("cardpulse.one.no_rate"))]
    rows = [
        (Cell(unit.name(say.language)), Cell(rate_in_words(rate, say)))
        for unit, rate in rates.below[:MOST_UNITS]
    ]
    header = [say("cardpulse.one.unit"), say("cardpulse.one.answered")]
    shown += [table(header, rows, widths=(2, 1))] if rows else []
    left = len(rates.below) - len(rows)
    return [*shown, *([small(say.count("cardpulse.one.more", left))] if left else [])]


def _reminders(course: Course, *, say: Texts) -> list[CardElement]:
    if course.standing.state not in {"planned", "open"}:
        return []
    told = [
        say(f"cardpulse.one.{name}", days=say.listed([say.date(day) for day in days]))
        for name, days in (("reminded", course.reminded), ("reminding", course.reminding))
        if days
    ]
    return [paragraph(" ".join(told) or say("cardpulse.one.no_reminders"))]


def _invitations(standing: Standing, *, say: Texts) -> list[CardElement]:
    lines = invitations_in_words(standing.sent, say=say)
    return [heading(say("cardpulse.one.invitations")), *(plain(line) for line in lines)] if lines else []


def _actions(course: Course, *, say: Texts) -> list[Action]:
    standing, sent = course.standing, {"wave": course.standing.wave}
    actions: list[Action] = []
    if standing.is_requested and course.may_confirm:
        actions += confirm_actions(standing.wave, say=say)
    if standing.state == "open":
        actions += [
            execute(say("cardpulse.one.extend"), "waves.extend", data=sent),
            execute(say("cardpulse.one.close"), "waves.close", data=sent),
        ]
    if not standing.is_requested:
        actions += pause_or_resume(standing, say=say)
    if standing.state in {"planned", "missed"}:
        actions.append(execute(say("cardpulse.one.cancel"), "waves.cancel", data=sent))
    return [*actions, execute(say("cardpulse.one.all"), "waves.status")]


def confirm_actions(wave: str, *, say: Texts) -> list[Action]:
    """Give the two answers of the second person of HR."""
    answers: tuple[Literal["yes", "no"], ...] = ("yes", "no")
    return [
        execute(
            say(f"cardpulse.request.{answer}"),
            "waves.confirm",
            data={"wave": wave, "answer": answer},
            style="positive" if answer == "yes" else None,
        )
        for answer in answers
    ]
