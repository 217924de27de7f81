from __future__ import annotations

from dataclasses import replace

from directory.changes import changes
from directory.organisation import Organisation, Person, Unit

CITY = Unit("city", None, "organisaatio", "Kaupunki", "", "")
KITCHEN = Unit("kitchen", "city", "työyksikkö", "Keittiö", "", "")
STORE = Unit("store", "kitchen", "työyksikkö", "Varasto", "", "")
AINO = Person("aino", "kitchen", "fi", (), frozenset())
EERO = Person("eero", "kitchen", "fi", ("kitchen", "store"), frozenset())


def test_an_empty_start_adds_everything_parents_first():
    found = changes([], [], Organisation([STORE, KITCHEN, CITY], [AINO]))
    assert found.units_added == (CITY, KITCHEN, STORE)
    assert found.people_added == (AINO,)
    assert found.units_removed == found.people_removed == ()


def test_what_is_gone_is_removed_lowest_first():
    found = changes(
        [CITY, KITCHEN, STORE], [AINO, EERO], Organisation([CITY], [replace(AINO, unit_code="city")])
    )
    assert found.units_removed == ("store", "kitchen")
    assert found.people_changed == (replace(AINO, unit_code="city"),)
    assert found.people_removed == ("eero",)


def test_a_new_name_and_a_new_parent_are_changes():
    moved = replace(STORE, parent_code="city")
    found = changes(
        [CITY, KITCHEN, STORE], [], Organisation([replace(CITY, name_sv="Staden"), KITCHEN, moved])
    )
    assert found.units_changed == (replace(CITY, name_sv="Staden"), moved)
    assert not found.is_empty


def test_the_order_of_supervised_units_is_no_change():
    turned = replace(EERO, supervises=("store", "kitchen"))
    assert changes([CITY, KITCHEN, STORE], [turned], Organisation([CITY, KITCHEN, STORE], [EERO])).is_empty
