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
    """How one survey stands; `unit` is None when the organisation no longer has it."""

    wave: str
    instrument: str
    unit: Unit | None
    state: Literal["planned", "missed", "open", "closing", "closed"]
    opens: datetime
    closes: datetime
    is_paused: bool
    sent: Sent


def status_card(standings: Sequence[Standing], *, zone: ZoneInfo, language: str) -> Card:
    """Show how surveys stand, as many as a message holds, in the order given."""
    say = texts(language)
    boxes = _fitting([_standing(each, zone=zone, say=say) for each in standings])
    body: list[CardElement] = [title(say("cardwaves.heading"))]
    body.append(paragraph(say("cardwaves.intro" if boxes else "cardwaves.none")))
    body += boxes
    left = len(standings) - len(boxes)
    body += [small(say.count("cardwaves.more", left))] if left else []
    return card(body, language=language, actions=[execute(say("cardwaves.refresh"), "waves.status")])


def _standing(standing: Standing, *, zone: ZoneInfo, say: Texts) -> Container:
    items: list[CardElement] = [plain_name(standing.instrument)]
    items += [plain(standing.unit.name(say.language))] if standing.unit else []
    items.append(paragraph(_when(standing, zone=zone, say=say)))
    items += [paragraph(say("cardwaves.paused"))] if standing.is_paused else []
    items += [plain(line) for line in _invitations(standing, say=say)]
    choices = _choices(standing, say=say)
    items += [buttons(choices)] if choices else []
    return box(items, tone="warning" if standing.is_paused else "emphasis")


def _when(standing: Standing, *, zone: ZoneInfo, say: Texts) -> str:
    return say(
        f"cardwaves.state.{standing.state}",
        opens=say.moment(standing.opens, zone),
        closes=say.moment(standing.closes, zone),
    )


def _invitations(standing: Standing, *, say: Texts) -> list[str]:
    """Tell how many were reached, and of the others why not and what helps."""
    sent = standing.sent
    if not sent.planned:
        return []
    if sent.planned < FEWEST:
        return [say("cardwaves.few")]
    sums = [say.count("cardwaves.planned", sent.planned), say.count("cardwaves.delivered", sent.delivered)]
    sums += [say.count("cardwaves.waiting", sent.waiting)] if sent.waiting else []
    failed = sorted(sent.failed.items())
    return [" · ".join(sums), *(say.count(f"cardwaves.failed.{reason}", count) for reason, count in failed)]


def _choices(standing: Standing, *, say: Texts) -> list[Action]:
    if standing.is_paused:
        return [execute(say("cardwaves.resume"), "waves.resume", data={"wave": standing.wave})]
    if standing.state in {"planned", "open"}:
        return [execute(say("cardwaves.pause"), "waves.pause", data={"wave": standing.wave})]
    return []


def _fitting(boxes: Sequence[Container]) -> list[Container]:
    room, shown = ROOM, []
    for each in boxes:
        room -= len(each.model_dump_json(by_alias=True, exclude_none=True).encode())
        if room < 0:
            break
        shown.append(each)
    return shown
