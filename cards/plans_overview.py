"""Where units stand with their plans: how many in each state, and which; never who, nor any vote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from microsoft_teams.cards import Action, CardElement, Choice, ChoiceSetInput

from cards.elements import (
    Card,
    Cell,
    Tone,
    buttons,
    card,
    execute,
    line,
    meter,
    paragraph,
    plain_name,
    small,
    table,
    title,
)
from directory.organisation import Unit
from followups.plan_standing import STATES, Standing, State
from locales import Texts, texts

ROWS_A_PAGE: Final = 10
VERB: Final = "plans.overview"

Group = State | Literal["late"]
"""Which units are listed: those in a state, or those of any state that are late."""
GROUPS: Final[tuple[Group, ...]] = ("late", *STATES)

_TONES: Final[Mapping[State, Tone]] = {
    "missing": "attention",
    "support": "attention",
    "overdue": "warning",
    "agreed": "good",
}


@dataclass(frozen=True, slots=True)
class Overview:
    """How many units stand where, of all that somebody looks at; `unit` is the one above them, if one is."""

    counts: Mapping[State, int]
    late: int
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A page, from 1, of some of the units."""

    group: Group
    rows: Sequence[tuple[Unit, Standing]]
    page: int
    pages: int
    count: int
    unit: str


def overview_card(overview: Overview, *, language: str) -> Card:
    """Show how many units stand where, and let a state be opened."""
    say = texts(language)
    total = sum(overview.counts.values())
    body = [
        title(say("cardplans.heading")),
        *([plain_name(overview.unit.name(language))] if overview.unit else []),
        paragraph(
            " ".join((say.count("cardplans.total", total), say.count("cardplans.late", overview.late)))
        ),
    ]
    if total:
        body += [_counts(overview.counts, total, say=say), *_open(overview, say=say)]
    return card([*body, small(say("cardplans.how"))], language=language)


def listed_card(listed: Listed, *, today: date, language: str) -> Card:
    """Show some of the units, and let the plan of one be opened."""
    say = texts(language)
    pages = say("cardplans.page", page=listed.page, pages=listed.pages) if listed.pages > 1 else ""
    body: list[CardElement] = [
        title(say(f"cardplans.state.{listed.group}")),
        paragraph(say(f"cardplans.what.{listed.group}")),
        small(" · ".join(part for part in (say.count("cardplans.units", listed.count), pages) if part)),
        *(line(unit.name(language), note=_note(each, today=today, say=say)) for unit, each in listed.rows),
    ]
    if listed.rows:
        choice = _choice("unit", [(unit.code, unit.name(language)) for unit, _ in listed.rows], say=say)
        body += [choice, buttons([execute(say("cardplans.open"), "plan.show", inputs="auto")])]
    ways = [*_pages(listed, say=say), _back(listed, say=say)]
    return card([*body, *(buttons([each]) for each in ways)], language=language)


def _counts(counts: Mapping[State, int], total: int, *, say: Texts) -> CardElement:
    rows = [
        [
            Cell(
                say(f"cardplans.state.{state}"),
                drawn=meter(counts[state] / total, tone=_TONES.get(state, "default")),
            ),
            Cell(say.number(counts[state], 0)),
        ]
        for state in STATES
    ]
    return table([say("cardplans.column.state"), say("cardplans.column.units")], rows, widths=[4, 1])


def _open(overview: Overview, *, say: Texts) -> list[CardElement]:
    counts: list[tuple[Group, int]] = [("late", overview.late), *overview.counts.items()]
    states = [
        (group, say("cardplans.choice", state=say(f"cardplans.state.{group}"), count=count))
        for group, count in counts
        if count
    ]
    data = {"unit": overview.unit.code} if overview.unit else {}
    show = execute(say("cardplans.show"), VERB, data=data, inputs="auto")
    return [_choice("state", states, say=say), buttons([show])]


def _note(standing: Standing, *, today: date, say: Texts) -> str:
    """Say since when a unit stands there and what is due by when."""
    told = []
    if standing.since is not None:
        told.append(say(f"cardplans.since.{standing.state}", day=say.date(standing.since)))
    if standing.talk_by is not None:
        told.append(say("cardplans.talk_by", day=say.date(standing.talk_by)))
    if standing.due_on is not None:
        told.append(say(f"cardplans.due.{standing.state}", day=say.date(standing.due_on)))
    if standing.is_late(today):
        told.append(say("cardplans.is_late"))
    return " · ".join(told)


def _choice(name: str, offered: Sequence[tuple[str, str]], *, say: Texts) -> ChoiceSetInput:
    # Compact: the rows of a drop-down are plain text, those of an expanded list are read as Markdown.
    return ChoiceSetInput(
        id=name,
        label=say(f"cardplans.choose.{name}"),
        style="compact",
        choices=[Choice(title=words, value=value) for value, words in offered],
        placeholder=say(f"cardplans.choose.{name}"),
        is_required=True,
        error_message=say(f"cardplans.choose.{name}"),
    )


def _pages(listed: Listed, *, say: Texts) -> list[Action]:
    ways = [("cardplans.earlier", listed.page - 1), ("cardplans.later", listed.page + 1)]
    sent = {"state": listed.group, **_of(listed)}
    return [
        execute(say(key), VERB, data={**sent, "page": str(page)})
        for key, page in ways
        if 1 <= page <= listed.pages
    ]


def _back(listed: Listed, *, say: Texts) -> Action:
    return execute(say("cardplans.back"), VERB, data=_of(listed))


def _of(listed: Listed) -> dict[str, str]:
    return {"unit": listed.unit} if listed.unit else {}
