"""A tree of units made of nothing but what accounts say: values parted by a sign, or who manages whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from directory.cycles import cycles_in
from directory.findings import Finding
from directory.known import Known
from directory.managers import Links, Places, leaf_people, units_above
from directory.organisation import Unit
from directory.renames import translated
from directory.unit_words import code_of, fold, tidy

LEVEL: Final = "yksikkö"
TOP_LEVEL: Final = "organisaatio"
"""What the kinds of made units are called: the directory has no words for them."""
TOP_NAMES: Final = ("Organisaatio", "Organisation", "Organisation")

Names = tuple[str, ...]
"""What a unit and those above it are called, from the top down."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Units that form one tree, and what had to be cut for it."""

    units: tuple[Unit, ...]
    findings: tuple[Finding, ...] = ()


def names_in(value: str, separator: str) -> Names:
    """Read the names of a unit and those above it from a value; none where it says nothing."""
    parts = value.split(separator) if separator else [value]
    return tuple(name for name in map(tidy, parts) if fold(name))


@lru_cache(maxsize=10_000)
def code_for(names: Names) -> str:
    """Give the code of the unit with these names."""
    return code_of([fold(name) for name in names])


class TreeMaker:
    """Gathers units by their names, then makes a tree of them: of paths by `separator`, else by managers."""

    def __init__(self, known: Known, *, separator: str, root_name: str) -> None:
        self._separator = separator
        self._before = {unit.code: unit for unit in known.units}
        self._aliases = known.aliases
        self._root_name = tidy(root_name)
        self._root = code_for((self._root_name or TOP_NAMES[0],))
        self._spellings: dict[str, Counter[str]] = defaultdict(Counter)
        self._parents: dict[str, str | None] = {}

    def add(self, value: str) -> tuple[str, ...]:
        """Take the unit that a value names, and those above it; give its code, none where it names none."""
        names = names_in(value, self._separator)
        return (self._add(names),) if names else ()

    def add_known(self, kept: str) -> str:
        """Take a unit that is known so far, whatever it is called now; give its code."""
        code = {kept: code for code, kept in self._kept_codes().items()}.get(kept, kept)
        return code if code in self._parents else self._add(self._names_of(kept))

    def by_paths(self) -> Tree:
        """Make the tree that the paths of names tell."""
        return self._rooted(dict(self._parents))

    def by_managers(self, places: Places, links: Links, *, values: Mapping[str, str]) -> Tree:
        """Make the tree that managers tell.

        A unit's parent is the first other unit met on the chain above those who manage nobody in it, the one
        met from most of them; where none is met, the one above it so far. `values` are those of people who
        do not count: a chain goes on through who has left.
        """
        left = {key: code_for(names) for key, value in values.items() if (names := names_in(value, ""))}
        standing = {key: code for key, code in left.items() if code in self._parents} | dict(places)
        above = units_above(standing, links)
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        for person in leaf_people(places, links):
            if person in above:
                votes[places[person]][above[person]] += 1
        parents = self._parents_so_far()
        for code, found in votes.items():
            parents[code] = min(found, key=lambda each: (-found[each], each))
        return self._rooted(parents)

    def _add(self, names: Names) -> str:
        # The top is above everything anyway: named or not, what is below it is the same.
        while len(names) > 1 and code_for(names[:1]) == self._root:
            self._add(names[:1])
            names = names[1:]
        code = ""
        for depth, name in enumerate(names, start=1):
            above, code = code or None, code_for(names[:depth])
            self._spellings[code][name] += 1
            self._parents[code] = above
        return code

    def _kept_codes(self) -> dict[str, str]:
        """Give the code kept for each unit that is known under another one."""
        return translated({*self._parents, self._root}, self._aliases)

    def _names_of(self, kept: str) -> Names:
        """Give the names of a known unit and, where values are paths, of those above it."""
        if not self._separator:
            return (self._before[kept].name_fi,)
        names: list[str] = []
        at: str | None = kept
        while at is not None:
            names.append(self._before[at].name_fi)
            at = self._before[at].parent_code
        return tuple(reversed(names))

    def _parents_so_far(self) -> dict[str, str | None]:
        kept = self._kept_codes()
        made = {kept[code]: code for code in kept}
        parents: dict[str, str | None] = {}
        for code in self._parents:
            before = self._before.get(kept.get(code, code))
            above = before.parent_code if before else None
            above = made.get(above, above) if above else None
            parents[code] = above if above in self._parents else None
        return parents

    def _rooted(self, parents: dict[str, str | None]) -> Tree:
        """Put all under one top: the unit named so, else the only one without a parent, else a new one."""
        if self._root in parents:
            parents[self._root] = None
        cycles = cycles_in(parents)
        for cycle in cycles:
            parents[min(cycle)] = None
        tops = [code for code, parent in parents.items() if parent is None]
        if len(tops) != 1:
            parents |= dict.fromkeys(tops, self._root)
            parents[self._root] = None
        kept = self._kept_codes()
        units = [
            self._unit(code, parent, self._before.get(kept.get(code, code)))
            for code, parent in parents.items()
        ]
        units.sort(key=lambda unit: (fold(unit.name_fi), unit.code))
        found = [Finding("unit_cycle", unit=min(cycle), count=len(cycle)) for cycle in cycles]
        return Tree(tuple(units), tuple(found))

    def _unit(self, code: str, parent: str | None, before: Unit | None) -> Unit:
        """Make a unit; what is known of it beyond the value is kept while it is called the same."""
        level = before.level if before else LEVEL if parent else TOP_LEVEL
        if code not in self._spellings and not self._root_name:
            return Unit(code, parent, level, *TOP_NAMES)
        name = self._name(code)
        if before is None or fold(before.name_fi) != fold(name):
            return Unit(code, parent, level, name, name, name)
        swedish, english = (
            name if each == before.name_fi else each for each in (before.name_sv, before.name_en)
        )
        return Unit(code, parent, level, name, swedish, english)

    def _name(self, code: str) -> str:
        """Give the spelling that most use."""
        spellings = self._spellings.get(code) or Counter([self._root_name])
        return min(spellings, key=lambda each: (-spellings[each], each))
