"""How surveys stand, for HR: when they open and close, and whom their invitations have reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from microsoft_teams.cards import Action, CardElement, Container

from cards.elements import Card, box, buttons, card, execute, paragraph, plain, plain_name, small, title
from directory.organisation import Unit
from locales import Texts, texts

FEWEST: Final = 5
"""Of fewer who are asked no numbers are told: each would be about somebody in particular."""
ROOM: Final = 20_000
"""Bytes for the surveys of one card; with its frame the card stays well within what a message may hold."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the invitations of one survey; `failed` counts them by reason."""

    delivered: int
    waiting: int
    failed: Mapping[str, int]

    @property
    def planned(self) -> int:
        """Count all."""
        return self.delivered + self.waiting + sum(self.failed.values())


@dataclass(frozen=True, slots=True)
class Standing:
    """How one survey stands; `unit` is None when the organisation no longer has it.

    `is_requested` says that it waits for a second person of HR.
    """

    wave: str
    instrument: str
    unit: Unit | None
    state: Literal["planned", "missed", "open", "closing", "closed"]
    opens: datetime
    closes: datetime
    is_paused: bool
    sent: Sent
    is_requested: bool = False


def status_card(standings: Sequence[Standing], *, zone: ZoneInfo, language: str) -> Card:
    """Show how surveys stand, as many as a message holds, in the order given."""
    say = texts(language)
    boxes = _fitting([_standing(each, zone=zone, say=say) for each in standings])
    body: list[CardElement] = [title(say("cardwaves.heading"))]
    body.append(paragraph(say("cardwaves.intro" if boxes else "cardwaves.none")))
    body += boxes
    left = len(standings) - len(boxes)
    body += [small(say.count("cardwaves.more", left))] if left else []
    refresh = execute(say("cardwaves.refresh"), "waves.status")
    return card(body, language=language, actions=[execute(say("cardwaves.new"), "waves.new"), refresh])


def _standing(standing: Standing, *, zone: ZoneInfo, say: Texts) -> Container:
    items: list[CardElement] = [plain_name(standing.instrument)]
    items += [plain(standing.unit.name(say.language))] if standing.unit else []
    items += state_in_words(standing, zone=zone, say=say)
    items += [plain(line) for line in invitations_in_words(standing.sent, say=say)]
    items += [buttons([choice]) for choice in _choices(standing, say=say)]
    return box(items, tone="warning" if standing.is_paused else "emphasis")


def state_in_words(standing: Standing, *, zone: ZoneInfo, say: Texts) -> list[CardElement]:
    """Say when a survey opens or opened and closes, and what its messages or its opening wait for."""
    opens, closes = say.moment(standing.opens, zone), say.moment(standing.closes, zone)
    lines = [say(f"cardwaves.state.{standing.state}", opens=opens, closes=closes)]
    lines += [say("cardwaves.requested")] if standing.is_requested else []
    lines += [say("cardwaves.paused")] if standing.is_paused else []
    return [paragraph(each) for each in lines]


def invitations_in_words(sent: Sent, *, say: Texts) -> list[str]:
    """Tell how many were reached, and of the others why not and what helps."""
    if not sent.planned:
        return []
    if sent.planned < FEWEST:
        return [say("cardwaves.few")]
    sums = [say.count("cardwaves.planned", sent.planned), say.count("cardwaves.delivered", sent.delivered)]
    sums += [say.count("cardwaves.waiting", sent.waiting)] if sent.waiting else []
    failed = sorted(sent.failed.items())
    return [" · ".join(sums), *(say.count(f"cardwaves.failed.{reason}", count) for reason, count in failed)]


def pause_or_resume(standing: Standing, *, say: Texts) -> list[Action]:
    """Give the button that lets messages wait or go on; none for a survey that is over."""
    sent = {"wave": standing.wave}
    if standing.is_paused:
        return [execute(say("cardwaves.resume"), "waves.resume", data=sent)]
    if standing.state in {"planned", "open"}:
        return [execute(say("cardwaves.pause"), "waves.pause", data=sent)]
    return []


def _choices(standing: Standing, *, say: Texts) -> list[Action]:
    """Give the way to all that can be done with one survey."""
    look = execute(say("cardwaves.look"), "waves.status", data={"wave": standing.wave})
    return [look] if standing.state in {"planned", "missed", "open"} else []


def _fitting(boxes: Sequence[Container]) -> list[Container]:
    room, shown = ROOM, []
    for each in boxes:
        room -= len(each.model_dump_json(by_alias=True, exclude_none=True).encode())
        if room < 0:
            break
        shown.append(each)
    return shown
