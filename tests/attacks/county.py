"""A county of three levels whose people all have a part: some answer, some lead, some only want to know.

Its units are chosen so that every kind of result occurs, and so that plain thresholds would give people away
at two levels: in KC one person is left when its only unit is taken away, in KB four.
"""

from __future__ import annotations

from collections.abc import Mapping

from content.loader import load_instruments
from demo.people import DemoPerson, object_id
from directory.organisation import Organisation, Person, Unit
from jobs.import_directory import import_directory
from tests.conversations.people import Member, Town

CANARY = "kanarialintu"
QWL = load_instruments()["tyoelaman-laatu"]
FIILIS = load_instruments()["fiilis"]

STAFF = {"K": 1, "KA": 1, "KA1": 12, "KA2": 3, "KA3": 6, "KB": 0, "KB1": 6, "KB2": 2, "KC": 0, "KC1": 10}
"""How many work in each unit beside those who lead it."""
LEADERS = {"head": "K", "lead-a": "KA", "lead-b": "KB", "lead-c": "KC", "eero": "KA1", "onni": "KA2"} | {
    f"lead-{code.lower()}": code for code in ("KA3", "KB1", "KB2", "KC1")
}
ROLES = {"helmi": "hr", "saga": "management", "arvi": "admin"}


def units_of(parents: Mapping[str, str | None]) -> list[Unit]:
    """Give units whose names nobody takes for one another."""
    return [
        Unit(code, parent, "yksikkö", f"Yksikkö {code}.", f"Enheten {code}.", f"Unit {code}.")
        for code, parent in parents.items()
    ]


PARENTS: dict[str, str | None] = {
    "K": None,
    "KA": "K",
    "KA1": "KA",
    "KA2": "KA",
    "KA3": "KA",
    "KB": "K",
    "KB1": "KB",
    "KB2": "KB",
    "KC": "K",
    "KC1": "KC",
}


def county(parents: Mapping[str, str | None] = PARENTS, staff: Mapping[str, int] = STAFF) -> Organisation:
    """Give the county, or one that somebody has made of it; Aino is among the staff of KA1."""
    everybody = [
        *(_person(key, code, leads=code) for key, code in LEADERS.items() if code in parents),
        *(_person(key, "K", role=role) for key, role in ROLES.items()),
        *(_person(key, code) for code, number in staff.items() for key in staff_of(code, number)),
    ]
    return Organisation(units_of(parents), everybody)


def staff_of(code: str, number: int | None = None) -> list[str]:
    """Give the keys of those who work in a unit and lead nothing."""
    keys = [f"{code.lower()}-{place}" for place in range(STAFF[code] if number is None else number)]
    return ["aino", *keys[1:]] if code == "KA1" else keys


def _person(key: str, code: str, *, leads: str = "", role: str = "") -> Person:
    return Person(
        object_id(f"person/{key}"), code, None, (leads,) if leads else (), frozenset({role} if role else ())
    )


def named(key: str) -> DemoPerson:
    """Give somebody of the county as Teams knows them; all read English."""
    return DemoPerson(key, key, "Attacker", "en-GB")


def member(town: Town, key: str) -> Member:
    """Give somebody of the county who speaks with the bot."""
    return Member(town, named(key))


async def inhabit(town: Town, organisation: Organisation) -> None:
    """Let HR import an organisation."""
    await import_directory(town.house.stores, organisation, dry_run=False, actor="test", now=town.clock.now)
