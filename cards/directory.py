"""How it stands with the directory: when it was read, what was found, and what to do about each finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from microsoft_teams.cards import Action, CardElement, Choice, ChoiceSetInput

from cards.directory_stop import STATUS, Units, answer_buttons, stop_parts
from cards.elements import (
    Card,
    Cell,
    box,
    buttons,
    card,
    execute,
    heading,
    line,
    paragraph,
    small,
    table,
    title,
)
from directory.findings import OF_PEOPLE, Finding, Kind
from directory.guard import Stop
from locales import Texts, texts

ROWS_A_PAGE: Final = 10
NUMBERS_ONLY: Final[frozenset[Kind]] = frozenset({"empty", "disabled", "guest"})
"""The kinds that nobody is named in."""
_HEADINGS: Final = {False: "carddirectory.stopped.heading", True: "carddirectory.accept.heading"}


@dataclass(frozen=True, slots=True)
class Status:
    """When the directory was read from where, what it holds, and how much was found of each kind.

    `stop` are changes that wait, with the `affected` units; only who `may_decide` is asked about them.
    """

    source: Literal["entra", "files"] | None
    read_at: datetime | None
    units: int
    people: int
    counts: Sequence[tuple[Kind, int]]
    stop: Stop | None = None
    affected: Units = field(default_factory=dict)
    is_accepted: bool = False
    may_decide: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A page, from 1, of the findings of a kind; `names` are of units by code and of people by id.

    Without `names_people` nobody is listed: their ids are for HR.
    """

    kind: Kind
    count: int
    rows: Sequence[Finding]
    page: int
    pages: int
    units: Units
    names: Mapping[str, str]
    names_people: bool = True


def directory_card(status: Status, *, zone: ZoneInfo, language: str) -> Card:
    """Show how it stands with the directory, and let a kind of finding be opened."""
    say = texts(language)
    body: list[CardElement] = [title(say("carddirectory.heading")), paragraph(_read(status, zone, say=say))]
    if status.stop is not None:
        body.append(box(_stop(status, status.stop, say=say), tone="warning"))
    if status.counts:
        body += [_counts(status.counts, say=say), *_open(status.counts, say=say)]
        body.append(small(say("carddirectory.how")))
    elif status.source is not None and status.stop is None:
        body.append(paragraph(say("carddirectory.none")))
    return card(body, language=language)


def findings_card(listed: Listed, *, language: str) -> Card:
    """Say what a kind of finding means and what to do, and list what it was found in."""
    say = texts(language)
    body: list[CardElement] = [
        title(say(f"carddirectory.kind.{listed.kind}.name")),
        paragraph(say(f"carddirectory.kind.{listed.kind}.what")),
        paragraph(say(f"carddirectory.kind.{listed.kind}.do")),
    ]
    if listed.kind in OF_PEOPLE and not listed.names_people:
        body.append(small(say("carddirectory.for_hr")))
    elif listed.kind not in NUMBERS_ONLY:
        pages = say("carddirectory.page", page=listed.page, pages=listed.pages) if listed.pages > 1 else ""
        told = say.count("carddirectory.rows", listed.count)
        body.append(small(" · ".join(part for part in (told, pages) if part)))
        body += [_row(each, listed, say=say) for each in listed.rows]
    ways = [*_pages(listed, say=say), execute(say("carddirectory.back"), STATUS)]
    return card([*body, *(buttons([each]) for each in ways)], language=language)


def _read(status: Status, zone: ZoneInfo, *, say: Texts) -> str:
    if status.source is None or status.read_at is None:
        return say("carddirectory.never")
    read = say(f"carddirectory.read.{status.source}", moment=say.moment(status.read_at, zone))
    holds = say(
        "carddirectory.holds",
        units=say.count("carddirectory.units", status.units),
        people=say.count("carddirectory.people", status.people),
    )
    return f"{read} {holds}"


def _stop(status: Status, stop: Stop, *, say: Texts) -> list[CardElement]:
    parts = [
        heading(say(_HEADINGS[status.is_accepted])),
        *stop_parts(stop, status.affected, say=say),
    ]
    if status.may_decide:
        parts += answer_buttons(stop, say=say, is_accepted=status.is_accepted)
    return parts


def _counts(counts: Sequence[tuple[Kind, int]], *, say: Texts) -> CardElement:
    rows = [
        [Cell(say(f"carddirectory.kind.{kind}.name")), Cell(say.number(count, 0))] for kind, count in counts
    ]
    return table([say("carddirectory.column.kind"), say("carddirectory.column.count")], rows, widths=[4, 1])


def _open(counts: Sequence[tuple[Kind, int]], *, say: Texts) -> list[CardElement]:
    choice = ChoiceSetInput(
        id="kind",
        label=say("carddirectory.choose"),
        style="compact",
        choices=[Choice(title=say(f"carddirectory.kind.{kind}.name"), value=kind) for kind, _ in counts],
        placeholder=say("carddirectory.choose"),
        is_required=True,
        error_message=say("carddirectory.choose"),
    )
    return [choice, buttons([execute(say("carddirectory.show"), STATUS, inputs="auto")])]


def _row(finding: Finding, listed: Listed, *, say: Texts) -> CardElement:
    note = _note(finding, say=say)
    if finding.person:
        name = listed.names.get(finding.person, "")
        parts = (finding.person if name else "", note)
        return line(name or finding.person, note=" · ".join(part for part in parts if part))
    if finding.unit:
        unit = listed.units.get(finding.unit)
        return line(unit.name(say.language) if unit else finding.unit, note=note)
    return line(finding.word, note=note)


def _note(finding: Finding, *, say: Texts) -> str:
    match finding.kind:
        case "renamed":
            return say("carddirectory.renamed", code=finding.unit, word=finding.word)
        case "no_leader" | "unknown_value" | "ambiguous_value" | "manager_cycle":
            return say.count("carddirectory.people", finding.count)
        case "unit_cycle":
            return say.count("carddirectory.units", finding.count)
        case _:
            return ""


def _pages(listed: Listed, *, say: Texts) -> list[Action]:
    ways = [("carddirectory.earlier", listed.page - 1), ("carddirectory.later", listed.page + 1)]
    return [
        execute(say(key), STATUS, data={"kind": listed.kind, "page": str(page)})
        for key, page in ways
        if 1 <= page <= listed.pages
    ]
