from __future__ import annotations

from dataclasses import replace

from directory.right_changes import right_changes
from tests.storage.town import somebody

EERO = somebody("eero", "K1", supervises=["K1", "K3"], roles=["management"])


def test_what_is_led_held_and_looked_after_counts_each():
    after = replace(EERO, supervises=("K3", "K2"), roles=frozenset({"hr"}), partner_of=("KA",))
    assert right_changes([EERO], [after]) == (
        ["K2/eero", "hr/eero", "hr:KA/eero"],
        ["K1/eero", "management/eero"],
    )


def test_who_comes_gains_and_who_goes_loses_everything():
    held = ["K1/eero", "K3/eero", "management/eero"]
    assert right_changes([], [EERO]) == (held, [])
    assert right_changes([EERO], []) == ([], held)


def test_another_order_another_unit_or_language_is_no_right():
    moved = replace(EERO, supervises=("K3", "K1"), unit_code="K2", language="sv")
    assert right_changes([EERO], [moved]) == ([], [])
