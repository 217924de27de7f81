"""Plans a wave: what is asked of whom, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from secrets import token_hex

from sqlalchemy.ext.asyncio import AsyncConnection

from content.asked import asked_in_a_wave
from content.instrument import Instrument
from directory.organisation import Organisation
from followups.clock_rules import LARGEST_K, MOST_REMINDERS
from followups.reminders import Whom
from scoring.planner import LOWEST_K
from storage.audit import record_audit
from storage.engine import Stores
from storage.instruments import find_next_part, record_use
from storage.organisation import find_organisation
from storage.waves import EVERYBODY, Turn, Wave, find_overlapping, record_wave


class CannotPlan(Exception):
    """A wave cannot be planned; `reason` is a short English sentence."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


async def plan_wave(  # noqa: PLR0913 - all but two by keyword
    stores: Stores,
    instrument: Instrument,
    *,
    unit_code: str,
    opens: datetime,
    closes: datetime,
    reminders: int,
    actor: str,
    now: datetime,
    targets: Sequence[str] = (),
    k: int | None = None,
    turn: Turn = EVERYBODY,
    remind_whom: Whom = "all",
    wave_id: str | None = None,
) -> Wave:
    """Record a wave that opens at its time; raise CannotPlan, BadTargets, InstrumentChanged or WaveExists.

    A rotation asks the part whose turn it is, only a template has `targets`, `k` is never less than usual.
    """
    smallest = _checked(instrument, opens=opens, closes=closes, reminders=reminders, k=k, now=now)
    async with stores.identity.writing() as connection:
        organisation = _with_unit(await find_organisation(connection, now=now), unit_code)
        await record_use(connection, instrument)
        part = await find_next_part(connection, instrument, unit_code=unit_code, now=now, turn=turn)
        wave = Wave(
            id=wave_id or f"{instrument.id}-{opens:%Y%m%d}-{token_hex(3)}",
            instrument=asked_in_a_wave(instrument, part=part, targets=targets),
            unit_code=unit_code,
            k=smallest,
            reminders=reminders,
            opens_at=opens,
            closes_at=closes,
            turn=turn,
            remind_whom=remind_whom,
        )
        _refuse(await find_overlapping(connection, wave, organisation=organisation, now=now))
        await record_wave(connection, wave)
        await _log(connection, wave, usual=smallest_group(instrument, None), actor=actor, now=now)
    return wave


async def _log(connection: AsyncConnection, wave: Wave, *, usual: int, actor: str, now: datetime) -> None:
    await record_audit(connection, "wave.planned", subject=wave.id, actor=actor, now=now)
    if wave.k > usual:
        subject = f"{wave.id}: {wave.k}"
        await record_audit(connection, "wave.threshold", subject=subject, actor=actor, now=now)


def _with_unit(organisation: Organisation | None, unit_code: str) -> Organisation:
    if organisation is None:
        raise CannotPlan("there is no organisation yet: run `pulssi org import` first")
    if unit_code not in organisation.units:
        raise CannotPlan(f"no unit has the code {unit_code!r}")
    return organisation


def _refuse(overlapping: Wave | None) -> None:
    if overlapping is not None:
        raise CannotPlan(f"wave {overlapping.id} asks the same of the same people at that time")


def _checked(
    instrument: Instrument, *, opens: datetime, closes: datetime, reminders: int, k: int | None, now: datetime
) -> int:
    """Check what needs no store; give the smallest group that will be shown."""
    if closes <= max(opens, now):
        raise CannotPlan("the closing time is over before the wave opens")
    if not 0 <= reminders <= MOST_REMINDERS:
        raise CannotPlan(f"at most {MOST_REMINDERS} reminders are sent")
    return smallest_group(instrument, k)


def smallest_group(instrument: Instrument, wanted: int | None) -> int:
    """Give the smallest group that will be shown; raise CannotPlan when the wanted one cannot be."""
    smallest = max(LOWEST_K, instrument.smallest_group)
    if wanted is not None and not smallest <= wanted <= LARGEST_K:
        raise CannotPlan(f"the smallest group of {instrument.id} is {smallest} to {LARGEST_K} people")
    return wanted or smallest
