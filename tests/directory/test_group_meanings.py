"""What the setting about groups means, and how it is complained about."""

from __future__ import annotations

import pytest

from directory.group_meanings import BadMeanings, read_meanings
from directory.listed import Meaning

ONE = "6e000000-0000-4000-8000-000000000001"
OTHER = "6e000000-0000-4000-8000-000000000002"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("hr", Meaning("role", "hr")),
        ("management", Meaning("role", "management")),
        ("admin", Meaning("role", "admin")),
        ("privacy", Meaning("role", "privacy")),
        ("hr:CARE", Meaning("partner", "CARE")),
        ("supervises:KITCHEN-1", Meaning("supervises", "KITCHEN-1")),
        ("unit:KITCHEN-1", Meaning("unit", "KITCHEN-1")),
        ("unit:Köket 1: norr", Meaning("unit", "Köket 1: norr")),
    ],
)
def test_every_meaning_can_be_given(text, meaning):
    assert read_meanings(f"{ONE}={text}") == {ONE: (meaning,)}


def test_entries_are_parted_by_semicolons_and_blanks_mean_nothing():
    found = read_meanings(f" {ONE.upper()} = hr ;; {OTHER}= unit : K1 ;")
    assert found == {ONE: (Meaning("role", "hr"),), OTHER: (Meaning("unit", "K1"),)}


def test_a_group_may_mean_several_things_each_once():
    found = read_meanings(f"{ONE}=hr; {ONE}=unit:K1; {ONE}=hr")
    assert found == {ONE: (Meaning("role", "hr"), Meaning("unit", "K1"))}


def test_no_groups_are_no_mistake():
    assert read_meanings("") == {}


def test_every_wrong_entry_is_named():
    wrong = ["hr", "HR-väki=hr", f"{ONE}=boss", f"{ONE}=unit:", f"{ONE}=", f"{ONE}", f"{ONE}=admin:K1"]
    with pytest.raises(BadMeanings) as caught:
        read_meanings("; ".join([*wrong, f"{OTHER}=hr"]))
    assert len(caught.value.problems) == len(wrong)
    assert all(repr(entry) in str(caught.value) for entry in wrong)
    assert "supervises:CODE" in str(caught.value)
