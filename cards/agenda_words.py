"""An agenda in words: its rows, its roles, and the whole of it as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cards.meeting import ASKED_AT, Meeting
from followups.agenda import SMALLEST_GROUP, Form, Step, Verdict
from locales import Texts, texts

_HOUR: Final = 60
_LONGEST_IN_MINUTES: Final = 90
_OWN_WAY: Final[frozenset[tuple[str, Verdict]]] = frozenset(
    {
        ("asked", "poor"),
        ("hold", "good"),
        ("hold", "poor"),
        ("onwards", "poor"),
        ("opening", "poor"),
        ("agreeing", "poor"),
    }
)
"""The steps that are taken differently after a good or a poor result."""
_BEFORE: Final[dict[Form, int]] = {"results": 2, "choosing": 2, "workshop": 3}


@dataclass(frozen=True, slots=True)
class Row:
    """A step: when it starts, how long it takes, what, how, and who."""

    time: str
    length: str
    what: str
    how: str
    who: str


def title_of(form: Form, *, say: Texts) -> str:
    """Name a meeting."""
    return say(f"cardagenda.title.{form}")


def size_in_words(meeting: Meeting, *, say: Texts) -> str:
    """Say how long the meeting takes, and for how many people it is made."""
    time = duration_in_words(meeting.agenda.minutes, say=say)
    if meeting.staff < SMALLEST_GROUP:
        return say("cardagenda.size", time=time)
    return say.count("cardagenda.size_for", meeting.staff, time=time)


def duration_in_words(minutes: int, *, say: Texts) -> str:
    """Write how long something takes, from an hour and a half on in hours."""
    hours, rest = divmod(minutes, _HOUR)
    if minutes < _LONGEST_IN_MINUTES:
        return say("cardagenda.minutes", minutes=say.number(minutes, 0))
    if not rest:
        return say("cardagenda.hours", hours=say.number(hours, 0))
    return say("cardagenda.hours_minutes", hours=say.number(hours, 0), minutes=say.number(rest, 0))


def rows_in_words(meeting: Meeting, *, say: Texts) -> list[Row]:
    """Write the steps one after the other."""
    return [
        Row(
            _clock(step, say=say),
            _length(step, say=say),
            f"{number}. {say(f'cardagenda.step.{step.name}')}",
            _how(step, meeting, say=say),
            _who(step, meeting, say=say),
        )
        for number, step in enumerate(meeting.agenda.steps, start=1)
    ]


def questions_heading(meeting: Meeting, *, say: Texts) -> str:
    """Say at which step the guiding questions help."""
    names = [step.name for step in meeting.agenda.steps]
    number = names.index(ASKED_AT[meeting.agenda.form]) + 1
    return say("cardagenda.questions", number=say.number(number, 0))


def roles_in_words(*, say: Texts) -> list[str]:
    """Name the roles that a meeting needs; who takes them is agreed there."""
    return [say(f"cardagenda.role.{role}") for role in ("leads", "writes", "keeps_time")]


def before_in_words(meeting: Meeting, *, say: Texts) -> list[str]:
    """Say what the team needs beforehand."""
    form = meeting.agenda.form
    return [say(f"cardagenda.before.{form}.{number}") for number in range(1, _BEFORE[form] + 1)]


def agenda_in_words(meeting: Meeting, *, language: str) -> str:
    """Write the whole agenda as plain text that can be copied and passed on."""
    return "\n\n".join(_paragraphs(meeting, say=texts(language)))


def _paragraphs(meeting: Meeting, *, say: Texts) -> Iterator[str]:
    yield f"{title_of(meeting.agenda.form, say=say)}: {meeting.unit.name(say.language)}"
    yield size_in_words(meeting, say=say)
    for row in rows_in_words(meeting, say=say):
        yield f"{row.what}\n{row.time} ({row.length}), {row.who}\n{row.how}"
    if meeting.questions:
        asked = "\n".join(f"- {each.text.say(say.language)}" for each in meeting.questions)
        yield f"{questions_heading(meeting, say=say)}\n{asked}"
    yield "\n".join((say("cardagenda.roles.heading"), *roles_in_words(say=say)))


def _clock(step: Step, *, say: Texts) -> str:
    """Write when a step starts, as a clock shows it that was at nought when the meeting began."""
    hours, minutes = divmod(step.starts, _HOUR)
    return f"{hours}:{minutes:02}" if say.language == "en" else f"{hours}.{minutes:02}"


def _length(step: Step, *, say: Texts) -> str:
    each = say("cardagenda.minutes", minutes=say.number(step.each, 0))
    return each if step.rounds == 1 else f"{step.rounds} \N{MULTIPLICATION SIGN} {each}"


def _how(step: Step, meeting: Meeting, *, say: Texts) -> str:
    if meeting.verdict and (step.name, meeting.verdict) in _OWN_WAY:
        return say(f"cardagenda.how.{step.name}-{meeting.verdict}")
    said = say(f"cardagenda.how.{step.name}")
    beside = -(-len(meeting.agenda.groups) // step.rounds)
    if step.name != "stations" or beside == 1:
        return said
    return f"{said} {say.count('cardagenda.beside', beside)}"


def _who(step: Step, meeting: Meeting, *, say: Texts) -> str:
    groups = meeting.agenda.groups
    largest, least = groups[0], groups[-1]
    if step.who != "groups":
        return say(f"cardagenda.who.{step.who}")
    if largest == SMALLEST_GROUP:
        return say("cardagenda.who.pairs")
    if len(groups) == 1:
        return say("cardagenda.who.all")
    size = str(largest) if largest == least else f"{least}\N{EN DASH}{largest}"
    return say("cardagenda.who.groups", size=size)
