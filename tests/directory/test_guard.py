"""Which changes wait for somebody's word."""

from __future__ import annotations

from directory.changes import changes
from directory.findings import Finding
from directory.guard import MOST_PEOPLE, MOST_UNITS, Stop, stop_for, stop_in
from directory.organisation import Organisation, Person, Unit

CODES = [f"U{n}" for n in range(30)]
UNITS = [Unit("U0", None, "", "Kaikki", "", ""), *(Unit(code, "U0", "", code, "", "") for code in CODES[1:])]
PEOPLE = {f"{n:03}": Person(f"{n:03}", CODES[n % 30], None, (), frozenset()) for n in range(300)}


def stop(
    wanted: dict[str, Person], units: list[Unit] = UNITS, *, people: dict[str, Person] = PEOPLE
) -> Stop | None:
    found = changes(UNITS, people.values(), Organisation(units, wanted.values()))
    return stop_for(found, people=people, units=len(UNITS))


def without(count: int) -> dict[str, Person]:
    return dict(list(PEOPLE.items())[count:])


def moved(count: int) -> dict[str, Person]:
    return {
        key: Person(key, "U0", None, (), frozenset()) if int(key) % 30 and int(key) < count else person
        for key, person in PEOPLE.items()
    }


def test_a_tenth_may_go_and_one_more_may_not():
    assert stop(without(30)) is None
    found = stop(without(31))
    assert found is not None
    assert (found.people_removed, found.people_moved, found.units_removed) == (31, 0, 0)
    assert found.units[0] == ("U0", 2)


def test_who_moves_counts_like_who_goes_and_who_only_changes_does_not():
    assert stop(moved(31)) is None
    found = stop(moved(40))
    assert found is not None
    assert (found.people_removed, found.people_moved) == (0, 38)
    spoken = {key: Person(key, each.unit_code, "sv", (), frozenset()) for key, each in PEOPLE.items()}
    assert stop(spoken) is None


def test_units_count_by_themselves():
    staff = {key: Person(key, "U0", None, (), frozenset()) for key in PEOPLE}
    assert stop(staff, UNITS[:-3], people=staff) is None
    found = stop(staff, UNITS[:-4], people=staff)
    assert found is not None
    assert (found.people_moved, found.units_removed, found.units) == (0, 4, ())


def test_a_few_may_always_go_in_a_tiny_town():
    tiny = dict(list(PEOPLE.items())[:8])
    assert stop(dict(list(tiny.items())[MOST_PEOPLE:]), people=tiny) is None
    assert stop(dict(list(tiny.items())[MOST_PEOPLE + 1 :]), people=tiny) is not None
    assert MOST_UNITS == 1


def test_nothing_stops_the_first_reading():
    found = changes([], [], Organisation(UNITS, PEOPLE.values()))
    assert stop_for(found, people={}, units=0) is None


def test_exactly_the_same_changes_have_the_same_name():
    one, other = stop(without(40)), stop(without(41))
    assert one is not None
    assert other is not None
    assert stop(without(40)) == one
    assert one.name != other.name
    newcomer = Person("new", "U1", None, (), frozenset())
    joined = stop({**without(40), "new": newcomer})
    assert joined is not None
    assert joined.name == one.name


def test_figures_are_kept_as_findings():
    found = stop(without(31))
    assert found is not None
    kept = reversed([*found.findings, Finding("no_unit", person="x")])
    assert stop_in(kept, name=found.name) == found
    assert found.figures == {"people_removed": 31, "people_moved": 0, "units_removed": 0}
