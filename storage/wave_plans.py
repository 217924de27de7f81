"""Plans a wave in the transaction of whoever wants it, at the shell, by the clock or on a card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from content.asked import asked_in_a_wave
from content.instrument import Instrument
from directory.organisation import Organisation
from followups.reminders import Whom
from scoring.planner import LOWEST_K
from storage.audit import record_audit
from storage.instruments import find_next_part, record_use
from storage.waves import EVERYBODY, Turn, Wave, find_overlapping, record_wave


class Overlapping(Exception):
    """Another wave asks the same of some of the same people at that time."""

    def __init__(self, other: Wave) -> None:
        self.other = other
        super().__init__(f"wave {other.id} asks the same of the same people at that time")


@dataclass(frozen=True, slots=True)
class Wish:
    """A wave that somebody wants; `k` is checked before, and only a template has `targets`."""

    unit_code: str
    k: int
    opens: datetime
    closes: datetime
    reminders: int
    remind_whom: Whom = "all"
    turn: Turn = EVERYBODY
    targets: Sequence[str] = ()
    has_comments: bool = True


async def find_asked(
    connection: AsyncConnection, instrument: Instrument, wish: Wish, *, wave_id: str, now: datetime
) -> Wave:
    """Give the wave that a wish would make now, with the next part of a rotation; raise BadTargets."""
    part = await find_next_part(connection, instrument, unit_code=wish.unit_code, now=now, turn=wish.turn)
    asked = asked_in_a_wave(instrument, part=part, targets=wish.targets)
    return Wave(
        id=wave_id,
        instrument=asked if wish.has_comments else replace(asked, comment=None),
        unit_code=wish.unit_code,
        k=wish.k,
        reminders=wish.reminders,
        opens_at=wish.opens,
        closes_at=wish.closes,
        turn=wish.turn,
        remind_whom=wish.remind_whom,
    )


async def record_plan(
    connection: AsyncConnection,
    instrument: Instrument,
    *,
    wish: Wish,
    wave_id: str,
    organisation: Organisation,
    actor: str,
    now: datetime,
) -> Wave:
    """Record a planned wave; raise BadTargets, InstrumentChanged, WaveExists or Overlapping."""
    await record_use(connection, instrument)
    wave = await find_asked(connection, instrument, wish, wave_id=wave_id, now=now)
    other = await find_overlapping(connection, wave, organisation=organisation, now=now)
    if other is not None:
        raise Overlapping(other)
    await record_wave(connection, wave)
    await record_audit(connection, "wave.planned", subject=wave.id, actor=actor, now=now)
    if wave.k > max(LOWEST_K, instrument.smallest_group):
        subject = f"{wave.id}: {wave.k}"
        await record_audit(connection, "wave.threshold", subject=subject, actor=actor, now=now)
    return wave
