"""The last reading of the directory: when it was, what it came upon, whether it waits for somebody's word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Row, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.findings import Finding, Kind
from directory.guard import Stop, stop_in
from storage.chunks import in_chunks
from storage.outbox import NewDelivery, record_deliveries
from storage.progress import list_hr
from storage.rights import SUPERVISOR
from storage.tables.directory import persons, units
from storage.tables.findings import directory_readings, findings
from storage.tables.rights import grants

STOPPED: Final = "directory_stopped"
"""The kind of message that asks HR about changes that are too large; it is about their name."""
ASKED_FOR: Final = timedelta(days=7)
"""For how long HR is asked; the list of findings tells of it as long as it lasts."""
PATIENCE: Final = timedelta(days=30)
"""For how long a group that is gone takes nothing, and a unit that was renamed is told of."""

_IS_LED: Final = exists().where(grants.c.role == SUPERVISOR, grants.c.unit_code == findings.c.unit_code)
_IS_SO: Final = ~((findings.c.kind == "no_leader") & _IS_LED)
"""The directory knows nothing of who leads a unit by the shell's word."""

Key = tuple[str, str, str, str]
"""Kind, unit, word and person: what a finding is known by."""
Source = Literal["entra", "files"]


@dataclass(frozen=True, slots=True)
class Reading:
    """When the directory was read from where; `stopped` names changes that wait, `accepted` those allowed."""

    source: Source
    read_at: datetime
    stopped: str = ""
    accepted: str = ""

    @property
    def is_waiting(self) -> bool:
        """Tell whether somebody of HR has to say something."""
        return bool(self.stopped) and self.stopped != self.accepted


@dataclass(frozen=True, slots=True)
class Counted:
    """How many findings of a kind there are, and how many people or units they are about."""

    kind: Kind
    findings: int
    total: int


async def record_reading(connection: AsyncConnection, reading: Reading, found: Iterable[Finding]) -> None:
    """Put a reading and its findings in the place of the last ones; what was found before keeps its day."""
    day = reading.read_at.date()
    before = {_key(row): row for row in await connection.execute(select(findings))}
    rows: dict[Key, tuple[int, date]] = {}
    for each in found:
        key: Key = (each.kind, each.unit, each.word, each.person)
        rows[key] = (each.count, before[key].since if key in before else day)
    for known, row in before.items():
        if row.kind == "renamed" and row.since > day - PATIENCE:
            rows.setdefault(known, (row.number, row.since))
    await connection.execute(delete(findings))
    names = ("kind", "unit_code", "word", "person", "number", "since")
    for some in in_chunks(dict(zip(names, (*key, *rest), strict=True)) for key, rest in rows.items()):
        await connection.execute(insert(findings), some)
    await connection.execute(delete(directory_readings))
    values = {
        "source": reading.source,
        "read_at": reading.read_at,
        "stopped": reading.stopped,
        "accepted": reading.accepted,
    }
    await connection.execute(insert(directory_readings).values(values))


async def find_reading(connection: AsyncConnection) -> Reading | None:
    """Find the last reading; None before the first."""
    row = (await connection.execute(select(directory_readings))).one_or_none()
    return Reading(row.source, row.read_at, row.stopped, row.accepted) if row else None


async def find_stop(connection: AsyncConnection, reading: Reading | None) -> Stop | None:
    """Find the changes that wait, or will happen at the next reading; None where nothing is stopped."""
    if reading is None or not reading.stopped:
        return None
    return stop_in(await list_findings(connection, "stopped"), name=reading.stopped)


async def mark_accepted(connection: AsyncConnection, name: str) -> None:
    """Allow the changes of this name; nothing allows none."""
    await connection.execute(update(directory_readings).values(accepted=name))


async def ask_hr(connection: AsyncConnection, name: str, *, now: datetime) -> None:
    """Ask everybody of HR about changes of a name, each once for ever."""
    rows = [
        NewDelivery(f"{STOPPED}:{name}:{each}", STOPPED, name, each, now, expires_at=now + ASKED_FOR)
        for each in await list_hr(connection)
    ]
    await record_deliveries(connection, rows)


async def count_findings(connection: AsyncConnection) -> list[Counted]:
    """Count the findings by kind."""
    query = select(findings.c.kind, func.count(), func.sum(findings.c.number)).where(_IS_SO)
    return [Counted(*row) for row in await connection.execute(query.group_by(findings.c.kind))]


async def list_findings(
    connection: AsyncConnection, kind: Kind | None = None, *, page: int = 1, rows: int | None = None
) -> list[Finding]:
    """List findings, of all kinds or of one, all or a page of so many rows, from 1."""
    query = select(findings).where(_IS_SO).order_by(*findings.primary_key.columns)
    if kind is not None:
        query = query.where(findings.c.kind == kind)
    if rows is not None:
        query = query.limit(rows).offset((page - 1) * rows)
    return [
        Finding(row.kind, row.person, row.unit_code, row.word, row.number)
        for row in await connection.execute(query)
    ]


async def count_directory(connection: AsyncConnection) -> tuple[int, int]:
    """Count the units and the people of the directory."""
    counted = [await connection.scalar(select(func.count()).select_from(table)) for table in (units, persons)]
    return counted[0] or 0, counted[1] or 0


async def list_overdue_groups(connection: AsyncConnection, *, today: date) -> frozenset[str]:
    """List the groups that have been gone for so long that what they gave is over."""
    query = select(findings.c.word).where(
        findings.c.kind == "group_gone", findings.c.since <= today - PATIENCE
    )
    return frozenset(await connection.scalars(query))


def _key(row: Row[Any]) -> Key:
    return (row.kind, row.unit_code, row.word, row.person)
