"""What has come of installing the bot for people: counted, and written down with those who were met by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from directory.installs import Installed, NotInstalled
from storage.conversations import Conversation, find_conversation, find_service_url, record_conversation
from storage.installs import forget_install, record_install
from storage.outbox import revive_failed
from storage.reasons import REACH_REASONS

STRIKES: Final = 20
"""Refusals without one success after which it is taken for granted that the app itself is refused."""

Outcome = Installed | NotInstalled
Stopped = Literal["", "graph", "all_refused", "asked", "taken"]
"""Why a run ended early: Graph is busy, or refuses us or everybody; somebody asked; another does it."""


@dataclass(frozen=True, slots=True)
class Home:
    """Who the bot is, and where people of its tenant are met before anybody has been."""

    tenant_id: str
    bot_id: str
    service_url: str


@dataclass(slots=True)
class Run:
    """People by outcome ("installed", "there", or why not), and why the run ended early."""

    outcomes: Counter[str] = field(default_factory=Counter)
    stopped: Stopped = ""

    @property
    def reached(self) -> int:
        """Count those who have the app now."""
        return self.outcomes["installed"] + self.outcomes["there"]

    def note(self, outcome: Outcome) -> None:
        """Count an outcome; too many refusals from the beginning end the run."""
        match outcome:
            case NotInstalled(reason):
                self.outcomes[reason] += 1
            case Installed(chat):
                self.outcomes["there" if chat else "installed"] += 1
        if self.outcomes.total() >= STRIKES and not self.reached:
            self.stopped = "all_refused"


async def record_outcomes(
    connection: AsyncConnection, outcomes: Mapping[str, Outcome], *, home: Home, now: datetime
) -> None:
    """Write down what came of it for some people; where the chat is known it is theirs from now on."""
    address = await find_service_url(connection, home.tenant_id) or home.service_url
    for person, outcome in sorted(outcomes.items()):
        match outcome:
            case NotInstalled(reason):
                await record_install(connection, person, reason=reason, now=now)
            case Installed(""):
                await record_install(connection, person, reason=None, now=now)
            case Installed(chat):
                met = Conversation(person, address, chat, home.tenant_id, "", home.bot_id)
                await _meet(connection, met, now=now)


async def _meet(connection: AsyncConnection, met: Conversation, *, now: datetime) -> None:
    """Keep where somebody has the app, unless Teams has told of a chat meanwhile."""
    await forget_install(connection, met.person)
    if await find_conversation(connection, met.person) is None:
        await record_conversation(connection, met)
        await revive_failed(connection, met.person, REACH_REASONS, now=now)
