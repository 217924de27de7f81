"""What becomes of a listing: the tree in three ways, who leads, and a rule for everything that is wrong."""

from __future__ import annotations

import pytest

from directory.findings import Finding
from directory.known import Known
from directory.listed import Listing, Wishes
from directory.mapping import map_listing
from directory.organisation import Organisation, Person, Unit
from tests.directory.listings import account, kinds, known_as, led, mapped, meaning, next_known, team, tree

GIVEN = (
    Unit("K", None, "kunta", "Kaupunki", "Staden", "The town"),
    Unit("K1", "K", "työyksikkö", "Kotihoito", "Hemvården", "Home care"),
    Unit("K2", "K", "työyksikkö", "Kirjasto", "Biblioteket", ""),
)
TOWN = [
    account("mayor", "Kaupunginkanslia"),
    *team("Hyvinvointi", "director", above="mayor", size=1),
    *team("Kotihoito", "eero", above="director"),
    *team("Kirjasto", "onni", above="mayor"),
]


def test_the_values_of_a_given_tree_are_codes_or_names_in_any_language_and_case():
    found = mapped(
        account("a", "K1"), account("b", "hemvården"), account("c", " KIRJASTO "), units=GIVEN
    ).organisation
    assert {key: person.unit_code for key, person in found.people.items()} == {
        "a": "K1",
        "b": "K1",
        "c": "K2",
    }
    assert list(found.units.values()) == list(GIVEN)


def test_values_parted_by_a_sign_make_a_tree():
    found = mapped(
        account("a", "Kasvatus / Varhaiskasvatus / Päiväkoti Aurinko"),
        account("b", "kasvatus/Opetus"),
        account("c", "Tekniikka /"),
        separator="/",
        root_name="Kaupunki",
    ).organisation
    assert tree(found) == {
        "Kaupunki": None,
        "Kasvatus": "Kaupunki",
        "Opetus": "Kasvatus",
        "Varhaiskasvatus": "Kasvatus",
        "Päiväkoti Aurinko": "Varhaiskasvatus",
        "Tekniikka": "Kaupunki",
    }
    assert {unit.level for unit in found.units.values()} == {"organisaatio", "yksikkö"}


def test_managers_make_a_tree():
    found = mapped(*TOWN).organisation
    assert tree(found) == {
        "Kaupunginkanslia": None,
        "Hyvinvointi": "Kaupunginkanslia",
        "Kotihoito": "Hyvinvointi",
        "Kirjasto": "Kaupunginkanslia",
    }
    assert led(found) == {
        "Kaupunginkanslia": ["mayor"],
        "Hyvinvointi": ["director"],
        "Kotihoito": ["eero"],
        "Kirjasto": ["onni"],
    }


def test_a_director_alone_in_a_unit_leads_it_and_what_is_below():
    found = mapped(
        account("mayor", "Kanslia"), account("dora", "Toimiala", "mayor"), *team("A", "eero", above="dora")
    )
    assert led(found.organisation) == {"Kanslia": ["mayor"], "Toimiala": ["dora", "mayor"], "A": ["eero"]}


def test_two_heads_of_other_units_in_a_unit_do_not_lead_each_others():
    heads = [account("one", "Toimiala", "mayor"), account("two", "Toimiala", "mayor")]
    below = [*team("A", "eero", above="one"), *team("B", "onni", above="two")]
    found = mapped(account("mayor", "Kanslia"), *heads, *below).organisation
    assert led(found)["Toimiala"] == ["mayor"]


def test_whoever_is_between_a_head_and_the_people_leads_too():
    people = [account("head", "A", "boss"), account("lead", "A", "head"), account("a", "A", "lead")]
    assert led(mapped(account("boss", "Top"), *people).organisation)["A"] == ["head", "lead"]


def test_codes_are_made_of_values_and_two_alike_are_kept_apart():
    found = mapped(account("a", "Tekninen toimi"), account("b", "Tekninen-toimi"), root_name="Kaupunki")
    codes = [unit.code for unit in found.organisation.units.values()]
    assert codes[:2] == ["kaupunki", "tekninen-toimi"]
    assert codes[2].startswith("tekninen-toimi-")
    assert len(set(codes)) == 3


def test_the_same_name_below_two_units_is_two_units():
    found = mapped(account("a", "A/Toimisto"), account("b", "B/Toimisto"), separator="/", root_name="K")
    assert len({person.unit_code for person in found.organisation.people.values()}) == 2


def test_the_top_takes_the_name_that_is_wished_also_where_a_unit_has_it():
    found = mapped(account("a", "Kaupunki"), account("b", "Kirjasto"), root_name="kaupunki").organisation
    assert tree(found) == {"Kaupunki": None, "Kirjasto": "Kaupunki"}
    nameless = mapped(account("a", "A"), account("b", "B")).organisation
    assert (nameless.root.name_fi, nameless.root.name_sv) == ("Organisaatio", "Organisation")


def test_names_that_are_known_in_other_languages_are_kept():
    before = Organisation([Unit("kotihoito", None, "työyksikkö", "Kotihoito", "Hemvården", "Home care")])
    (unit,) = mapped(account("a", "KOTIHOITO"), known=known_as(before)).organisation.units.values()
    assert unit == Unit("kotihoito", None, "työyksikkö", "KOTIHOITO", "Hemvården", "Home care")


def test_languages_are_read_by_their_first_letters():
    said = {"a": "sv-FI", "b": "EN-us", "c": "de-DE", "d": None, "e": ""}
    found = mapped(*(account(key, "A", language=language) for key, language in said.items())).organisation
    assert [person.language for person in found.people.values()] == ["sv", "en", None, None, None]


def test_who_is_disabled_or_a_guest_is_left_out_and_only_counted():
    found = mapped(account("a", "A"), account("b", "A", is_enabled=False), account("c", "A", is_guest=True))
    assert list(found.organisation.people) == ["a"]
    assert {Finding("disabled"), Finding("guest")} <= set(found.findings)


def test_a_group_wins_over_the_attribute_and_gives_roles_and_units():
    listing = Listing(
        (account("a", "Kotihoito"), account("b", "Kotihoito"), account("c", "Kirjasto")),
        {"g1": ("A",), "g2": ("b", "nobody"), "g3": ("c",), "g4": ("b",)},
    )
    wishes = Wishes(
        units=GIVEN,
        groups=meaning(
            g1=("unit", "kirjasto"), g2=("role", "hr"), g3=("supervises", "Home care"), g4=("partner", "K2")
        ),
    )
    people = map_listing(listing, wishes, Known()).organisation.people
    assert people == {
        "a": Person("a", "K2", None, (), frozenset()),
        "b": Person("b", "K1", None, (), frozenset({"hr"}), ("K2",)),
        "c": Person("c", "K2", None, ("K1",), frozenset()),
    }


@pytest.mark.parametrize("wishes", [{}, {"separator": "/"}, {"units": GIVEN}])
def test_an_empty_listing_changes_nothing(wishes):
    before = Organisation(GIVEN, [Person("a", "K1", None, (), frozenset({"hr"}))])
    found = mapped(account("z", is_enabled=False), known=known_as(before), **wishes)
    assert (found.organisation.units, found.organisation.people) == (before.units, before.people)
    assert kinds(found) == ["disabled", "empty"]
    assert mapped(**wishes).organisation.people == {}


def test_nobody_without_a_unit_loses_the_one_they_had():
    first = mapped(*TOWN)
    known = next_known(first, Known())
    lost = [account("eero", "", "director"), *(each for each in TOWN if each.id != "eero")]
    found = mapped(*lost, account("new"), known=known)
    assert found.organisation.people["eero"] == first.organisation.people["eero"]
    assert "new" not in found.organisation.people
    assert [each.person for each in found.findings if each.kind == "no_unit"] == ["eero", "new"]


def test_a_unit_lives_on_while_its_people_have_no_unit():
    for wishes in (
        {},
        {"separator": ">"},
        {"root_name": "Kaupunki"},
        {"separator": ">", "root_name": "Kaupunki"},
    ):
        values = ("A>B", "C>D") if "separator" in wishes else ("B", "D")
        first = mapped(account("a", values[0]), account("c", values[1]), **wishes)
        known = next_known(first, Known())
        found = mapped(account("a"), account("c", values[1]), known=known, **wishes).organisation
        assert found.people == first.organisation.people
        assert found.units == first.organisation.units


def test_two_groups_for_units_put_nobody_anywhere_by_chance():
    listing = Listing((account("a", "Kotihoito"), account("b")), {"g1": ("a", "b"), "g2": ("a",)})
    wishes = Wishes(units=GIVEN, groups=meaning(g1=("unit", "K1"), g2=("unit", "K2")))
    found = map_listing(listing, wishes, Known())
    assert list(found.organisation.people) == ["b"]
    assert [each.person for each in found.findings if each.kind == "two_units"] == ["a"]
    before = known_as(Organisation(GIVEN, [Person("a", "K2", None, (), frozenset())]))
    assert map_listing(listing, wishes, before).organisation.people["a"].unit_code == "K2"


def test_values_of_no_unit_and_of_several_are_told_with_their_numbers():
    twins = (*GIVEN, Unit("K3", "K", "työyksikkö", "kirjasto", "", ""))
    found = mapped(
        account("a", "Kirjasto"), account("b", "Ei mikään"), account("c", "Ei mikään"), units=twins
    )
    assert found.organisation.people == {}
    assert {
        Finding("ambiguous_value", word="Kirjasto"),
        Finding("unknown_value", word="Ei mikään", count=2),
    } <= set(found.findings)


def test_a_cycle_of_managers_is_cut_above_the_first_of_its_members():
    people = [account("a", "A", "c"), account("b", "B", "a"), account("c", "C", "b"), account("s", "A", "s")]
    found = mapped(*people)
    assert [(each.person, each.count) for each in found.findings if each.kind == "manager_cycle"] == [
        ("a", 3),
        ("s", 1),
    ]
    assert tree(found.organisation) == {"A": None, "B": "A", "C": "B"}


def test_units_that_manage_each_other_are_cut_and_told():
    people = [account("a1", "A", "b1"), account("b1", "B"), account("b2", "B", "a2"), account("a2", "A")]
    people += [account("b3", "B", "a2"), account("a3", "A", "b1")]
    found = mapped(*people)
    assert [(each.unit, each.count) for each in found.findings if each.kind == "unit_cycle"] == [("a", 2)]
    assert tree(found.organisation) == {"A": None, "B": "A"}


def test_managers_who_are_nobody_are_told_and_a_unit_stays_where_it_was():
    known = next_known(mapped(*TOWN), Known())
    gone = [
        account("director", "Hyvinvointi", "mayor", is_enabled=False) if each.id == "director" else each
        for each in TOWN
    ]
    found = mapped(*gone, known=known)
    assert tree(found.organisation)["Kotihoito"] == "Hyvinvointi"
    assert [each.person for each in found.findings if each.kind == "manager_unknown"] == [
        "eero",
        "hyvinvointi-0",
    ]
    deleted = [each for each in TOWN if each.id != "director"]
    assert tree(mapped(*deleted, known=known).organisation)["Kotihoito"] == "Hyvinvointi"
    assert Finding("no_leader", unit="hyvinvointi") in mapped(*deleted, known=known).findings


def test_who_has_no_manager_is_told_but_not_the_top_nor_where_managers_are_not_in_use():
    assert [
        each.person for each in mapped(*TOWN, account("x", "Kirjasto")).findings if each.kind == "no_manager"
    ] == ["x"]
    assert "no_manager" not in kinds(mapped(account("a", "A"), account("b", "A")))


def test_of_accounts_with_one_id_the_fullest_counts():
    found = mapped(account("ABC"), account("abc", "A"), account("aBc", "A", is_enabled=False))
    assert found.organisation.people["abc"].unit_code == "a"
    assert Finding("duplicate", person="abc") in found.findings


def test_a_group_that_is_gone_takes_nothing_until_it_is_overdue():
    wishes = Wishes(
        units=GIVEN,
        groups=meaning(g1=("role", "hr"), g2=("supervises", "K1"), g3=("partner", "K2"), g4=("unit", "K1")),
    )
    holder = Person("a", "K1", None, ("K1",), frozenset({"hr"}), ("K2",))
    listing = Listing((account("a", "Kotihoito"), account("b", "K2")))
    before = known_as(Organisation(GIVEN, [holder]))
    found = map_listing(listing, wishes, before)
    assert found.organisation.people["a"] == holder
    assert [each.word for each in found.findings if each.kind == "group_gone"] == ["g1", "g2", "g3", "g4"]
    late = known_as(Organisation(GIVEN, [holder]), overdue=frozenset({"g1", "g2", "g3"}))
    assert map_listing(listing, wishes, late).organisation.people["a"] == Person(
        "a", "K1", None, (), frozenset()
    )


def test_rights_for_unknown_units_and_roles_are_told_and_not_given():
    wishes = Wishes(
        units=GIVEN,
        groups=meaning(g1=("supervises", "X"), g2=("partner", "Y"), g3=("unit", "Z"), g4=("role", "king")),
    )
    listing = Listing((account("a", "K1"),), {f"g{n}": ("a",) for n in range(1, 5)})
    found = map_listing(listing, wishes, Known())
    assert found.organisation.people["a"] == Person("a", "K1", None, (), frozenset())
    assert [each.word for each in found.findings if each.kind == "unknown_code"] == ["X", "Y", "Z"]
    assert Finding("unknown_role", word="king") in found.findings


def test_units_that_nobody_leads_are_told_with_their_people():
    found = mapped(account("a", "A"), account("b", "A"))
    assert Finding("no_leader", unit="a", count=2) in found.findings
