"""Asks a team how its chosen targets are doing, so that the answers are there at the follow-up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from content.asked import BadTargets, shortened
from content.instrument import Instrument
from directory.organisation import Organisation, answer_cell
from followups.follow_ups import pulse_times
from followups.plan_states import ENDED
from followups.working_time import WorkingTime
from jobs.plan_waves import CannotPlan, plan_wave
from scoring.planner import LOWEST_K
from storage.audit import CLOCK, record_audit_once
from storage.engine import Stores
from storage.follow_ups import FollowUp, list_open, mark_asked
from storage.instruments import InstrumentChanged
from storage.organisation import find_organisation
from storage.plans import Plan, list_plans
from storage.waves import WaveExists
from storage.working_hours import find_calendar

INSTRUMENT: Final = "kohteet"
NOT_ASKED: Final = "follow_up.not_asked"
AHEAD: Final = timedelta(days=2)
"""How long before its opening a pulse is planned: the targets are asked about as they are then."""
SHORTEST: Final = timedelta(days=3)
"""How long a pulse is open at least that could not be planned in time."""

_log = structlog.get_logger("jobs")


@dataclass(frozen=True, slots=True)
class _Pulse:
    """A pulse that is to be planned."""

    plan: Plan
    follow_up: FollowUp
    opens: datetime
    closes: datetime

    @property
    def wave_id(self) -> str:
        """Name the wave, so that any number of processes plan it once."""
        return f"{INSTRUMENT}-{self.plan.id}-{self.follow_up.number}"

    @property
    def targets(self) -> list[str]:
        """Give the words of what is not done."""
        words = (shortened(each.words) for each in self.plan.targets if each.state not in ENDED)
        return [each for each in words if each]


async def plan_outcome_pulses(
    stores: Stores, instruments: Mapping[str, Instrument], *, hours: WorkingTime, now: datetime
) -> list[str]:
    """Plan the pulses that open soon and give their ids; what cannot be planned is told once."""
    instrument = instruments.get(INSTRUMENT)
    if instrument is None:
        return []
    async with stores.identity.reading() as connection:
        wanted = await _wanted(connection, hours=hours, now=now)
    return [each.wave_id for each in wanted if await _plan(stores, instrument, each, now=now)]


async def _wanted(connection: AsyncConnection, *, hours: WorkingTime, now: datetime) -> list[_Pulse]:
    """List the pulses that open soon for teams large enough to be shown anything."""
    plans = {each.id: each for each in await list_plans(connection) if each.is_going_on}
    calendar = await find_calendar(connection, hours)
    soon = []
    for name, follow_up in (await list_open(connection, plans)).items():
        opens, closes = pulse_times(follow_up.due_on, calendar.of(plans[name].code))
        pulse = _Pulse(plans[name], follow_up, opens, closes)
        is_time = opens - AHEAD <= now <= closes - SHORTEST
        if is_time and follow_up.snoozes == 0 and not follow_up.wave and pulse.targets:
            soon.append(pulse)
    organisation = await find_organisation(connection, now=now) if soon else None
    return [each for each in soon if organisation and _can_be_shown(organisation, each.plan.code)]


def _can_be_shown(organisation: Organisation, code: str) -> bool:
    """Say whether enough people could answer whose answers count in the unit or below it."""
    if code not in organisation.units:
        return False
    below = frozenset(organisation.below(code))
    answering = (each for each in organisation.people.values() if each.unit_code in below)
    return sum(answer_cell(organisation, each) in below for each in answering) >= LOWEST_K


async def _plan(stores: Stores, instrument: Instrument, pulse: _Pulse, *, now: datetime) -> bool:
    try:
        await plan_wave(
            stores,
            instrument,
            unit_code=pulse.plan.code,
            opens=pulse.opens,
            closes=pulse.closes,
            reminders=0,
            actor=CLOCK,
            now=now,
            targets=pulse.targets,
            wave_id=pulse.wave_id,
        )
    except WaveExists:
        pass  # planned before the last restart, or by another process a moment ago
    except (CannotPlan, BadTargets, InstrumentChanged) as error:
        await _tell(stores, f"{pulse.wave_id}: {error}", now=now)
        return False
    else:
        _log.info("wave_planned", wave=pulse.wave_id)
    async with stores.identity.writing() as connection:
        await mark_asked(connection, pulse.follow_up, wave=pulse.wave_id)
    return True


async def _tell(stores: Stores, subject: str, *, now: datetime) -> None:
    async with stores.identity.writing() as connection:
        await record_audit_once(connection, NOT_ASKED, subject=subject, actor=CLOCK, now=now)
