"""The agenda of a team's meeting: the choice of a meeting, its steps and roles, and what is posted to all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from microsoft_teams.cards import Action, CardElement

from cards.agenda_words import (
    before_in_words,
    duration_in_words,
    questions_heading,
    roles_in_words,
    rows_in_words,
    size_in_words,
    title_of,
)
from cards.channel import Link, channel_line
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
from cards.meeting import Meeting
from directory.organisation import Unit
from followups.agenda import Agenda, Form, Verdict
from locales import Texts, texts

WHOLE: Final = "all"
"""The page that is the whole agenda as words, to copy, pass on or print."""
_VERB: Final = "guide.agenda"


@dataclass(frozen=True, slots=True)
class Around:
    """How it stands with a unit's talk: by which day it is to be held, or the day on which it was.

    `is_shared` says that the result is a group's of neighbours; `link` how it stands with the channel.
    """

    due_on: date
    held_on: date | None = None
    is_shared: bool = False
    link: Link = "none"


@dataclass(frozen=True, slots=True)
class Forms:
    """The meetings that there are for a unit, and which suits it now."""

    unit: Unit
    wave: str
    agendas: tuple[Agenda, ...]
    suited: Form


def choose_agenda_card(forms: Forms, around: Around, *, language: str) -> Card:
    """Ask which meeting to prepare, and say which suits the team now."""
    say = texts(language)
    body: list[CardElement] = [
        title(say("cardagenda.choose.heading")),
        plain_name(forms.unit.name(language)),
        *_shared(around, say=say),
        small(_when(around, say=say)),
        *(element for each in forms.agendas for element in _form(forms, each, say=say)),
    ]
    back = execute(say("cardagenda.result"), "results.show", data=_names(forms.unit, forms.wave))
    return card(body, language=language, actions=[back])


def agenda_card(meeting: Meeting, around: Around, *, language: str) -> Card:
    """Show whoever leads the unit the agenda of a meeting, and what to do with it."""
    say = texts(language)
    body = [
        *_heads(meeting, say=say),
        *_shared(around, say=say),
        *([small(_when(around, say=say))] if meeting.agenda.form == "results" else []),
        *_advice(meeting.verdict, say=say),
        *_steps(meeting, say=say),
        heading(say("cardagenda.before.heading")),
        *map(plain, before_in_words(meeting, say=say)),
        *channel_line(around.link, say=say),
        *(buttons([each]) for each in _actions(meeting, around, say=say)),
    ]
    return card(body, language=language)


def posted_agenda_card(meeting: Meeting, *, language: str) -> Card:
    """Tell a team in its channel what its meeting will be like; nothing of the result."""
    say = texts(language)
    return card([*_heads(meeting, say=say), *_steps(meeting, say=say)], language=language)


def held_card(unit: Unit, wave: str, *, day: date, language: str) -> Card:
    """Say that the result has been gone through, and what comes next."""
    say = texts(language)
    names = _names(unit, wave)
    choosing = execute(say("cardagenda.show.choosing"), _VERB, data={**names, "form": "choosing"})
    body = [
        title(say("cardagenda.held.heading")),
        plain_name(unit.name(language)),
        paragraph(say("cardagenda.held.on", day=say.date(day))),
        paragraph(say("cardagenda.held.next")),
        buttons([_propose(names, say=say)]),
        buttons([choosing]),
    ]
    return card(body, language=language)


def _heads(meeting: Meeting, *, say: Texts) -> list[CardElement]:
    return [
        title(title_of(meeting.agenda.form, say=say)),
        plain_name(meeting.unit.name(say.language)),
        paragraph(size_in_words(meeting, say=say)),
    ]


def _steps(meeting: Meeting, *, say: Texts) -> Iterator[CardElement]:
    """Show the steps, the questions that help at one of them, and the roles to agree on."""
    columns = [say(f"cardagenda.column.{name}") for name in ("time", "what", "who")]
    rows = [
        [Cell(row.time, note=row.length), Cell(row.what, note=row.how), Cell(row.who)]
        for row in rows_in_words(meeting, say=say)
    ]
    yield table(columns, rows, widths=[3, 10, 6])
    if meeting.questions:
        yield heading(questions_heading(meeting, say=say))
        yield from (box([plain(each.text.say(say.language))], tone="emphasis") for each in meeting.questions)
        yield small(say("cardguide.care"))
    yield heading(say("cardagenda.roles.heading"))
    yield from map(plain, roles_in_words(say=say))


def _advice(verdict: Verdict | None, *, say: Texts) -> list[CardElement]:
    return [box([paragraph(say(f"cardagenda.verdict.{verdict}"))], tone="emphasis")] if verdict else []


def _shared(around: Around, *, say: Texts) -> list[CardElement]:
    return [small(say("cardagenda.shared"))] if around.is_shared else []


def _when(around: Around, *, say: Texts) -> str:
    if around.held_on is not None:
        return say("cardagenda.held.on", day=say.date(around.held_on))
    return say("cardagenda.by", day=say.date(around.due_on))


def _form(forms: Forms, each: Agenda, *, say: Texts) -> list[CardElement]:
    data = {**_names(forms.unit, forms.wave), "form": each.form}
    is_suited = each.form == forms.suited
    now = [small(say("cardagenda.choose.now"))] if is_suited else []
    said = [
        heading(title_of(each.form, say=say)),
        *now,
        paragraph(say(f"cardagenda.form.{each.form}", time=duration_in_words(each.minutes, say=say))),
    ]
    show = execute(
        say(f"cardagenda.show.{each.form}"), _VERB, data=data, style="positive" if is_suited else None
    )
    return [*said, buttons([show])]


def _actions(meeting: Meeting, around: Around, *, say: Texts) -> Iterator[Action]:
    names, form = _names(meeting.unit, meeting.wave), meeting.agenda.form
    with_form = {**names, "form": form}
    if around.link == "linked":
        yield execute(say("cardagenda.post"), "guide.post", data=with_form)
    yield execute(say("cardagenda.copy"), _VERB, data={**with_form, "page": WHOLE})
    if form == "results" and around.held_on is None:
        yield execute(say("cardagenda.mark"), "guide.held", data=names)
    yield _propose(names, say=say)
    yield execute(say("cardagenda.others"), _VERB, data=names)


def _propose(names: dict[str, str], *, say: Texts) -> Action:
    return execute(say("cardagenda.propose"), "choose.propose", data=names)


def _names(unit: Unit, wave: str) -> dict[str, str]:
    return {"unit": unit.code, "wave": wave}
