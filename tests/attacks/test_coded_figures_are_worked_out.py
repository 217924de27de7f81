"""Attack 12: somebody looks for the number behind a bound, in everything that is told of one unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

import scoring.tables
from content.instrument import Instrument
from scoring.shown import Units, units_of
from tests.attacks.arithmetic import (
    MADE_OF,
    Between,
    Told,
    as_made,
    as_means,
    by_name,
    numbers_possible,
    parts_of_one,
    share_between,
)
from tests.attacks.checks import people_told, printed
from tests.attacks.closing import Closed, K, answers_around, closed
from tests.attacks.county import QWL
from tests.attacks.openly import is_said_openly
from tests.attacks.reading import every_text, read_card

TEAM = {"team": None}
WORLD = {"K": None, "team": "K", "other": "K", "third": "K"}
FEW = st.integers(5, 9)


def moody(n: int, *, level: float, seed: int) -> Closed:
    """Close a wave of a small team whose answers lie around a level."""
    return closed(TEAM, {"team": n}, rows=answers_around(level, n, seed=seed, spread=0.8))


def coded(wave: Closed, code: str = "team") -> dict[str, str]:
    """Give the figures of a unit that say only on which side of a bound they lie."""
    told = by_name(printed(wave)[code])
    return {name: value for name, value in told.items() if isinstance(value, str)}


@settings(max_examples=30, deadline=None)
@given(FEW, st.sampled_from([1.2, 1.6, 4.5, 4.9]), st.integers(0, 99))
def test_nothing_else_that_is_told_by_name_comes_with_a_coded_figure(n, level, seed):
    counts = {"team": n, "other": 20, "third": 20}
    wave = closed(WORLD, counts, rows=answers_around(level, n + 40, seed=seed, spread=0.6))
    again = closed(WORLD, counts, seed=seed).after(wave)
    result, later = printed(wave)["team"], printed(again)["team"]
    for name, bound in coded(wave).items():
        assert name not in result["margins"]
        assert name not in result["rest"]
        assert name.removeprefix("item.") not in result["distributions"]
        for point in later["trend"]:
            assert point["figures"].get(name, bound) == bound
            assert name not in point["margins"]
    assert result["spread"] is None
    assert result["low_share"] is None


@settings(max_examples=20, deadline=None)
@given(FEW, st.sampled_from([1.0, 4.9]), st.integers(0, 99))
def test_on_the_card_a_coded_figure_is_its_bound_and_nothing_else(n, level, seed):
    wave = moody(n, level=level, seed=seed)
    read = read_card(wave.cards["team"])
    sides = {"under 25%", "over 90%"}
    assert {written for written in read.figures.values() if written[0] in "uo"} <= sides
    true = [_true_percent(wave, name) for name in MADE_OF]
    hidden = {f"{value:.1f}%" for value in true if not 24.9 < value < 90.1}
    assert not hidden & {word for text in every_text(wave.cards["team"]) for word in text.split()}


def _true_percent(wave: Closed, name: str) -> float:
    return float(parts_of_one([name])[name] @ (25 * (wave.rows.mean(axis=0) - 1)))


Reading = Callable[[dict[str, float | str]], Iterable[Told]]
READINGS: tuple[Reading, ...] = (as_made, as_means)
"""What figures may be taken for: what they are, and what they would be without the protection."""


def bounds(told: Sequence[Told], name: str) -> Between | None:
    """Give between what a figure must lie, in percent; None when all that is told cannot be true at once."""
    matrix = [sign * _sum_of(each) for each in told for sign in (1, -1)]
    limits = [limit for each in told for limit in (each.high, -each.low)]
    aim = parts_of_one([name])[name]
    ends = [
        linprog(sign * aim, A_ub=matrix, b_ub=limits, bounds=[(0, 100)] * len(aim)).fun for sign in (1, -1)
    ]
    return None if None in ends else (ends[0], -ends[1])


def _sum_of(told: Told) -> np.ndarray:
    return np.isin(QWL.item_ids, told.items).astype(float)


def worked_out(wave: Closed, known: dict[str, float | str], told: Sequence[Told]) -> list[str]:
    """List the known figures that are coded and, rightly, narrowed down to a tenth of what is coded."""
    found = []
    for name in coded(wave).keys() & known.keys():
        coded_low, coded_high = share_between(name, known[name])
        between = bounds(told, name)
        if (
            between
            and between[1] - between[0] < (coded_high - coded_low) / 10
            and _is_right(wave, name, between)
        ):
            found.append(f"{name} is {known[name]}: {between[0]:.1f} to {between[1]:.1f}")
    return found


def _is_right(wave: Closed, name: str, between: Between) -> bool:
    moved = 25 / len(wave.rows)  # of an item, one answer may have been moved by a step
    return between[0] - moved <= _true_percent(wave, name) <= between[1] + moved


def some_teams() -> list[Closed]:
    """Give teams with something to hide: most have a few coded figures and many plain ones."""
    levels = (1.5, 1.9, 2.1, 4.3, 4.5, 4.8)
    return [moody(n, level=level, seed=seed) for seed, level in enumerate(levels * 3) for n in (5, 7)]


def worked_out_on_the_card(wave: Closed) -> list[str]:
    """List the coded factors and themes that the others give away; items are not on the card."""
    figures = by_name(printed(wave)["team"])
    on_card = {name: value for name, value in figures.items() if name in MADE_OF}
    return [found for reading in READINGS for found in worked_out(wave, on_card, list(reading(on_card)))]


def worked_out_in_the_shell(wave: Closed) -> list[str]:
    """List the coded figures that all others give away to somebody who knows how many answered."""
    figures = by_name(printed(wave)["team"])
    told = [[each.of(len(wave.rows)) for each in reading(figures)] for reading in READINGS]
    return [found for each in told for found in worked_out(wave, figures, each)]


def test_no_coded_factor_or_theme_is_worked_out_from_the_others_on_the_card():
    assert not [found for wave in some_teams() for found in worked_out_on_the_card(wave)]


def test_no_coded_figure_is_worked_out_from_all_that_the_shell_prints():
    teams = some_teams()
    assert sum(len(coded(wave)) for wave in teams) > len(teams)
    assert all(len(wave.rows) in numbers_possible(printed(wave)["team"]) for wave in teams)
    assert not [found for wave in teams for found in worked_out_in_the_shell(wave)]


def test_both_attacks_succeed_where_factors_and_themes_are_plain_means(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scoring.tables, "units_of", _nothing_is_made_of_items)
    teams = some_teams()
    on_card = [found for wave in teams for found in worked_out_on_the_card(wave)]
    in_shell = [found for wave in teams for found in worked_out_in_the_shell(wave)]
    assert {found.partition(".")[0] for found in on_card} == {"factor", "theme"}
    assert {found.partition(".")[0] for found in in_shell} == {"item", "factor", "theme"}


def _nothing_is_made_of_items(instrument: Instrument) -> Units:
    units = units_of(instrument)
    return replace(units, is_made=np.zeros_like(units.is_made), parts=units.parts[:, :0])


@pytest.mark.parametrize("n", range(5, 10))
def test_the_decimals_tell_how_many_a_small_team_is_and_the_page_says_so(n):
    told = [numbers_possible(printed(moody(n, level=3.4, seed=seed))["team"]) for seed in range(10)]
    assert all(n in possible and min(possible) >= K for possible in told), told
    assert is_said_openly('"5-9" is a courtesy: decimals')


def test_whoever_knows_how_many_work_there_knows_how_many_have_answered_and_the_page_says_so():
    told = {n: printed(closed(TEAM, {"team": n}, invited={"team": 12}))["team"] for n in (11, 12)}
    assert {each["response_rate"] for each in told.values()} == {"> 90"}
    assert {n: each["n"] for n, each in told.items()} == {11: 11, 12: 12}
    assert is_said_openly("From ten answers on the exact number is shown")


def test_the_kind_of_result_may_tell_that_one_person_has_answered_but_never_what():
    chart = {"K": None, "area": "K", "unit": "area", "other": "K"}
    asked = {"K": 8, "area": 1, "unit": 12, "other": 9}
    silent, answering = (
        closed(chart, {"K": 6, "area": lead, "unit": 11, "other": 8}, invited=asked) for lead in (0, 1)
    )
    kinds = [(each["tier"], each["covers"]) for each in (printed(silent)["area"], printed(answering)["area"])]
    assert kinds[0] != kinds[1]
    assert not people_told(silent)
    assert not people_told(answering)
    assert is_said_openly("whether the only person of a cell has answered")


def test_the_attacks_above_are_made_on_coded_figures():
    kinds = {name.partition(".")[0] for wave in some_teams() for name in coded(wave)}
    assert kinds == {"item", "factor", "theme"}
