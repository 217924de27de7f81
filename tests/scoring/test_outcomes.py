"""Two published means are compared by MDC90, in the words of every comparison, and coded ones are not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.samples import made_up
from scoring.figures import Figure
from scoring.outcomes import Reading, change_between, reading_of
from scoring.standing import STANDINGS
from scoring.statistics import margin

DAY = date(2027, 2, 12)
SPAN = (1, 5)
MEANS = st.floats(1, 5).map(lambda x: round(x, 1))
MARGINS = st.floats(0.1, 1.5)


def read(value: float, within: float | None = 0.3, *, bound: str = "") -> Reading:
    return Reading(DAY, Figure(value, bound), within)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (2.1, 3.9, "clearly-higher"),
        (3.9, 2.1, "clearly-lower"),
        (3.0, 3.3, "higher"),
        (3.3, 3.0, "lower"),
        (3.0, 3.1, "level"),
        (3.4, 3.4, "level"),
    ],
)
def test_a_change_is_as_sure_as_its_margins(before, now, change):
    assert change_between(read(before), read(now), span=SPAN) == change


def test_wide_margins_hide_what_narrow_ones_show():
    assert change_between(read(3.0, 0.2), read(3.6, 0.2), span=SPAN) == "clearly-higher"
    assert change_between(read(3.0, 0.9), read(3.6, 0.9), span=SPAN) == "level"


def test_coded_figures_and_those_without_a_margin_are_not_compared():
    coded = read(4.6, bound=">")
    assert change_between(read(3.0), coded, span=SPAN) is None
    assert change_between(coded, read(3.0), span=SPAN) is None
    assert change_between(read(3.0, None), read(4.0), span=SPAN) is None


@given(MEANS, MEANS, MARGINS, MARGINS)
def test_looking_the_other_way_round_turns_the_change_round(before, now, one, other):
    there = change_between(read(before, one), read(now, other), span=SPAN)
    back = change_between(read(now, other), read(before, one), span=SPAN)
    assert STANDINGS.index(there) + STANDINGS.index(back) == len(STANDINGS) - 1


@given(st.integers(5, 60), st.integers(5, 60), st.floats(0, 20))
def test_no_change_is_called_clear_that_the_exact_errors_would_not(n, other, gap):
    margins = [float(margin(22.0, count, usual=22.0)) / 25 for count in (n, other)]
    change = change_between(read(2.0, margins[0]), read(2.0 + gap / 25, margins[1]), span=SPAN)
    mdc = 1.6449 * 22.0 * (1 / n + 1 / other) ** 0.5
    assert change != "clearly-higher" or gap >= mdc - 1e-6


def test_only_figures_of_the_group_itself_are_read():
    published = made_up("good").published
    item = next(item for item, figure in published.items.items() if figure)
    found = reading_of(published, f"item.{item}", closed_on=DAY)
    assert found is not None
    assert found.figure == published.items[item]
    assert reading_of(published, "item.no-such", closed_on=DAY) is None
    for name in ("group", "none"):
        assert reading_of(made_up(name).published, f"item.{item}", closed_on=DAY) is None
