"""Gives a wave up that can never be counted: its secrets are lost, or somebody wrote into its ballots.

To decide is one transaction: the wave counts as counted, with nothing to show. What is left is the end of any
close, and the closing job does it whoever dies on the way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from jobs.close_waves import LEASE, close_wave
from storage.audit import list_told, record_audit
from storage.engine import Stores
from storage.outbox import INVITATION, REMINDER, count_deliveries, drop_deliveries
from storage.response_rates import remove_rates
from storage.secrets import Vault
from storage.waves import (
    Wave,
    claim_closing,
    get_wave,
    mark_counted,
    release_closing,
)

NOT_CLOSED: Final = "wave.not_closed"
GIVEN_UP: Final = "wave.given_up"

Reason = Literal["not-opened", "open", "not-stopped", "counted", "being-closed"]
_SENTENCES: Final[dict[Reason, str]] = {
    "not-opened": "wave {} has not been opened: there are no answers to give up",
    "open": "wave {} still takes answers: give it up only when its time is over and it cannot be closed",
    "not-stopped": "nothing has stopped the close of wave {} so far: `pulssi wave close {}` closes it",
    "counted": "wave {} has been counted: its results stay, and there is nothing to give up",
    "being-closed": "another process is just closing wave {}: try again in a minute",
}


class CannotGiveUp(Exception):
    """A wave is not given up: it has a result, or may still get one."""

    def __init__(self, wave: str, reason: Reason) -> None:
        self.wave = wave
        self.reason = reason
        super().__init__(_SENTENCES[reason].replace("{}", wave))


@dataclass(frozen=True, slots=True)
class Stopped:
    """A wave whose close has been stopped; `why` is the last reason, `waiting` counts unsent messages."""

    wave: Wave
    why: str
    waiting: int
    is_given_up: bool

    @property
    def is_over(self) -> bool:
        """Say whether there is nothing left to do."""
        return self.wave.closed_at is not None


async def give_up_wave(
    stores: Stores, vault: Vault, wave_id: str, *, dry_run: bool, actor: str, now: datetime
) -> Stopped:
    """Give what the wave was before it was given up, or would be with `dry_run`; raise CannotGiveUp."""
    found = await _stopped(stores, wave_id, now=now)
    if dry_run or found.is_over:
        return found
    if not found.is_given_up:
        await _decide(stores, wave_id, actor=actor, now=now)
    if not await close_wave(stores, vault, wave_id, now=now):
        raise CannotGiveUp(wave_id, "being-closed")
    return found


async def _stopped(stores: Stores, wave_id: str, *, now: datetime) -> Stopped:
    """Find a wave that may be given up, or was; raise CannotGiveUp or UnknownWave."""
    async with stores.identity.reading() as connection:
        wave = await get_wave(connection, wave_id)
        is_given_up = bool(await list_told(connection, GIVEN_UP, wave=wave_id))
        told = await list_told(connection, NOT_CLOSED, wave=wave_id)
        sent = [await count_deliveries(connection, wave_id, kind) for kind in (INVITATION, REMINDER)]
    if not is_given_up and (reason := _reason_against(wave, is_stopped=bool(told), now=now)):
        raise CannotGiveUp(wave_id, reason)
    why = told[-1].removeprefix(f"{wave_id}: ") if told else ""
    return Stopped(wave, why, sum(each.waiting for each in sent), is_given_up)


async def _decide(stores: Stores, wave_id: str, *, actor: str, now: datetime) -> None:
    async with stores.identity.writing() as connection:
        is_free = await claim_closing(connection, wave_id, now=now, until=now + LEASE)
        # Looked at under the claim: it may have been counted, or given up, a moment ago.
        if not is_free or (await get_wave(connection, wave_id)).counted_at is not None:
            raise CannotGiveUp(wave_id, "being-closed")
        await mark_counted(connection, wave_id, now=now)
        await remove_rates(connection, wave_id)
        await drop_deliveries(connection, wave_id)
        await record_audit(connection, GIVEN_UP, subject=wave_id, actor=actor, now=now)
        await release_closing(connection, wave_id)


def _reason_against(wave: Wave, *, is_stopped: bool, now: datetime) -> Reason | None:
    if wave.opened_at is None:
        return "not-opened"
    if wave.counted_at is not None:
        return "counted"
    if wave.state(now) == "open":
        return "open"
    return None if is_stopped else "not-stopped"
