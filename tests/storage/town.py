"""A town small enough to count by hand, with Aino, Eero, Helmi and Onni, for tests of storage and jobs."""

from __future__ import annotations

from collections.abc import Iterable

from directory.organisation import Organisation, Person, Unit

UNITS = (
    Unit("K", None, "kunta", "Kaupunki", "Staden", "The town"),
    Unit("KA", "K", "palvelualue", "Palvelut", "Tjänsterna", "Services"),
    Unit("K1", "KA", "työyksikkö", "Kotihoito", "Hemvården", "Home care"),
    Unit("K2", "KA", "työyksikkö", "Kirjasto", "Biblioteket", ""),
    Unit("K3", "K", "työyksikkö", "Keittiö", "Köket", "Kitchen"),
)


def somebody(
    name: str,
    unit: str,
    *,
    supervises: Iterable[str] = (),
    roles: Iterable[str] = (),
    language: str | None = "fi",
) -> Person:
    return Person(name, unit, language, tuple(supervises), frozenset(roles))


AINO = somebody("aino", "K1")
EERO = somebody("eero", "K1", supervises=["K1"])
HELMI = somebody("helmi", "K", roles=["hr"])
ONNI = somebody("onni", "K2", supervises=["K2"], language="sv")


def colleagues(unit: str, count: int) -> list[Person]:
    return [somebody(f"{unit.lower()}-{number}", unit) for number in range(count)]


def town(units: Iterable[Unit] = UNITS, people: Iterable[Person] | None = None) -> Organisation:
    """Home care has fourteen people, the library four, the kitchen seven."""
    everybody = [
        AINO,
        EERO,
        HELMI,
        ONNI,
        *colleagues("K1", 12),
        *colleagues("K2", 3),
        *colleagues("K3", 7),
    ]
    return Organisation(units, everybody if people is None else people)
