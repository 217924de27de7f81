"""Closed waves put into a running town at once, for conversations about many units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import event

from content.loader import load_instruments
from demo.people import EERO, HELMI, SAGA, object_id
from directory.organisation import Organisation, Person, Unit
from jobs.import_directory import import_directory
from storage.results import record_results
from storage.waves import Wave, freeze, mark_closed, mark_counted, mark_opened, record_wave
from tests.attacks.closing import Closed, closed
from tests.conversations.people import Town

DAY = timedelta(days=1)


def wide(number: int, *, name: str = "Yksikkö") -> Organisation:
    """Give a town with so many units under one division, which Eero leads."""
    units = [
        Unit("K", None, "kunta", "Kaupunki", "Staden", "Town"),
        Unit("D", "K", "tulosalue", "Sivistys", "Bildning", "Education"),
        *(Unit(f"U{n}", "D", "työyksikkö", f"{name} {n}", f"Enhet {n}", f"Unit {n}") for n in range(number)),
    ]
    people = [
        Person(EERO.aad_object_id, "D", None, ("D",), frozenset()),
        Person(HELMI.aad_object_id, "K", None, (), frozenset({"hr"})),
        Person(SAGA.aad_object_id, "K", None, (), frozenset({"management"})),
        *(Person(object_id(f"person/{n}"), f"U{n}", None, (f"U{n}",), frozenset()) for n in range(number)),
    ]
    return Organisation(units, people)


async def plant(
    town: Town,
    organisation: Organisation,
    counts: Mapping[str, int],
    *,
    wave: str = "planted",
    instrument: str = "tyoelaman-laatu",
) -> Closed:
    """Import an organisation and leave a closed wave of it, in which so many of each unit answered."""
    stores, now = town.house.stores, town.clock.now
    await import_directory(stores, organisation, dry_run=False, actor="test", now=now)
    asked = load_instruments()[instrument]
    made = closed(organisation.parents, counts, instrument=asked)
    planned = Wave(wave, asked, organisation.root.code, 5, 0, opens_at=now - 2 * DAY, closes_at=now - DAY)
    async with stores.identity.writing() as connection:
        await record_wave(connection, planned)
        await mark_opened(connection, wave, now=now - 2 * DAY)
        await freeze(connection, wave, organisation=organisation, members=[])
        await record_results(connection, wave, sums=made.sums, published=made.results)
        await mark_counted(connection, wave, now=now - DAY)
        await mark_closed(connection, wave, now=now - DAY)
    return made


@contextmanager
def counted_queries(town: Town) -> Iterator[list[str]]:
    """Collect the statements that the identity store is asked while the block runs."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    engine = town.house.stores.identity.reader.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)
