"""Attack 33: somebody looks at units where nobody, one or everybody has answered."""

from __future__ import annotations

import numpy as np
import pytest

from tests.attacks.checks import printed
from tests.attacks.closing import Closed, closed
from tests.attacks.county import QWL
from tests.attacks.openly import is_said_openly

TREE: dict[str, str | None] = {"K": None, "K1": "K", "K2": "K", "K3": "K"}
OTHERS = {"K": 0, "K1": 12, "K3": 14}
ITEMS = len(QWL.items)


def town_where(*, answered: int, invited: int, rows: np.ndarray | None = None) -> Closed:
    """Close a wave in which so many of so many in K2 answered; the others always the same."""
    counts = OTHERS | {"K2": answered}
    asked = {"K": 1, "K1": 14, "K2": invited, "K3": 20}
    given = np.random.default_rng(5).integers(1, 6, (sum(counts.values()), ITEMS)) if rows is None else rows
    return closed(TREE, {code: counts[code] for code in TREE}, rows=given, invited=asked)


def seen(wave: Closed, code: str = "K2") -> tuple[str, str]:
    """Give what is printed and what the card says of a unit."""
    return wave.details[code], str(wave.cards[code])


@pytest.mark.parametrize("answered", [12, 20, 40])
def test_a_unit_where_everybody_answered_looks_like_one_where_nine_of_ten_did(answered: int):
    everybody, nearly = (
        town_where(answered=answered, invited=invited) for invited in (answered, answered * 10 // 9)
    )
    assert printed(everybody)["K2"]["response_rate"] == "> 90"
    assert seen(everybody) == seen(nearly)


@pytest.mark.parametrize("answered", [5, 8, 9])
def test_a_small_unit_where_everybody_answered_looks_like_one_where_not_everybody_did(answered: int):
    everybody, nearly = (town_where(answered=answered, invited=answered + absent) for absent in (0, 1))
    if answered < 9:
        assert printed(everybody)["K2"]["response_rate"] is None
        assert seen(everybody) == seen(nearly)


def test_nine_of_nine_and_nine_of_ten_differ_by_no_more_than_a_rate_that_appears_at_ten():
    everybody, nearly = (printed(town_where(answered=9, invited=invited))["K2"] for invited in (9, 10))
    assert (everybody.pop("response_rate"), nearly.pop("response_rate")) == (None, "> 90")
    assert everybody == nearly


@pytest.mark.parametrize("invited", [20, 30, 45])
def test_a_large_unit_where_nobody_answered_says_at_most_ten_percent(invited: int):
    nobody = printed(town_where(answered=0, invited=invited))["K2"]
    assert (nobody["tier"], nobody["n"], nobody["response_rate"]) == ("none", None, "< 10")
    assert seen(town_where(answered=0, invited=invited)) == seen(town_where(answered=0, invited=20))


def test_a_small_unit_where_nobody_answered_says_nothing_of_it():
    nobody = printed(town_where(answered=0, invited=4))["K2"]
    assert {value for value in nobody.values() if not isinstance(value, dict | list)} <= {
        None,
        "K2",
        "none",
        "wave-1",
        nobody["instrument"],
        nobody["parameters"],
    }


def test_the_supervisor_of_four_may_see_that_none_of_them_answered_and_the_page_says_so():
    told = {answered: printed(town_where(answered=answered, invited=4))["K2"] for answered in (0, 1, 4)}
    assert {answered: each["tier"] for answered, each in told.items()} == {0: "none", 1: "group", 4: "group"}
    assert told[0]["index"] is None
    assert not any(told[0]["items"].values())
    assert is_said_openly("Whether anybody has answered")


def test_everybody_and_everybody_alike_gives_neither_a_number_nor_a_name():
    rows = np.full((sum(OTHERS.values()) + 8, ITEMS), 5)
    told = printed(town_where(answered=8, invited=8, rows=rows))["K2"]
    assert set(told["items"].values()) == {"> 4.6"}
    assert (told["n"], told["index"], told["margins"], told["distributions"]) == ("5-9", "> 90", {}, {})
