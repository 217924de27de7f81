"""Turns the annual clock: plans the waves that its entries want within the next two weeks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from content.asked import BadTargets
from content.instrument import Instrument
from followups.annual_clock import REST_DAYS, Entry, Occurrence, lately_or_soon
from followups.working_time import is_working_day
from jobs.plan_waves import CannotPlan, plan_wave
from storage.annual_clock import list_entries, list_made
from storage.audit import CLOCK, record_audit_once
from storage.engine import Stores
from storage.instruments import InstrumentChanged
from storage.organisation import lock_directory
from storage.wave_changes import list_cancelled
from storage.waves import Turn, WaveExists

NOT_PLANNED: Final = "clock.not_planned"
MISSED: Final = "clock.missed"

_log = structlog.get_logger("jobs")


async def turn_clock(
    stores: Stores, instruments: Mapping[str, Instrument], *, zone: ZoneInfo, now: datetime
) -> list[str]:
    """Plan what is not planned yet and give the ids; what cannot be planned or was missed is told once.

    What somebody has cancelled is not planned again.
    Any number of processes may do so at a time: an occurrence has one id, and a wave's id is unique.
    """
    async with stores.identity.reading() as connection:
        wanted = {each.wave_id: each for each in _wanted(await list_entries(connection), zone=zone, now=now)}
        made = await list_made(connection, wanted)
        cancelled = await list_cancelled(connection, wanted)
    told = [(MISSED, wave.id) for wave in made if wave.state(now) == "missed"]
    planned = []
    for occurrence in _without(wanted, {wave.id for wave in made} | cancelled):
        try:
            planned.append(await _plan(stores, instruments, occurrence, zone=zone, now=now))
        except WaveExists:
            continue  # another process was quicker
        except (CannotPlan, BadTargets, InstrumentChanged) as error:
            told.append((NOT_PLANNED, f"{occurrence.wave_id}: {error}"))
    await _tell(stores, told, now=now)
    for wave in planned:
        _log.info("wave_planned", wave=wave)
    return planned


def _wanted(entries: list[Entry], *, zone: ZoneInfo, now: datetime) -> list[Occurrence]:
    """List the occurrences of all entries by their opening: a rotation goes in that order."""
    today = now.astimezone(zone).date()
    every = [
        each
        for entry in entries
        for each in lately_or_soon(entry, today=today, is_working_day=is_working_day)
    ]
    return sorted(every, key=lambda each: (each.opens_on, each.entry.opens, each.entry.id))


def _without(wanted: Mapping[str, Occurrence], made: Collection[str]) -> list[Occurrence]:
    return [occurrence for wave, occurrence in wanted.items() if wave not in made]


async def _plan(
    stores: Stores,
    instruments: Mapping[str, Instrument],
    occurrence: Occurrence,
    *,
    zone: ZoneInfo,
    now: datetime,
) -> str:
    entry = occurrence.entry
    if entry.instrument not in instruments:
        raise CannotPlan(f"no instrument is called {entry.instrument!r}")
    opens, closes = occurrence.moments(zone)
    wave = await plan_wave(
        stores,
        instruments[entry.instrument],
        unit_code=entry.unit,
        opens=opens,
        closes=closes,
        reminders=entry.reminders,
        remind_whom=entry.remind_whom,
        actor=CLOCK,
        now=now,
        k=entry.k,
        turn=Turn(REST_DAYS, occurrence.share, entry.shares),
        wave_id=occurrence.wave_id,
    )
    return wave.id


async def _tell(stores: Stores, told: list[tuple[str, str]], *, now: datetime) -> None:
    if not told:
        return
    async with stores.identity.writing() as connection:
        await lock_directory(connection)  # two processes at a time would both find that nothing was told
        for action, subject in told:
            await record_audit_once(connection, action, subject=subject, actor=CLOCK, now=now)
