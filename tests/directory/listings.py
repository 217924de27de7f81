"""Listings for tests: people by short names, written in one line each."""

from __future__ import annotations

from collections.abc import Mapping

from directory.changes import changes
from directory.known import Known
from directory.listed import Account, Listing, Meaning, Wishes
from directory.mapping import Mapped, map_listing
from directory.organisation import Organisation
from directory.renames import settle


def account(name: str, unit: str = "", manager: str | None = None, **more: object) -> Account:
    return Account(id=name, unit=unit, manager=manager, **more)  # type: ignore[arg-type]


def team(unit: str, head: str, *, above: str | None = None, size: int = 3) -> list[Account]:
    """Give a head and people, named after the unit, who answer to the head."""
    return [account(head, unit, above), *(account(f"{unit}-{n}".lower(), unit, head) for n in range(size))]


def listing(*accounts: Account, groups: Mapping[str, tuple[str, ...]] | None = None) -> Listing:
    return Listing(accounts, groups or {})


def meaning(**groups: tuple[str, str]) -> dict[str, tuple[Meaning, ...]]:
    """Say what groups mean, each as (kind, of)."""
    return {group: (Meaning(kind, of),) for group, (kind, of) in groups.items()}  # type: ignore[arg-type]


def known_as(organisation: Organisation, aliases: Mapping[str, str] | None = None, **more: object) -> Known:
    return Known(tuple(organisation.units.values()), organisation.people, aliases or {}, **more)  # type: ignore[arg-type]


def mapped(*accounts: Account, known: Known | None = None, **wishes: object) -> Mapped:
    return map_listing(Listing(accounts), Wishes(**wishes), known or Known())  # type: ignore[arg-type]


def tree(organisation: Organisation) -> dict[str, str | None]:
    """Give the parent of each unit, by Finnish names."""
    names = {code: unit.name_fi for code, unit in organisation.units.items()}
    return {names[code]: parent and names[parent] for code, parent in organisation.parents.items()}


def led(organisation: Organisation) -> dict[str, list[str]]:
    """Give who leads each unit, by Finnish names; units that nobody leads are left out."""
    leaders: dict[str, list[str]] = {}
    for key, person in organisation.people.items():
        for code in person.supervises:
            leaders.setdefault(organisation.units[code].name_fi, []).append(key)
    return {name: sorted(people) for name, people in leaders.items()}


def kinds(found: Mapped) -> list[str]:
    return sorted({each.kind for each in found.findings})


def next_known(found: Mapped, before: Known) -> Known:
    """Give what is known once a mapped listing has been taken over."""
    settled = settle(found.organisation, before)
    aliases = {word: code for word, code in before.aliases.items() if word not in settled.void}
    return known_as(settled.organisation, {**aliases, **settled.words})


def is_same(found: Mapped, known: Known) -> bool:
    settled = settle(found.organisation, known)
    return changes(known.units, known.people.values(), settled.organisation).is_empty and not settled.words
