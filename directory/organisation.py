"""The organisation as values: one tree of units, the people in it, and what follows from their places.

One rule lives here because privacy rests on it: where a person's answer counts. What a person may do is in
`rights`. Everything is pure and walks the tree with loops, so any depth is fine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

ROLES = frozenset({"hr", "admin", "management", "privacy"})


class NotATree(Exception):
    """The units do not form one tree: `codes` names those that break it, empty when there is no root."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(f"the units form no single tree, see {', '.join(codes[:10]) or 'the missing root'}")
        self.codes = codes


class UnknownUnit(LookupError):
    """No unit has this `code`."""

    def __init__(self, code: str) -> None:
        super().__init__(f"unknown unit {code!r}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Unit:
    """A place in the tree; `level` is the organisation's own word for its kind."""

    code: str
    parent_code: str | None
    level: str
    name_fi: str
    name_sv: str
    name_en: str

    def name(self, language: str) -> str:
        """Return the name in a language, in Finnish where it has none."""
        return {"sv": self.name_sv, "en": self.name_en}.get(language, self.name_fi) or self.name_fi


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works in a unit, leads those in `supervises` and holds some of ROLES for the whole.

    In the units of `partner_of`, and all below them, it is the role "hr" alone that is held. `stands_in` are
    the units led in somebody's place at this moment; the directory does not know of it.
    """

    aad_object_id: str
    unit_code: str
    language: str | None
    supervises: tuple[str, ...]
    roles: frozenset[str]
    partner_of: tuple[str, ...] = ()
    stands_in: tuple[str, ...] = ()

    @property
    def leads(self) -> tuple[str, ...]:
        """Give the units led now, the own ones first."""
        return (*self.supervises, *(code for code in self.stands_in if code not in self.supervises))

    @property
    def charge(self) -> tuple[str, ...]:
        """Give the units that the person answers for now: those led, else those of an HR partner."""
        return self.leads or self.partner_of


class Organisation:
    """One tree of units and its people; raises NotATree when the units are anything else.

    `units` is in tree order: the root first, every unit before those below it, siblings as they were given.
    """

    def __init__(self, units: Iterable[Unit], people: Iterable[Person] = ()) -> None:
        given = {unit.code: unit for unit in units}
        self._children = _children_of(given)
        self.root = _only_root(given)
        self.units = {code: given[code] for code in self._walk(self.root.code)}
        if len(self.units) < len(given):
            raise NotATree(tuple(sorted(given.keys() - self.units.keys())))
        self.people = {person.aad_object_id: person for person in people}

    @property
    def parents(self) -> dict[str, str | None]:
        """Return each unit's parent code, in tree order, None for the root."""
        return {code: unit.parent_code for code, unit in self.units.items()}

    def children(self, code: str) -> tuple[str, ...]:
        """Return the codes of the units directly below."""
        self._known(code)
        return tuple(self._children.get(code, ()))

    def upwards(self, code: str) -> Iterator[str]:
        """Yield the unit itself, its parent, and so on to the root."""
        above: str | None = self._known(code)
        while above is not None:
            yield above
            above = self.units[above].parent_code

    def path(self, code: str) -> tuple[str, ...]:
        """Return the codes from the root down to the unit itself."""
        return tuple(self.upwards(code))[::-1]

    def below(self, code: str) -> tuple[str, ...]:
        """Return the unit itself and everything under it, in tree order."""
        return tuple(self._walk(self._known(code)))

    def _known(self, code: str) -> str:
        if code not in self.units:
            raise UnknownUnit(code)
        return code

    def _walk(self, top: str) -> Iterator[str]:
        waiting = [top]
        while waiting:
            code = waiting.pop()
            yield code
            waiting.extend(reversed(self._children.get(code, ())))


def answer_cell(organisation: Organisation, person: Person) -> str:
    """Return the unit in which the person's answer counts: the own one, for a supervisor a higher one.

    The answer climbs to the parent of the topmost unit on the way from the own unit to the root that the
    person leads, for good or in somebody's place, or is HR partner of: nobody's answer is among those that
    the person has charge of. The root has no parent and keeps it.
    """
    charged = frozenset((*person.leads, *person.partner_of))
    cell = person.unit_code
    for code in organisation.upwards(person.unit_code):
        if code in charged:
            cell = organisation.units[code].parent_code or code
    return cell


def _children_of(units: dict[str, Unit]) -> dict[str, list[str]]:
    children: dict[str, list[str]] = {}
    for unit in units.values():
        if unit.parent_code is not None:
            children.setdefault(unit.parent_code, []).append(unit.code)
    return children


def _only_root(units: dict[str, Unit]) -> Unit:
    roots = [unit for unit in units.values() if unit.parent_code is None]
    if len(roots) != 1:
        raise NotATree(tuple(sorted(root.code for root in roots)))
    return roots[0]
