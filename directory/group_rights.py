"""Roles and units led that come from belonging to groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from directory.findings import Finding
from directory.known import Known
from directory.listed import Listing, Meaning, Wishes
from directory.organisation import ROLES, Person
from directory.unit_words import UnitWords

Codes = dict[str, set[str]]


@dataclass(slots=True)
class GroupRights:
    """By id: roles held for the whole, units of HR partners and units led."""

    roles: Codes = field(default_factory=lambda: defaultdict(set))
    partner_of: Codes = field(default_factory=lambda: defaultdict(set))
    supervises: Codes = field(default_factory=lambda: defaultdict(set))
    findings: list[Finding] = field(default_factory=list)


def rights_of(listing: Listing, wishes: Wishes, words: UnitWords, known: Known) -> GroupRights:
    """Read rights; a group that is gone takes nothing from who holds what it gave, until it is overdue."""
    rights = GroupRights()
    for group, meanings in wishes.groups.items():
        members = listing.groups.get(group)
        if members is None:
            rights.findings.append(Finding("group_gone", word=group))
        for meaning in (each for each in meanings if each.kind != "unit"):
            if members is not None:
                _give(rights, meaning, [each.lower() for each in members], words)
            elif group not in known.overdue:
                _give(rights, meaning, _holders(meaning, words, known), words)
    return rights


def _give(rights: GroupRights, meaning: Meaning, members: Iterable[str], words: UnitWords) -> None:
    if meaning.kind == "role" and meaning.of not in ROLES:
        rights.findings.append(Finding("unknown_role", word=meaning.of))
        return
    codes = (meaning.of,) if meaning.kind == "role" else words.find(meaning.of)
    if len(codes) != 1:
        rights.findings.append(Finding("unknown_code", word=meaning.of))
        return
    given: Mapping[str, Codes] = {
        "role": rights.roles,
        "partner": rights.partner_of,
        "supervises": rights.supervises,
    }
    for member in members:
        given[meaning.kind][member].add(codes[0])


def _holders(meaning: Meaning, words: UnitWords, known: Known) -> list[str]:
    """List those who hold so far what a group meant."""
    kept = {known.kept_code(code) for code in words.find(meaning.of)}
    held: Mapping[str, Callable[[Person], bool]] = {
        "role": lambda person: meaning.of in person.roles,
        "partner": lambda person: not kept.isdisjoint(person.partner_of),
        "supervises": lambda person: not kept.isdisjoint(person.supervises),
    }
    return [key for key, person in known.people.items() if held[meaning.kind](person)]
