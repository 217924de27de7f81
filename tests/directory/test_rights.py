from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from directory.organisation import Person, Unit, answer_cell
from directory.rights import RIGHTS, Act, Holder, may_do, may_see, may_somewhere, within_rights
from tests.directory.test_organisation import CITY, person

DOCUMENT = Path(__file__).parents[2] / "docs" / "roles.md"
EVERYBODY = ("supervisor", "deputy", "hr", "management", "admin", "privacy")


def holder(role: str, *, of: str = "care") -> Person:
    """Give somebody who works in the school and holds one role, for a unit where the role has one."""
    one = {"supervises": (of,)} if role == "supervisor" else {"stands_in": (of,)} if role == "deputy" else {}
    if role == "partner":
        one = {"partner_of": (of,)}
    roles = frozenset({role}) & {"hr", "management", "admin", "privacy"}
    return Person(
        "00000000-0000-4000-8000-00000000a1a0", "school", None, **{"supervises": (), "roles": roles} | one
    )


def documented() -> dict[str, set[str]]:
    rows = re.findall(
        r"^\| ([a-z ]+) \|((?:[^|\n]*\|){6})$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE
    )
    return {
        act: {role for role, cell in zip(EVERYBODY, cells.split("|"), strict=False) if cell.strip() == "yes"}
        for act, cells in rows
        if act in get_args(Act)
    }


def test_the_table_that_people_read_is_the_one_that_decides():
    assert documented() == {act: set(holders) for act, holders in RIGHTS.items()}
    assert set(get_args(Act)) == set(RIGHTS)
    assert set(get_args(Holder)) == set(EVERYBODY)


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("act", get_args(Act))
def test_a_role_may_do_in_its_units_what_the_table_says_and_nothing_beside(act, role):
    somebody, may = holder(role), role in RIGHTS[act]
    of_the_whole = role not in {"supervisor", "deputy"}
    assert may_do(somebody, act, CITY.path("care")) is may
    assert may_do(somebody, act, CITY.path("ward")) is may
    assert may_do(somebody, act, CITY.path("school")) is (may and of_the_whole)
    assert may_do(somebody, act, CITY.path("city")) is (may and of_the_whole)
    assert may_do(somebody, act) is (may and of_the_whole)
    assert may_somewhere(somebody, act) is may


@pytest.mark.parametrize("act", get_args(Act))
def test_an_hr_partner_may_do_what_hr_may_in_the_own_area_alone(act):
    partner, may = holder("partner"), "hr" in RIGHTS[act]
    assert may_do(partner, act, CITY.path("ward")) is may
    assert not may_do(partner, act, CITY.path("school"))
    assert not may_do(partner, act)


def test_an_employee_may_do_nothing_to_any_unit():
    aino = person("kitchen")
    assert not any(may_somewhere(aino, act) for act in get_args(Act))
    assert not any(may_do(aino, act, CITY.path(code)) for act in get_args(Act) for code in CITY.units)


def test_rights_add_up():
    both = Person("x", "city", None, ("ward",), frozenset({"admin"}), ("school",), ("kitchen",))
    assert [code for code in CITY.units if may_see(both, CITY.path(code))] == ["kitchen", "ward", "school"]
    assert may_do(both, "connect")
    assert both.leads == ("ward", "kitchen")


def test_the_units_within_somebodys_rights_are_those_with_a_right_to_the_path():
    for role in (*EVERYBODY, "partner"):
        somebody = holder(role)
        units: list[Unit] = list(CITY.units.values())
        for act in get_args(Act):
            found = [unit.code for unit in within_rights(somebody, act, units)]
            assert found == [code for code in CITY.units if may_do(somebody, act, CITY.path(code))]


@pytest.mark.parametrize("role", ["supervisor", "deputy", "partner"])
def test_whoever_has_charge_of_a_unit_answers_above_it(role):
    somebody = holder(role, of="school")
    assert answer_cell(CITY, somebody) == "city"


@pytest.mark.parametrize("role", ["hr", "management", "admin", "privacy"])
def test_a_role_for_the_whole_leaves_the_answer_in_its_unit(role):
    assert answer_cell(CITY, holder(role)) == "school"
