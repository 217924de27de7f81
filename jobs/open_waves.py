"""Opens a wave: freezes who is asked and where each answer counts, and puts everybody in the outbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from directory.organisation import Organisation, answer_cell
from directory.roster import DAYS, shifted
from followups.reminders import reminder_times
from storage.arrivals import count_arrivals
from storage.audit import CLOCK, record_audit
from storage.ballots import open_urn
from storage.engine import Stores
from storage.organisation import find_organisation, list_units_by_code
from storage.outbox import NewDelivery, record_deliveries
from storage.secrets import Vault
from storage.waves import Member, Wave, freeze, get_wave, mark_opened

INVITATION = "survey"
REMINDER = "reminder"
ROSTER_SHIFTED = "roster.shifted"


async def open_wave(stores: Stores, vault: Vault, wave_id: str, *, now: datetime) -> bool:
    """Open one wave; False when another process has. A crash at any line is made good by the next call."""
    async with stores.identity.reading() as connection:
        wave = await get_wave(connection, wave_id)
        if wave.opened_at or not await list_units_by_code(connection, [wave.unit_code]):
            return False  # a unit that left with an import: the wave stays planned until it is back
        whole = await find_organisation(connection)
    if whole is None:
        return False
    members = wave_members(whole, wave.unit_code)
    async with stores.identity.writing() as connection:
        # Marked first: whoever comes second waits here, and never makes secrets for a wave that is over.
        if not await mark_opened(connection, wave_id, now=now):
            return False
        await _make_ready(stores, vault, wave_id, now=now)
        await freeze(connection, wave_id, organisation=branch(whole, wave.unit_code), members=members)
        await record_deliveries(connection, _deliveries(wave, members, now=now))
        await record_audit(connection, "wave.opened", subject=wave_id, actor=CLOCK, now=now)
        arrived = await count_arrivals(connection, since=(now - timedelta(days=DAYS)).date())
        asked = Counter(whole.people[member.person].unit_code for member in members)
        for code in shifted(asked, arrived, smallest=wave.k):
            told = f"{wave_id}/{code}"
            await record_audit(connection, ROSTER_SHIFTED, subject=told, actor=CLOCK, now=now)
    return True


def branch(organisation: Organisation, code: str) -> Organisation:
    """Give the part of the tree from one unit down, that unit as its root."""
    units = [organisation.units[each] for each in organisation.below(code)]
    return Organisation([replace(units[0], parent_code=None), *units[1:]])


def wave_members(organisation: Organisation, code: str) -> list[Member]:
    """List who is asked in a branch; answers of those who lead it from above count at its root."""
    inside = frozenset(organisation.below(code))
    members = []
    for person in organisation.people.values():
        if person.unit_code in inside:
            cell = answer_cell(organisation, person)
            members.append(Member(person.aad_object_id, cell if cell in inside else code))
    return members


async def _make_ready(stores: Stores, vault: Vault, wave_id: str, *, now: datetime) -> None:
    """Have secrets and an urn; both may be there from a call that did not get to its end."""
    secrets = await vault.make(wave_id, now=now)
    async with stores.ballots.writing() as connection:
        await open_urn(connection, wave_id, public_key=secrets.public_key)


def _deliveries(wave: Wave, members: list[Member], *, now: datetime) -> Iterator[NewDelivery]:
    moments = [(INVITATION, now)]
    times = reminder_times(opens=now, closes=wave.closes_at, count=wave.reminders)
    moments += [(REMINDER, moment) for moment in times]
    for kind, moment in moments:
        for member in members:
            yield NewDelivery(
                key=f"{kind}:{wave.id}:{member.person}:{moment:%Y-%m-%dT%H:%M}",
                kind=kind,
                about=wave.id,
                person=member.person,
                due_at=moment,
            )
