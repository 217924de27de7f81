"""The directory as it is stored: read whole, changed by differences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Table, bindparam, delete, insert, select, text, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.changes import Changes
from directory.known import Known
from directory.organisation import Organisation, Person, Unit
from directory.rights import RIGHTS
from storage.chunks import in_chunks
from storage.findings import list_overdue_groups
from storage.rights import add_rights, holding, leading
from storage.tables.directory import person_roles, persons, supervisions, units
from storage.tables.rights import deputies, grants
from storage.unit_aliases import list_aliases


async def lock_directory(connection: AsyncConnection) -> None:
    """Let one at a time compare and change the directory, or open a wave for it; readers go on."""
    if connection.dialect.name != "sqlite":  # BEGIN IMMEDIATE admits one writer
        await connection.execute(text("LOCK TABLE units IN SHARE ROW EXCLUSIVE MODE"))


async def list_units(connection: AsyncConnection) -> list[Unit]:
    """List the units in tree order."""
    c = units.c
    query = select(c.code, c.parent_code, c.level, c.name_fi, c.name_sv, c.name_en).order_by(c.position)
    return [Unit(*row) for row in await connection.execute(query)]


async def list_units_by_code(connection: AsyncConnection, codes: Collection[str]) -> list[Unit]:
    """List some units in tree order."""
    c = units.c
    query = select(c.code, c.parent_code, c.level, c.name_fi, c.name_sv, c.name_en).where(c.code.in_(codes))
    return [Unit(*row) for row in await connection.execute(query.order_by(c.position))]


async def find_root(connection: AsyncConnection) -> str | None:
    """Find the code of the tree's root."""
    return await connection.scalar(select(units.c.code).where(units.c.parent_code.is_(None)))


async def list_people(connection: AsyncConnection) -> list[Person]:
    """List everybody in the directory, with what the directory alone says of them."""
    return await _list_people(connection, true())


async def find_known(connection: AsyncConnection, *, now: datetime) -> Known:
    """Find what is known before another reading: the directory as it lies, and other words for its units."""
    return Known(
        tuple(await list_units(connection)),
        {person.aad_object_id: person for person in await list_people(connection)},
        await list_aliases(connection),
        await list_overdue_groups(connection, today=now.date()),
    )


async def list_viewers(
    connection: AsyncConnection, *, now: datetime, among: Collection[str] | None = None
) -> list[Person]:
    """List those who see results at a moment, of all or `among` some: who leads units, and who by a role."""
    led, held = leading(now).subquery(), holding().subquery()
    by_role = select(held.c.person).where(held.c.role.in_(RIGHTS["see"]))
    sees = persons.c.person.in_(select(led.c.person).union(by_role))
    found = await _list_people(connection, sees if among is None else sees & persons.c.person.in_(among))
    return await add_rights(connection, found, now=now)


async def _list_people(connection: AsyncConnection, meant: ColumnElement[bool]) -> list[Person]:
    """List some of the people, with three queries for however many."""
    who = select(persons.c.person).where(meant)
    led = select(supervisions).where(supervisions.c.person.in_(who)).order_by(*supervisions.c)
    supervises: dict[str, list[str]] = defaultdict(list)
    for person, code in await connection.execute(led):
        supervises[person].append(code)
    held = select(person_roles).where(person_roles.c.person.in_(who))
    roles: dict[str, set[str]] = defaultdict(set)
    areas: dict[str, list[str]] = defaultdict(list)
    for person, role, code in await connection.execute(held.order_by(*person_roles.c)):
        if code:
            areas[person].append(code)
        else:
            roles[person].add(role)
    rows = await connection.execute(select(persons).where(meant).order_by(persons.c.person))
    return [
        Person(
            person,
            unit_code,
            language,
            tuple(supervises[person]),
            frozenset(roles[person]),
            tuple(areas[person]),
        )
        for person, unit_code, language in rows
    ]


async def find_organisation(connection: AsyncConnection, *, now: datetime) -> Organisation | None:
    """Find the whole organisation with everybody's rights at a moment; None before the first import."""
    known = await list_units(connection)
    if not known:
        return None
    return Organisation(known, await add_rights(connection, await list_people(connection), now=now))


async def apply_changes(connection: AsyncConnection, changes: Changes, *, wanted: Organisation) -> None:
    """Bring the stored directory to the wanted one; foreign keys are checked at commit."""
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    people = [*changes.people_added, *changes.people_changed]
    gone = [*changes.people_removed, *(person.aad_object_id for person in changes.people_changed)]
    await _delete(connection, persons.c.person, gone)
    # Whoever comes back years later must not find old rights.
    for column in (grants.c.person, deputies.c.person):
        await _delete(connection, column, changes.people_removed)
    await _delete(connection, units.c.code, changes.units_removed)
    await _delete(connection, units.c.code, [unit.code for unit in changes.units_changed])
    await _insert(connection, units, map(_unit_row, (*changes.units_added, *changes.units_changed)))
    await _number(connection, wanted)
    await _insert(connection, persons, map(_person_row, people))
    await _insert(connection, supervisions, _supervision_rows(people))
    await _insert(connection, person_roles, _role_rows(people))


async def _delete(connection: AsyncConnection, key: Column[str], values: Sequence[str]) -> None:
    statement = delete(key.table).where(key == bindparam("gone"))
    for some in in_chunks(values):
        await connection.execute(statement, [{"gone": value} for value in some])


async def _insert(connection: AsyncConnection, table: Table, rows: Iterable[dict[str, object]]) -> None:
    for some in in_chunks(rows):
        await connection.execute(insert(table), some)


async def _number(connection: AsyncConnection, wanted: Organisation) -> None:
    """Keep the tree order, in which every unit comes before those below it."""
    stored = {
        row.code: row.position for row in await connection.execute(select(units.c.code, units.c.position))
    }
    moved = [
        {"unit": code, "place": place} for place, code in enumerate(wanted.units) if stored[code] != place
    ]
    statement = update(units).where(units.c.code == bindparam("unit")).values(position=bindparam("place"))
    for some in in_chunks(moved):
        await connection.execute(statement, some)


def _unit_row(unit: Unit) -> dict[str, object]:
    return {**asdict(unit), "position": -1}


def _person_row(person: Person) -> dict[str, object]:
    return {"person": person.aad_object_id, "unit_code": person.unit_code, "language": person.language}


def _supervision_rows(people: Iterable[Person]) -> Iterator[dict[str, object]]:
    return ({"person": p.aad_object_id, "unit_code": code} for p in people for code in p.supervises)


def _role_rows(people: Iterable[Person]) -> Iterator[dict[str, object]]:
    return (
        {"person": p.aad_object_id, "role": role, "unit_code": code}
        for p in people
        for role, code in [*((role, "") for role in p.roles), *(("hr", code) for code in p.partner_of)]
    )
