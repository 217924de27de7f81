"""The organisation as values: one tree of units, the people in it, and what follows from their places.

Two rules live here because privacy rests on them: where a person's answer counts, and whose results a
person may see. Everything is pure and walks the tree with loops, so any depth is fine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

ROLES = frozenset({"hr", "admin", "management"})

SEES_EVERYTHING = frozenset({"hr", "management"})


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
    """Somebody who works in a unit, leads those in `supervises` and holds some of ROLES."""

    aad_object_id: str
    unit_code: str
    language: str | None
    supervises: tuple[str, ...]
    roles: frozenset[str]


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

    A supervisor's answer climbs to the parent of the topmost supervised unit on the way from the own unit
    to the root, so nobody's answer is among those the person leads. The root has no parent and keeps it.
    """
    led = frozenset(person.supervises)
    cell = person.unit_code
    for code in organisation.upwards(person.unit_code):
        if code in led:
            cell = organisation.units[code].parent_code or code
    return cell


def may_see(person: Person, path: Sequence[str]) -> bool:
    """Tell whether the person may see the results of the last unit of `path`, codes from the root down.

    Supervisors see what they lead and everything below it, HR and management the whole; an administrator
    sees nothing by that role alone.
    """
    return not person.roles.isdisjoint(SEES_EVERYTHING) or not set(person.supervises).isdisjoint(path)


def may_share(person: Person, path: Sequence[str]) -> bool:
    """Tell whether the person may share the result of the last unit of `path` with those who work there.

    Supervisors share what they lead and everything below it, HR the whole.
    """
    return "hr" in person.roles or not set(person.supervises).isdisjoint(path)


def may_lead(person: Person, path: Sequence[str]) -> bool:
    """Tell whether the person may write the plan of the last unit of `path`, and act for it in other ways.

    Supervisors do so for what they lead and everything below it; HR looks on, see `may_see`.
    """
    return not set(person.supervises).isdisjoint(path)


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
