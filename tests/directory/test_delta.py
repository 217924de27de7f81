"""What items of a delta say, merged into what is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.delta import is_removed, object_id
from directory.delta_accounts import ATTRIBUTES, accounts_path, merged
from directory.delta_groups import groups_path, members
from directory.listed import Account

AINO = "0a000000-0000-4000-8000-00000000a1a0"
EERO = "0e000000-0000-4000-8000-000000000ee0"
HELMI = "0b000000-0000-4000-8000-0000000be110"
KNOWN = Account(AINO, unit="Kirjasto", language="fi-FI", manager=EERO)
USER, GROUP = "#microsoft.graph.user", "#microsoft.graph.group"
GONE = {"@removed": {"reason": "deleted"}}


def after(item: dict, known: Account | None = KNOWN, attribute: str = "department") -> Account | None:
    return merged(known, AINO, {"id": AINO, **item}, attribute=attribute)


def test_somebody_new_is_all_that_the_item_says():
    item = {
        "accountEnabled": False,
        "userType": "Guest",
        "preferredLanguage": "sv-FI",
        "department": "  Köket ",
        "manager@delta": [{"@odata.type": USER, "id": EERO.upper()}],
    }
    assert after(item, known=None) == Account(AINO, False, True, "Köket", "sv-FI", EERO)


def test_what_an_item_does_not_name_was_never_set_or_stays_as_it_was():
    assert after({}, known=None) == Account(AINO)
    assert after({}) == KNOWN


@pytest.mark.parametrize(
    ("item", "field", "value"),
    [
        ({"accountEnabled": False}, "is_enabled", False),
        ({"accountEnabled": None}, "is_enabled", True),
        ({"userType": "guest"}, "is_guest", True),
        ({"userType": None}, "is_guest", False),
        ({"preferredLanguage": None}, "language", None),
        ({"preferredLanguage": "sv"}, "language", "sv"),
        ({"department": None}, "unit", ""),
        ({"department": "Keittiö"}, "unit", "Keittiö"),
    ],
)
def test_what_an_item_names_is_taken_over_and_nothing_else_changes(item, field, value):
    found = after(item)
    assert getattr(found, field) == value
    assert {name for name in Account.__slots__ if getattr(found, name) != getattr(KNOWN, name)} <= {field}


@pytest.mark.parametrize(
    ("told", "manager"),
    [
        ([{"id": EERO, **GONE}, {"id": HELMI}], HELMI),
        ([{"id": HELMI}, {"id": EERO, **GONE}], HELMI),
        ([{"id": EERO, **GONE}], None),
        ([{"id": HELMI, **GONE}], EERO),
        ([], EERO),
        (None, EERO),
        ([{"id": "nobody"}], None),
    ],
    ids=["another", "in any order", "none", "an old one again", "nothing said", "null", "no id"],
)
def test_managers_come_and_go(told, manager):
    assert after({"manager@delta": told}).manager == manager


@pytest.mark.parametrize("reason", ["changed", "deleted"])
def test_who_is_removed_is_gone_for_good_or_not(reason):
    assert after({"@removed": {"reason": reason}}) is None
    assert after({"@removed": {"reason": reason}}, known=None) is None


@pytest.mark.parametrize(
    ("attribute", "item"),
    [
        ("jobTitle", {"jobTitle": "Kokki"}),
        ("extensionAttribute7", {"onPremisesExtensionAttributes": {"extensionAttribute7": "Kokki"}}),
        ("costCenter", {"employeeOrgData": {"costCenter": "Kokki", "division": "x"}}),
    ],
)
def test_the_unit_may_lie_in_another_attribute_or_within_one(attribute, item):
    assert after({**item, "department": "wrong"}, attribute=attribute).unit == "Kokki"
    assert after(dict.fromkeys(item), attribute=attribute).unit == ""
    (asked,) = item
    assert f",{asked}" in accounts_path(attribute)


def test_every_attribute_can_be_asked_for():
    assert all("manager," in accounts_path(attribute) for attribute in ATTRIBUTES)


@pytest.mark.parametrize(
    "text", ["a\x00b", "a\nb", "a\ud800b", "a \x1f\x7f b"], ids=["NUL", "line", "surrogate", "controls"]
)
def test_a_value_is_one_clean_line(text):
    found = after({"department": text}).unit
    found.encode()
    assert found.replace(" ", "") == "ab"


def test_a_value_is_no_longer_than_an_attribute_may_be():
    assert len(after({"department": "ä" * 5000}).unit) == 1024
    assert after({"department": 17}).unit == ""


@pytest.mark.parametrize("text", [None, "", 5, "aino@example.org", AINO[:-1], AINO + "0", f"{AINO}'"])
def test_what_is_no_object_id_is_nobody(text):
    assert object_id({"id": text}) is None


def test_ids_are_written_in_small_letters():
    assert object_id({"id": AINO.upper()}) == AINO


def test_members_come_as_people_or_groups_and_go():
    told = [
        {"@odata.type": USER, "id": AINO},
        {"@odata.type": GROUP, "id": HELMI},
        {"@odata.type": "#microsoft.graph.device", "id": EERO},
    ]
    assert members({"members@delta": told}) == {AINO: "user", HELMI: "group"}
    gone = [{**each, **GONE} for each in told]
    assert members({"members@delta": gone}) == {AINO: None, HELMI: None, EERO: None}


def test_who_leaves_and_comes_back_on_one_page_is_there():
    told = [{"@odata.type": USER, "id": AINO, **GONE}, {"@odata.type": USER, "id": AINO}]
    assert members({"members@delta": told}) == {AINO: "user"}


def test_a_group_without_a_list_tells_of_nobody():
    assert members({"id": HELMI}) == {}


def test_a_filter_names_every_group_and_has_no_blanks():
    path = groups_path([AINO, EERO])
    assert path.count("id%20eq%20'") == 2
    assert " " not in path


NAMED = ("id", "accountEnabled", "userType", "preferredLanguage", "department", "@removed", "employeeOrgData")
words = st.sampled_from(["", AINO, "Guest", "fi", "a\x00b\ud800", "🙂\u202e", "costCenter", USER, GROUP])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | words,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(words | st.sampled_from(["id", "@removed"]), inner, max_size=3)
    ),
    max_leaves=6,
)
items = st.dictionaries(st.sampled_from([*NAMED, "manager@delta", "members@delta"]), json_values)


@given(item=items, attribute=st.sampled_from(sorted(ATTRIBUTES)))
def test_whatever_stands_in_an_item_is_taken_or_left(item, attribute):
    found = merged(None, AINO, item, attribute=attribute)
    assert (found is None) == is_removed(item)
    if found is not None:
        (found.unit + (found.language or "")).encode()
    assert all(object_id({"id": member}) for member in members(item))


@given(item=items)
def test_the_same_item_twice_says_no_more_than_once(item):
    once = merged(KNOWN, AINO, item, attribute="department")
    assert merged(once, AINO, item, attribute="department") == once
