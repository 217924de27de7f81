"""Whom the bot reaches in Teams and whom not, for administrators and HR: numbers of people, never who."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from microsoft_teams.cards import CardElement

from cards.elements import (
    Card,
    Cell,
    buttons,
    card,
    execute,
    heading,
    line,
    paragraph,
    plain,
    small,
    table,
    title,
)
from directory.organisation import Unit
from locales import Texts, texts


@dataclass(frozen=True, slots=True)
class Place:
    """A unit where so many of the people are reached; `others` smaller ones are counted with it."""

    unit: Unit
    others: int
    reached: int
    people: int


@dataclass(frozen=True, slots=True)
class Connections:
    """How connections stand.

    `people` counts them by whether they are reached, nobody where there are too few to tell; `places` are
    those of one page where not everybody is, the worst first; `failed` counts messages by reason.
    """

    people: Mapping[str, int]
    places: Sequence[Place]
    waiting: int
    failed: Mapping[str, int]
    changed_at: datetime | None
    page: int = 1
    pages: int = 1


def connections_card(told: Connections, *, zone: ZoneInfo, language: str) -> Card:
    """Show how connections stand and what helps where they do not."""
    say = texts(language)
    body: list[CardElement] = [title(say("cardconnections.heading")), paragraph(say("cardconnections.intro"))]
    body += [*_people(told, say=say), *_places(told, say=say), *_messages(told, say=say)]
    if told.changed_at is not None:
        moment = say.moment(told.changed_at, zone)
        body += [
            heading(say("cardconnections.directory")),
            plain(say("cardconnections.changed", moment=moment)),
        ]
    again = execute(say("cardconnections.refresh"), "admin.reach", data={"page": str(told.page)})
    return card(body, language=language, actions=[again])


def _people(told: Connections, *, say: Texts) -> list[CardElement]:
    """Tell how many are reached, and of the others why not and what helps."""
    if not told.people:
        return [paragraph(say("cardconnections.few"))]
    reached, people = told.people.get("reachable", 0), sum(told.people.values())
    if reached == people:
        return [paragraph(say("cardconnections.everybody", people=say.number(people, 0)))]
    facts = {"reached": say.number(reached, 0), "people": say.number(people, 0)}
    why = {name: count for name, count in told.people.items() if name != "reachable" and count}
    return [paragraph(say("cardconnections.reached", **facts)), *_counted("people", why, say=say)]


def _places(told: Connections, *, say: Texts) -> list[CardElement]:
    if not told.places:
        return []
    header = [say("cardconnections.unit"), say("cardconnections.of")]
    rows = [_row(place, say=say) for place in told.places]
    return [
        heading(say("cardconnections.places")),
        table(header, rows, widths=[3, 2]),
        small(say("cardconnections.rule")),
        *_turns(told, say=say),
    ]


def _turns(told: Connections, *, say: Texts) -> list[CardElement]:
    """Offer the pages before and after."""
    turns = {"previous": told.page - 1, "next": told.page + 1}
    offered = [
        execute(say(f"cardconnections.{name}"), "admin.reach", data={"page": str(page)})
        for name, page in turns.items()
        if 1 <= page <= told.pages
    ]
    return [buttons(offered)] if offered else []


def _row(place: Place, *, say: Texts) -> tuple[Cell, Cell]:
    note = say.count("cardconnections.others", place.others) if place.others else ""
    share = f"{say.number(place.reached, 0)} / {say.number(place.people, 0)}"
    return Cell(place.unit.name(say.language), note), Cell(share)


def _messages(told: Connections, *, say: Texts) -> list[CardElement]:
    lost = _counted("failed", told.failed, say=say) or [plain(say("cardconnections.none_failed"))]
    waiting = [plain(say.count("cardconnections.waiting", told.waiting))] if told.waiting else []
    return [heading(say("cardconnections.messages")), *waiting, *lost]


def _counted(topic: str, counts: Mapping[str, int], *, say: Texts) -> list[CardElement]:
    return [
        line(
            f"{say(f'cardconnections.{topic}.{name}.what')}: {say.number(count, 0)}",
            note=say(f"cardconnections.{topic}.{name}.helps"),
        )
        for name, count in counts.items()
    ]
