"""Opens a wave: freezes who is asked and where each answer counts, and puts everybody in the outbox."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from directory.organisation import Organisation
from followups.reminders import QUIET_END, in_working_time, reminder_times
from followups.working_time import Calendar, WorkingTime
from jobs.roster_messages import ROSTER, tell_of_shifted
from storage.audit import CLOCK, record_audit
from storage.ballots import open_urn
from storage.engine import Stores
from storage.membership import branch, in_turn, wave_members
from storage.organisation import find_organisation, list_units_by_code, lock_directory
from storage.outbox import INVITATION, REMINDER, NewDelivery, record_deliveries
from storage.rest import list_resting
from storage.rosters import find_roster, likely_shifted
from storage.secrets import Vault
from storage.waves import Member, Wave, freeze, get_wave, mark_opened
from storage.working_hours import find_calendar


async def open_wave(
    stores: Stores,
    vault: Vault,
    wave_id: str,
    *,
    hours: WorkingTime,
    now: datetime,
    representatives: Sequence[str] = (),
) -> bool:
    """Open one wave; False when another process has. A crash at any line is made good by the next call.

    `hours` hold where a unit and those above it have none of their own; people rest for whole days of them.
    `representatives` are told, like HR, of units whose people have changed a lot.
    """
    async with stores.identity.reading() as connection:
        wave = await get_wave(connection, wave_id)
        if wave.opened_at or not await list_units_by_code(connection, [wave.unit_code]):
            return False  # a unit that left with an import: the wave stays planned until it is back
    async with stores.identity.writing() as connection:
        # Before anything is read: whoever is erased meanwhile would be asked all the same, and of two
        # openings at once neither would see whom the other asks.
        await lock_directory(connection)
        whole = await find_organisation(connection, now=now)
        if whole is None or wave.unit_code not in whole.units:
            return False
        # Marked before there are secrets: whoever comes second makes none for a wave that is over.
        if not await mark_opened(connection, wave_id, now=now):
            return False
        await _make_ready(stores, vault, wave_id, now=now)
        calendar = await find_calendar(connection, hours)
        resting = await list_resting(connection, days=wave.turn.rest_days, now=now.astimezone(hours.zone))
        members = in_turn(whole, wave_members(whole, wave.unit_code), wave, resting=resting)
        await _freeze(connection, wave, whole, members, representatives=representatives, now=now)
        asked = {member.person: whole.people[member.person].unit_code for member in members}
        await record_deliveries(connection, _deliveries(wave, asked, calendar=calendar, now=now))
        await record_audit(connection, "wave.opened", subject=wave_id, actor=CLOCK, now=now)
    return True


async def _make_ready(stores: Stores, vault: Vault, wave_id: str, *, now: datetime) -> None:
    """Have secrets and an urn; both may be there from a call that did not get to its end."""
    secrets = await vault.make(wave_id, now=now)
    async with stores.ballots.writing() as connection:
        await open_urn(connection, wave_id, public_key=secrets.public_key)


async def _freeze(
    connection: AsyncConnection,
    wave: Wave,
    whole: Organisation,
    members: list[Member],
    *,
    representatives: Sequence[str],
    now: datetime,
) -> None:
    """Keep tree and membership as they are now, and name the units whose people have changed a lot."""
    tree, roster = branch(whole, wave.unit_code), await find_roster(connection, members, now=now)
    await freeze(
        connection,
        wave.id,
        organisation=tree,
        members=members,
        above=whole.path(wave.unit_code)[:-1],
        newcomers=roster.newcomers,
        leavers=roster.leavers,
    )
    named = likely_shifted(tree, wave, roster)
    await tell_of_shifted(connection, wave, named, kind=ROSTER, representatives=representatives, now=now)


def _deliveries(
    wave: Wave, asked: Mapping[str, str], *, calendar: Calendar, now: datetime
) -> Iterator[NewDelivery]:
    """Make the rows of everybody asked, by person and unit: units are few, people are many."""
    intents = {unit: _intents(wave, calendar.of(unit), now=now) for unit in set(asked.values())}
    for person, unit in asked.items():
        for kind, due_at, expires_at in intents[unit]:
            yield NewDelivery(
                key=f"{kind}:{wave.id}:{person}:{due_at.astimezone(UTC):%Y-%m-%dT%H:%M}",
                kind=kind,
                about=wave.id,
                person=person,
                due_at=due_at,
                lane=wave.id,
                expires_at=expires_at,
            )


def _intents(wave: Wave, hours: WorkingTime, *, now: datetime) -> list[tuple[str, datetime, datetime]]:
    """List what a unit is told in a wave: kind, when, and until when it makes sense."""
    invited = hours.next_moment(now)
    times = reminder_times(opens=now, closes=wave.closes_at, count=wave.reminders)
    reminded = in_working_time(times, hours=hours, invited=invited, closes=wave.closes_at)
    return [
        (INVITATION, invited, wave.closes_at),
        *((REMINDER, moment, wave.closes_at - QUIET_END) for moment in reminded),
    ]
