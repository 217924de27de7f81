"""A town of many units with a small team each, for conversations about their plans."""

from __future__ import annotations

from collections.abc import Iterator

from demo.people import HELMI, object_id
from directory.organisation import Organisation, Person, Unit


def many_units(number: int) -> Organisation:
    """Give a town with so many units of three people, one of whom leads."""
    units = [
        Unit("K", None, "kunta", "Kaupunki", "Staden", "Town"),
        *(Unit(f"U{n}", "K", "työyksikkö", f"Yksikkö {n}", f"Enhet {n}", f"Unit {n}") for n in range(number)),
    ]
    hr = Person(HELMI.aad_object_id, "K", None, (), frozenset({"hr"}))
    return Organisation(units, [hr, *(person for n in range(number) for person in _team(f"U{n}"))])


def _team(code: str) -> Iterator[Person]:
    for key in ("a", "b", "lead"):
        led = (code,) if key == "lead" else ()
        yield Person(object_id(f"person/{code}-{key}"), code, None, led, frozenset())
