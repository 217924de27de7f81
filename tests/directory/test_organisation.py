from __future__ import annotations

import pytest

from directory.organisation import NotATree, Organisation, Person, Unit, UnknownUnit, answer_cell
from directory.rights import may_see


def unit(code: str, parent: str | None = None) -> Unit:
    return Unit(code, parent, "yksikkö", f"{code} fi", f"{code} sv", "")


def person(unit_code: str, *supervises: str, roles: frozenset[str] = frozenset()) -> Person:
    return Person("00000000-0000-4000-8000-00000000a1a0", unit_code, None, supervises, roles)


#        city
#     care   school
#  kitchen ward
CITY = Organisation(
    [
        unit("kitchen", "care"),
        unit("ward", "care"),
        unit("care", "city"),
        unit("city"),
        unit("school", "city"),
    ]
)


def test_the_tree_is_walked_root_first_whatever_the_order_given():
    assert list(CITY.units) == ["city", "care", "kitchen", "ward", "school"]
    assert CITY.root.code == "city"
    assert CITY.parents == {
        "city": None, "care": "city", "kitchen": "care", "ward": "care", "school": "city"
    }  # fmt: skip


def test_children_path_and_what_lies_below():
    assert CITY.children("care") == ("kitchen", "ward")
    assert CITY.children("ward") == ()
    assert CITY.path("ward") == ("city", "care", "ward")
    assert CITY.path("city") == ("city",)
    assert CITY.below("care") == ("care", "kitchen", "ward")


@pytest.mark.parametrize("ask", [CITY.children, CITY.path, CITY.below])
def test_an_unknown_unit_is_named(ask):
    with pytest.raises(UnknownUnit) as caught:
        ask("moon")
    assert caught.value.code == "moon"


@pytest.mark.parametrize(
    ("units", "codes"),
    [
        ([], ()),
        ([unit("a"), unit("b")], ("a", "b")),
        ([unit("a"), unit("b", "moon")], ("b",)),
        ([unit("a"), unit("b", "c"), unit("c", "b")], ("b", "c")),
    ],
)
def test_what_is_no_tree_is_refused(units, codes):
    with pytest.raises(NotATree) as caught:
        Organisation(units)
    assert caught.value.codes == codes


def test_a_name_missing_in_a_language_is_said_in_finnish():
    assert [unit("a").name(language) for language in ("fi", "sv", "en", "de")] == [
        "a fi",
        "a sv",
        "a fi",
        "a fi",
    ]


def test_a_tree_of_thousands_of_levels_needs_no_recursion():
    deep = Organisation([unit("0"), *(unit(str(n), str(n - 1)) for n in range(1, 20_000))])
    assert len(deep.path("19999")) == len(deep.below("0")) == 20_000
    assert answer_cell(deep, person("19999", "1")) == "0"


def test_ainos_answer_counts_in_her_own_unit():
    assert answer_cell(CITY, person("kitchen")) == "kitchen"


def test_eeros_answer_counts_above_the_unit_he_leads():
    assert answer_cell(CITY, person("kitchen", "kitchen")) == "care"


def test_the_answer_climbs_over_the_topmost_unit_led_even_with_a_gap_between():
    assert answer_cell(CITY, person("kitchen", "kitchen", "care")) == "city"
    assert answer_cell(CITY, person("kitchen", "care")) == "city"


def test_leading_a_unit_elsewhere_or_below_moves_no_answer():
    assert answer_cell(CITY, person("kitchen", "school")) == "kitchen"
    assert answer_cell(CITY, person("care", "kitchen", "ward")) == "care"


def test_who_leads_the_root_answers_in_the_root():
    assert answer_cell(CITY, person("ward", "city")) == "city"
    assert answer_cell(CITY, person("city", "city")) == "city"


def test_eero_sees_what_he_leads_and_below_but_not_above_or_beside():
    eero = person("care", "care")
    assert [code for code in CITY.units if may_see(eero, CITY.path(code))] == ["care", "kitchen", "ward"]


def test_aino_and_onni_see_nothing():
    assert not any(
        may_see(person(own), CITY.path(code)) for own in ("kitchen", "school") for code in CITY.units
    )


@pytest.mark.parametrize(("role", "sees"), [("hr", True), ("management", True), ("admin", False)])
def test_helmi_and_management_see_the_whole_an_administrator_nothing(role, sees):
    assert may_see(person("city", roles=frozenset({role})), CITY.path("ward")) is sees


def test_an_administrator_who_leads_a_unit_sees_that_unit_only():
    both = person("ward", "ward", roles=frozenset({"admin"}))
    assert may_see(both, CITY.path("ward"))
    assert not may_see(both, CITY.path("kitchen"))
