"""What an import would do to the organisation already known, so that it can be shown before it is done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from directory.organisation import Organisation, Person, Unit


@dataclass(frozen=True, slots=True)
class Changes:
    """The difference between what is known and what is wanted, in an order that can be carried out.

    Added and changed units come parents first. Removed units come with those below first; by then nobody
    who stays works in them.
    """

    units_added: tuple[Unit, ...]
    units_changed: tuple[Unit, ...]
    units_removed: tuple[str, ...]
    people_added: tuple[Person, ...]
    people_changed: tuple[Person, ...]
    people_removed: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to do."""
        return not (
            self.units_added
            or self.units_changed
            or self.units_removed
            or self.people_added
            or self.people_changed
            or self.people_removed
        )


def changes(current_units: Iterable[Unit], current_people: Iterable[Person], wanted: Organisation) -> Changes:
    """Compare what is known with what is wanted; changed values are given as they are wanted."""
    units = {unit.code: unit for unit in current_units}
    people = {person.aad_object_id: person for person in current_people}
    gone = {code: unit.parent_code for code, unit in units.items() if code not in wanted.units}
    return Changes(
        units_added=tuple(unit for code, unit in wanted.units.items() if code not in units),
        units_changed=tuple(unit for code, unit in wanted.units.items() if units.get(code, unit) != unit),
        units_removed=_lowest_first(gone),
        people_added=tuple(person for key, person in wanted.people.items() if key not in people),
        people_changed=tuple(
            person for key, person in wanted.people.items() if key in people and _differs(person, people[key])
        ),
        people_removed=tuple(key for key in people if key not in wanted.people),
    )


def _differs(one: Person, other: Person) -> bool:
    """Compare two states of a person; the order in which units are listed means nothing."""
    ordered = replace(one, supervises=other.supervises, partner_of=other.partner_of)
    return (
        ordered != other
        or set(one.supervises) != set(other.supervises)
        or set(one.partner_of) != set(other.partner_of)
    )


def _lowest_first(parents: dict[str, str | None]) -> tuple[str, ...]:
    """Order codes so that each comes before its parent."""
    depths: dict[str, int] = {}
    for code in parents:
        trail: dict[str, None] = {}
        above: str | None = code
        while above is not None and above in parents and above not in depths and above not in trail:
            trail[above] = None
            above = parents[above]
        depth = depths.get(above, -1) if above is not None else -1
        for step, below in enumerate(reversed(trail), start=1):
            depths[below] = depth + step
    return tuple(sorted(parents, key=lambda code: -depths[code]))
