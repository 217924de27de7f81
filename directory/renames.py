"""Units that go on under another code: a unit keeps the code under which it was first known."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from directory.findings import Finding
from directory.known import Known
from directory.organisation import Organisation, Person, Unit

SAME: Final = 0.8
"""Share of the people of both that an old and a new code must have in common to be the same unit."""
FEWEST: Final = 3
"""People in common from which they alone tell; with fewer the Finnish name must be the same as well."""

Staff = dict[str, set[str]]
"""The ids of people by the unit that they are of."""


@dataclass(frozen=True, slots=True)
class Settled:
    """An organisation under the codes kept for its units; `words` are new other words for them.

    `void` are other words that have become units of their own.
    """

    organisation: Organisation
    words: Mapping[str, str]
    void: frozenset[str]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Tell which units were renamed."""
        return tuple(Finding("renamed", unit=kept, word=word) for word, kept in self.words.items())


def settle(wanted: Organisation, known: Known) -> Settled:
    """Give the wanted organisation under known codes, by other words known before and by new ones."""
    translation = recoded(wanted, translated(wanted.units, known.aliases))
    words = renamed(known, translation)
    settled = recoded(translation, words)
    return Settled(settled, words, frozenset(known.aliases.keys() & settled.units.keys()))


def translated(codes: Collection[str], aliases: Mapping[str, str]) -> dict[str, str]:
    """Give the kept code of each that is another word for one.

    A word stays what it is where the kept code comes as well, or another word for the same.
    """
    meant = Counter(aliases[code] for code in codes if code in aliases)
    found = {code: aliases[code] for code in codes if code in aliases}
    return {code: kept for code, kept in found.items() if kept not in codes and meant[kept] == 1}


def renamed(known: Known, wanted: Organisation) -> dict[str, str]:
    """Give the kept code of each new unit that is surely one of those that go.

    It has the same people; where nobody works in it, the same place and name, else the same people below.
    """
    before = {unit.code: unit for unit in known.units}
    gone = {code: unit for code, unit in before.items() if code not in wanted.units}
    new = {code: unit for code, unit in wanted.units.items() if code not in before}
    if not gone or not new:
        return {}
    old_staff, new_staff = _staff(known.people.values()), _staff(wanted.people.values())
    same_names = {(code, was) for code in new for was in gone if new[code].name_fi == gone[was].name_fi}
    found = _with_same_people(_of(gone, old_staff), _of(new, new_staff), same_names)
    empty = {code: unit for code, unit in gone.items() if code not in old_staff}
    for code, unit in new.items():
        if code not in new_staff:
            found |= _with_same_name(unit, wanted, empty, found)
    left = [code for code in empty if code not in found.values()]
    others = [code for code in new if code not in found and code not in new_staff]
    parents = {code: unit.parent_code for code, unit in before.items()}
    old_below, new_below = _below(left, old_staff, parents), _below(others, new_staff, wanted.parents)
    return found | _with_same_people(old_below, new_below, same_names)


def recoded(organisation: Organisation, codes: Mapping[str, str]) -> Organisation:
    """Give the same organisation with other codes for some units."""
    if not codes:
        return organisation

    def kept(code: str) -> str:
        return codes.get(code, code)

    units = [
        replace(unit, code=kept(unit.code), parent_code=unit.parent_code and kept(unit.parent_code))
        for unit in organisation.units.values()
    ]
    people = [
        replace(
            person,
            unit_code=kept(person.unit_code),
            supervises=tuple(sorted(map(kept, person.supervises))),
            partner_of=tuple(sorted(map(kept, person.partner_of))),
        )
        for person in organisation.people.values()
    ]
    return Organisation(units, people)


def _staff(people: Iterable[Person]) -> Staff:
    staff: Staff = defaultdict(set)
    for person in people:
        staff[person.unit_code].add(person.aad_object_id)
    return dict(staff)


def _of(codes: Iterable[str], staff: Staff) -> Staff:
    return {code: staff[code] for code in codes if code in staff}


def _below(codes: Collection[str], staff: Staff, parents: Mapping[str, str | None]) -> Staff:
    """Give the people below units where nobody works."""
    found: Staff = {code: set() for code in codes}
    for code in staff if found else ():
        above = parents[code]
        while above is not None:
            if above in found:
                found[above] |= staff[code]
            above = parents[above]
    return found


def _with_same_people(old: Staff, new: Staff, same_names: Collection[tuple[str, str]]) -> dict[str, str]:
    """Pair what shares enough people both ways and with nothing else."""
    at: dict[str, list[str]] = defaultdict(list)
    for code, people in old.items():
        for person in people:
            at[person].append(code)
    shared = Counter((code, was) for code, people in new.items() for person in people for was in at[person])
    pairs = [
        (code, was)
        for (code, was), count in shared.items()
        if count >= SAME * max(len(old[was]), len(new[code]))
        and (count >= FEWEST or (code, was) in same_names)
    ]
    news, olds = Counter(code for code, _ in pairs), Counter(was for _, was in pairs)
    return {code: was for code, was in sorted(pairs) if news[code] == 1 and olds[was] == 1}


def _with_same_name(
    unit: Unit, wanted: Organisation, empty: Mapping[str, Unit], found: Mapping[str, str]
) -> dict[str, str]:
    """Pair a unit with the only one that had its place and its Finnish name."""
    place = unit.parent_code and found.get(unit.parent_code, unit.parent_code)
    siblings = [each for each in wanted.units.values() if each.parent_code == unit.parent_code]
    is_alone = sum(each.name_fi == unit.name_fi for each in siblings) == 1
    olds = [code for code, was in empty.items() if (was.parent_code, was.name_fi) == (place, unit.name_fi)]
    return {unit.code: olds[0]} if is_alone and len(olds) == 1 else {}
