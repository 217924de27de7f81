"""What holds for every organisation, whatever its shape."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from directory.changes import Changes, changes
from directory.csv_files import PEOPLE_COLUMNS, UNIT_COLUMNS, BadFiles, Problem, read_directory
from directory.organisation import Organisation, Person, Unit, answer_cell
from directory.rights import may_see

NAMES = st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20).map(
    lambda text: text.strip() or "x"
)
CODES = [f"U{n}" for n in range(12)]


@st.composite
def organisations(draw: st.DrawFn) -> Organisation:
    codes = draw(st.lists(st.sampled_from(CODES), min_size=1, unique=True))
    units = [
        Unit(code, codes[draw(st.integers(0, place - 1))] if place else None, "taso", draw(NAMES), "", "")
        for place, code in enumerate(codes)
    ]
    people = [
        Person(
            f"00000000-0000-4000-8000-{number:012x}",
            draw(st.sampled_from(codes)),
            draw(st.sampled_from([None, "fi", "sv", "en"])),
            tuple(sorted(draw(st.sets(st.sampled_from(codes), max_size=3)))),
            draw(st.frozensets(st.sampled_from(["hr", "admin", "management"]))),
        )
        for number in draw(st.lists(st.integers(0, 9), unique=True))
    ]
    return Organisation(units, people)


def applied(change: Changes, start: Organisation) -> tuple[dict[str, Unit], dict[str, Person]]:
    units, people = dict(start.units), dict(start.people)
    for unit in change.units_added:
        assert unit.code not in units
        units[unit.code] = unit
    units |= {unit.code: unit for unit in change.units_changed}
    people |= {person.aad_object_id: person for person in change.people_added + change.people_changed}
    for key in change.people_removed:
        del people[key]
    for code in change.units_removed:
        assert not any(unit.parent_code == code for unit in units.values())
        del units[code]
    return units, people


@given(organisations(), organisations())
def test_changes_applied_to_the_old_give_the_new(old, new):
    found = changes(old.units.values(), old.people.values(), new)
    assert applied(found, old) == (new.units, new.people)
    assert {unit.code for unit in found.units_changed} <= old.units.keys()
    assert {person.aad_object_id for person in found.people_changed} <= old.people.keys()


@given(organisations())
def test_changes_of_equals_are_empty(organisation):
    assert changes(organisation.units.values(), organisation.people.values(), organisation).is_empty


@given(organisations())
def test_no_answer_counts_at_or_below_a_unit_its_giver_supervises_but_in_the_root(organisation):
    root = organisation.root.code
    for person in organisation.people.values():
        cell = answer_cell(organisation, person)
        assert cell in organisation.path(person.unit_code)
        assert cell == root or not any(cell in organisation.below(code) for code in person.supervises)


@given(organisations())
def test_a_supervisor_sees_exactly_what_lies_at_or_below_a_led_unit(organisation):
    for person in organisation.people.values():
        led = {code for top in person.supervises for code in organisation.below(top)}
        everything = bool(person.roles & {"hr", "management"})
        for code in organisation.units:
            assert may_see(person, organisation.path(code)) is (everything or code in led)


@settings(max_examples=30)
@given(organisations())
def test_what_is_written_as_csv_is_read_back(organisation):
    units = [
        [u.code, u.parent_code or "", u.level, u.name_fi, u.name_sv, u.name_en]
        for u in organisation.units.values()
    ]
    people = [
        [p.aad_object_id, p.unit_code, p.language or "", ";".join(p.supervises), ";".join(p.roles)]
        for p in organisation.people.values()
    ]
    found = read_bytes(table(UNIT_COLUMNS, units), table(PEOPLE_COLUMNS, people))
    assert (found.units, found.people) == (organisation.units, organisation.people)


@settings(max_examples=100)
@given(st.binary(max_size=60), st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_and_never_fall_through(units, people):
    headers = [(",".join(columns) + "\n").encode() for columns in (UNIT_COLUMNS, PEOPLE_COLUMNS)]
    problems: tuple[Problem, ...] = ()
    try:
        read_bytes(headers[0] + b"A,,,a,,\n" + units, headers[1] + people)
    except BadFiles as refused:
        problems = refused.problems
    assert all("\n" not in str(problem) for problem in problems)
    assert list(problems) == sorted(problems, key=lambda problem: (problem.file, problem.line))


def read_bytes(units: bytes, people: bytes) -> Organisation:
    with tempfile.TemporaryDirectory() as folder:
        paths = Path(folder, "units.csv"), Path(folder, "people.csv")
        for path, content in zip(paths, (units, people), strict=True):
            path.write_bytes(content)
        return read_directory(*paths)


def table(columns: tuple[str, ...], rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([list(columns), *rows])
    return text.getvalue().encode()
