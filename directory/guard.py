"""Changes so large that a person looks at them first: how large, and by which name they are allowed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal

from directory.changes import Changes
from directory.findings import Finding
from directory.organisation import Person

MOST: Final = 0.1
"""Share of the people who may go or move, and of the units that may go, without anybody's word."""
MOST_PEOPLE: Final = 5
MOST_UNITS: Final = 1
"""So many may always: in a tiny town one family's holiday must not be a tenth of everybody."""
UNITS_NAMED: Final = 5
"""Units with the most people who go or move that are named."""

Figure = Literal["people_removed", "people_moved", "units_removed"]


@dataclass(frozen=True, slots=True)
class Stop:
    """What would go or move, and `name`, a digest of exactly that.

    `units` are the most affected, by code, with how many of their people go or move.
    """

    name: str
    people_removed: int
    people_moved: int
    units_removed: int
    units: tuple[tuple[str, int], ...]

    @property
    def figures(self) -> dict[Figure, int]:
        """Give what would go or move by its name."""
        return {
            "people_removed": self.people_removed,
            "people_moved": self.people_moved,
            "units_removed": self.units_removed,
        }

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Keep the figures as findings; `stop_in` reads them again."""
        named = [Finding("stopped", word=word, count=count) for word, count in self.figures.items()]
        return (*named, *(Finding("stopped", unit=code, count=count) for code, count in self.units))


def stop_for(changes: Changes, *, people: Mapping[str, Person], units: int) -> Stop | None:
    """Say what must be looked at first, of so many known people and units; None where the changes are small.

    Where nothing is known yet, nothing can go.
    """
    moves = _moves(changes.people_changed, people)
    touched = [*changes.people_removed, *moves]
    too_many_people = len(touched) > max(MOST * len(people), MOST_PEOPLE)
    too_many_units = len(changes.units_removed) > max(MOST * units, MOST_UNITS)
    if not too_many_people and not too_many_units:
        return None
    return Stop(
        _digest(changes, moves),
        len(changes.people_removed),
        len(moves),
        len(changes.units_removed),
        _most(Counter(people[key].unit_code for key in touched)),
    )


def stop_in(findings: Iterable[Finding], *, name: str) -> Stop:
    """Read a stop again from the findings it was kept as."""
    kept = [each for each in findings if each.kind == "stopped"]
    figures = {each.word: each.count for each in kept if each.word}
    return Stop(
        name,
        figures.get("people_removed", 0),
        figures.get("people_moved", 0),
        figures.get("units_removed", 0),
        _most({each.unit: each.count for each in kept if each.unit}),
    )


def _most(affected: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(affected.items(), key=lambda pair: (-pair[1], pair[0]))[:UNITS_NAMED])


def _moves(changed: Iterable[Person], people: Mapping[str, Person]) -> dict[str, str]:
    """Give the new unit of who works in another one."""
    return {
        each.aad_object_id: each.unit_code
        for each in changed
        if people[each.aad_object_id].unit_code != each.unit_code
    }


def _digest(changes: Changes, moves: Mapping[str, str]) -> str:
    told = [
        *(f"unit {code}" for code in sorted(changes.units_removed)),
        *(f"person {key}" for key in sorted(changes.people_removed)),
        *(f"move {key} {moves[key]}" for key in sorted(moves)),
    ]
    return sha256("\n".join(told).encode()).hexdigest()[:16]
