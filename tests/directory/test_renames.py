"""A unit keeps the code under which it was first known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from directory.known import Known
from directory.organisation import Organisation, Person, Unit
from directory.renames import settle, translated
from tests.directory.listings import account, known_as, mapped, next_known

UNITS = (
    Unit("K", None, "", "Kaupunki", "", ""),
    Unit("P", "K", "", "Palvelut", "", ""),
    Unit("A", "P", "", "Kotihoito", "", ""),
    Unit("B", "P", "", "Kirjasto", "", ""),
)


def people(unit: str, count: int, *, first: int = 0) -> list[Person]:
    return [Person(f"{n:03}", unit, None, (), frozenset()) for n in range(first, first + count)]


BEFORE = known_as(Organisation(UNITS, [*people("A", 10), *people("B", 10, first=10)]))


def with_codes(codes: dict[str, str], staff: list[Person] | None = None, **names: str) -> Organisation:
    """Give the units with other codes, and with other names by the old codes."""
    units = [
        replace(
            unit,
            code=codes.get(unit.code, unit.code),
            parent_code=codes.get(unit.parent_code or "", unit.parent_code),
            name_fi=names.get(unit.code, unit.name_fi),
        )
        for unit in UNITS
    ]
    return Organisation(units, staff if staff is not None else _moved(codes))


def _moved(codes: dict[str, str]) -> list[Person]:
    return [
        replace(each, unit_code=codes.get(each.unit_code, each.unit_code)) for each in BEFORE.people.values()
    ]


def test_a_new_code_of_the_same_people_is_another_word_for_the_old():
    settled = settle(with_codes({"A": "A2"}, A="Hoiva"), BEFORE)
    assert settled.words == {"A2": "A"}
    assert settled.organisation.units["A"].name_fi == "Hoiva"
    assert settled.organisation.people == BEFORE.people
    assert [(each.unit, each.word) for each in settled.findings] == [("A", "A2")]


@pytest.mark.parametrize(
    ("stay", "come", "same"), [(8, 2, True), (8, 3, False), (7, 0, False), (10, 2, True)]
)
def test_it_takes_four_fifths_of_the_people_both_ways(stay, come, same):
    staff = [*people("A2", stay), *people("A2", come, first=100), *people("B", 10, first=10)]
    assert settle(with_codes({"A": "A2"}, staff), BEFORE).words == ({"A2": "A"} if same else {})


def test_all_codes_may_change_at_once_also_of_units_without_people():
    codes = {"K": "1", "P": "2", "A": "3", "B": "4"}
    settled = settle(with_codes(codes), BEFORE)
    assert settled.words == {new: old for old, new in codes.items()}
    assert settled.organisation.units == Organisation(UNITS).units


def test_a_unit_without_people_is_known_by_its_place_and_name():
    empty = known_as(Organisation(UNITS))
    assert settle(with_codes({"A": "A2"}, []), empty).words == {"A2": "A"}
    assert settle(with_codes({"A": "A2"}, [], A="Hoiva"), empty).words == {}
    twins = Organisation(
        [*with_codes({"A": "A2"}, []).units.values(), Unit("A3", "P", "", "Kotihoito", "", "")]
    )
    assert settle(twins, empty).words == {}


def test_a_unit_that_is_split_or_merged_is_no_rename():
    halves = [*people("A2", 5), *people("A3", 5, first=5), *people("B", 10, first=10)]
    split = Organisation(
        [*UNITS[:2], UNITS[3], *(Unit(code, "P", "", code, "", "") for code in ("A2", "A3"))], halves
    )
    assert settle(split, BEFORE).words == {}
    merged = Organisation([*UNITS[:2], Unit("C", "P", "", "Molemmat", "", "")], people("C", 20))
    assert settle(merged, BEFORE).words == {}


def test_the_new_codes_again_change_nothing_and_the_old_ones_may_come_back():
    known = known_as(settle(with_codes({"A": "A2"}), BEFORE).organisation, {"A2": "A"})
    again = settle(with_codes({"A": "A2"}), known)
    assert (again.words, again.void, again.organisation.people) == ({}, frozenset(), known.people)
    back = settle(with_codes({}), known)
    assert (back.words, back.void, back.organisation.units) == ({}, frozenset(), Organisation(UNITS).units)


def test_two_people_alone_do_not_make_a_rename_but_with_the_name_they_do():
    few = known_as(Organisation(UNITS, [*people("A", 2), *people("B", 10, first=10)]))
    staff = [*people("A2", 2), *people("B", 10, first=10)]
    assert settle(with_codes({"A": "A2"}, staff, A="Hoiva"), few).words == {}
    assert settle(with_codes({"A": "A2"}, staff), few).words == {"A2": "A"}


def test_rights_go_along_with_a_rename():
    eero = Person("eero", "A2", None, ("A2", "B"), frozenset(), ("A2",))
    staff = [eero, *people("A2", 10), *people("B", 10, first=10)]
    settled = settle(with_codes({"A": "A2"}, staff), BEFORE).organisation.people["eero"]
    assert (settled.unit_code, settled.supervises, settled.partner_of) == ("A", ("A", "B"), ("A",))


def test_a_word_and_its_unit_in_one_file_are_two_units():
    known = replace(BEFORE, aliases={"A2": "A"})
    both = Organisation([*UNITS, Unit("A2", "P", "", "Uusi", "", "")], BEFORE.people.values())
    settled = settle(both, known)
    assert settled.void == {"A2"}
    assert {"A", "A2"} <= settled.organisation.units.keys()


def test_two_words_for_one_unit_are_not_taken_for_it():
    assert translated(["A2", "A3"], {"A2": "A", "A3": "A"}) == {}
    assert translated(["A2", "B"], {"A2": "A", "A3": "A"}) == {"A2": "A"}


def test_a_unit_that_is_renamed_twice_keeps_its_first_code():
    once = settle(with_codes({"A": "A2"}), BEFORE)
    known = known_as(once.organisation, {"A2": "A"})
    assert settle(with_codes({"A": "A3"}), known).words == {"A3": "A"}


def test_an_attribute_that_is_respelled_leaves_the_unit_its_code():
    first = mapped(*(account(f"{n}", "Kotihoito") for n in range(5)), account("x", "Kirjasto"), root_name="K")
    known = next_known(first, Known())
    second = mapped(
        *(account(f"{n}", "Koti- ja hoivapalvelut") for n in range(5)),
        account("x", "Kirjasto"),
        root_name="K",
        known=known,
    )
    settled = settle(second.organisation, known)
    assert list(settled.words.values()) == ["kotihoito"]
    assert settled.organisation.units["kotihoito"].name_fi == "Koti- ja hoivapalvelut"
