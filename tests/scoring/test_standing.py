from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.instrument import CAPABILITIES
from scoring.atoms import MEASURES
from scoring.index import RISK_LIMITS
from scoring.respondents import profiles_of
from scoring.rows import Moments, moments_of, rows_of_atoms
from scoring.standing import (
    STANDINGS,
    Intelligence,
    intelligence_of,
    largest,
    relative_means,
    standing_of,
    strengths_of,
    targets_of,
    verdicts_between,
)
from tests.scoring.waves import Wave, grid, indices, pair, questions, random_rows, values, worked_answers

TEAM = {"team": None}
TOWN = {"town": None, "day": "town", "noon": "town", "night": "town", "eve": "town"}
ITEMS = grid().item_ids


def _worked(*, times: int = 1):
    rows = np.vstack([worked_answers()] * times)
    return Wave(TEAM, {"team": 8 * times}, rows=rows)


def _scattered(level: float, n: int, *, items: int = 15) -> np.ndarray:
    """Answers a step around a level, differently for each item."""
    steps = np.array([-1.0, 0, 1])
    rows = level + steps[(np.arange(n)[:, None] + np.arange(items)) % 3]
    return np.clip(rows, 1, 5)


def _moments(means: np.ndarray, gains: np.ndarray) -> Moments:
    """One row in which each item has a mean on 0..100 and a gain, and nothing else is known."""
    nothing = np.zeros((1, len(MEASURES)))
    n = np.concatenate([nothing, np.full((1, len(means)), 10)], axis=1).astype(np.int64)
    sums = np.concatenate([nothing, means[None] / 10], axis=1)
    one = np.array([10])
    return Moments(one, one, one, gains[None], np.zeros((1, len(means), 5), dtype=np.int64), n, sums, sums)


class TestTargets:
    def test_the_worked_example_has_three_targets_in_their_order(self):
        expected = ("processes-purpose", "leadership-purpose", "processes-belonging")
        assert _worked().results["team"].targets == expected

    def test_the_worked_example_has_the_priorities_of_the_page(self):
        gains = 100 * profiles_of(values(worked_answers()), grid()).gains.mean(axis=0)
        limits = np.array([RISK_LIMITS[item.factor] for item in grid().items])
        lack = np.maximum(limits - 25 * (worked_answers().mean(axis=0) - 1), 0)
        worth = dict(zip(ITEMS, (gains * lack / 25).round(1).tolist(), strict=True))
        assert sorted(worth.values(), reverse=True)[:3] == [3.2, 2.6, 2.2]
        assert [worth[item] for item in _worked().results["team"].targets] == [3.2, 2.6, 2.2]

    def test_the_gains_that_are_stored_are_those_of_the_respondents(self):
        gains = 100 * profiles_of(values(worked_answers()), grid()).gains.mean(axis=0)
        for atoms in (_worked().atoms, _worked(times=3).atoms):
            assert moments_of(rows_of_atoms(atoms), atoms).gains[0] == pytest.approx(gains, abs=0.01)

    def test_a_team_above_every_limit_has_no_target_but_has_strengths(self):
        result = Wave(TEAM, {"team": 24}, rows=np.clip(_scattered(5, 24), 4, 5)).results["team"]
        assert result.targets == ()
        assert len(result.strengths) == 3

    def test_only_items_under_their_limit_are_targets(self):
        rows = np.clip(_scattered(5, 24), 4, 5)
        rows[:, ITEMS.index("culture-belonging")] = _scattered(3, 24)[:, 0]
        result = Wave(TEAM, {"team": 24}, rows=rows).results["team"]
        assert result.targets == ("culture-belonging",)

    def test_equals_are_taken_by_the_higher_risk_limit(self):
        """All fifteen lack 20 points to their limits and would gain a point."""
        limits = np.array([RISK_LIMITS[item.factor] for item in grid().items], dtype=float)
        moments = _moments(limits - 20, np.ones(15))
        assert targets_of(moments, np.zeros((1, 15)), grid()) == [[0, 1, 2]]
        assert [grid().items[place].factor for place in (0, 1, 2)] == ["safety"] * 3
        turned = _moments(limits - 20, np.array([0.9] * 5 + [1.0] * 10))
        assert targets_of(turned, np.zeros((1, 15)), grid()) == [[5, 6, 7]]

    def test_without_gains_as_in_the_first_waves_there_are_no_targets(self):
        assert targets_of(_moments(np.full(15, 10.0), np.zeros(15)), np.zeros((1, 15)), grid()) == [[]]


class TestStrengths:
    @given(st.integers(0, 2**32 - 1))
    @settings(max_examples=20, deadline=None)
    def test_at_most_three_of_each_and_no_item_is_both(self, seed):
        wave = Wave(TOWN, {"day": 12, "night": 7}, rows=random_rows(grid(), 19, seed=seed, missing=0.2))
        for result in wave.results.values():
            assert len(result.strengths) <= 3
            assert len(result.targets) <= 3
            assert not set(result.strengths) & set(result.targets)
            assert len({*result.strengths, *result.targets}) == len(result.strengths) + len(result.targets)

    def test_strengths_are_those_of_the_unit_beside_the_others_not_its_highest(self):
        """Everybody is content with what comes first; only the day shift also with what comes last."""
        rows = np.vstack([_scattered(3, 20), _scattered(2, 20)])
        rows[:20, :3], rows[20:, :3] = _scattered(4, 20)[:, :3], _scattered(4, 20)[:, :3]
        rows[:20, 12:] = _scattered(4, 20)[:, 12:]
        result = Wave(TOWN, {"day": 20, "night": 10, "eve": 10}, rows=rows).results["day"]
        assert set(result.strengths) == set(ITEMS[12:])

    def test_the_whole_organisation_takes_its_highest(self):
        rows = _scattered(3, 40)
        rows[:, [2, 7]] = _scattered(4, 40)[:, [2, 7]]
        strengths = Wave(TEAM, {"team": 40}, rows=rows).results["team"].strengths
        assert set(strengths[:2]) == {"culture-safety", "culture-belonging"}

    def test_equals_are_taken_by_the_higher_risk_limit_in_whatever_order_they_are_asked(self):
        turned = replace(grid(), items=grid().items[::-1])
        (chosen,) = strengths_of(np.zeros((1, 15)), [[]], turned)
        assert [turned.items[place].factor for place in chosen] == ["safety"] * 3

    def test_equals_of_one_limit_are_taken_in_the_order_they_are_asked(self):
        equal = np.zeros((1, 15))
        assert strengths_of(equal, [[]], grid()) == [[0, 1, 2]]
        assert strengths_of(equal, [[0, 2]], grid()) == [[1, 3, 4]]

    def test_what_nobody_knows_is_no_strength(self):
        relative = np.full((1, 15), np.nan)
        relative[0, 11] = -3
        assert strengths_of(relative, [[]], grid()) == [[11]]


class TestWithoutAnIndex:
    def _result(self, ids: str, levels: dict[str, float], *, reversed_=()):
        instrument = questions(*ids, reversed_=reversed_)
        rows = np.hstack([_scattered(levels[i], 24, items=1) for i in ids])
        return Wave(TEAM, {"team": 24}, instrument=instrument, rows=rows).results["team"]

    def test_the_lowest_are_targets_and_the_highest_strengths(self):
        result = self._result("abcdef", {"a": 2, "b": 4, "c": 2, "d": 4, "e": 4, "f": 2})
        assert set(result.targets) == {"a", "c", "f"}
        assert set(result.strengths) == {"b", "d", "e"}

    def test_what_does_not_lie_below_the_middle_is_no_target(self):
        result = self._result("abcdef", {"a": 4, "b": 4, "c": 2, "d": 4, "e": 4, "f": 4})
        assert result.targets == ("c",)

    def test_a_unit_is_measured_by_the_others(self):
        """Four of five is high, and yet the lowest beside the night shift."""
        instrument = questions("a", "b", "c")
        rows = np.vstack([_scattered(4, 20, items=3), _scattered(3, 20, items=3)])
        rows[20:, 0] = np.resize([5.0, 5, 5, 4], 20)
        result = Wave(TOWN, {"day": 20, "night": 10, "eve": 10}, instrument=instrument, rows=rows).results[
            "day"
        ]
        assert result.targets == ("a",)

    def test_of_a_reversed_item_a_low_mean_is_good(self):
        plain = self._result("ab", {"a": 2, "b": 4})
        turned = self._result("ab", {"a": 2, "b": 4}, reversed_="ab")
        assert (plain.strengths, plain.targets) == (("b",), ("a",))
        assert (turned.strengths, turned.targets) == (("a",), ("b",))

    def test_a_single_question_is_neither(self):
        result = self._result("a", {"a": 2})
        assert (result.strengths, result.targets) == ((), ())

    @pytest.mark.parametrize(
        ("ids", "most"), [("ab", 1), ("abc", 1), ("abcd", 2), ("abcdef", 3), ("abcdefgh", 3)]
    )
    def test_no_more_than_half_of_the_questions_are_named(self, ids, most):
        levels = {i: 2 + 2 * (place % 2) for place, i in enumerate(ids)}
        result = self._result(ids, levels)
        assert len(result.strengths) == most
        assert len(result.targets) == most


class TestComparison:
    """Three quarters of the town are the day shift, so the town as a whole is much like it."""

    def _wave(self) -> Wave:
        rows = np.vstack([_scattered(3, 90), np.clip(_scattered(4, 30), 3, 4)])
        return Wave(TOWN, {"day": 90, "night": 15, "eve": 15}, rows=rows)

    def test_a_unit_is_compared_with_the_organisation_without_it(self):
        wave = self._wave()
        day, town = wave.results["day"], wave.results["town"]
        assert town.index.value - day.index.value < 10
        assert day.rest["index"].value == pytest.approx(indices(wave.rows[90:]).mean(), abs=0.06)
        assert day.rest["index"].value - day.index.value > 20
        assert day.standings["index"] == "clearly-lower"

    def test_with_itself_among_the_others_the_answer_would_be_another(self):
        rows = np.vstack([_scattered(3, 90), _scattered(3, 30)])
        rows[90:, :5] = np.clip(_scattered(4, 30)[:, :5], 2, 5)
        wave = Wave(TOWN, {"day": 45, "noon": 45, "night": 30}, rows=rows)
        night, town = wave.results["night"], wave.results["town"]
        gap = "factor.safety"
        others, whole = night.rest[gap].value, town.factors["safety"].value
        assert night.figure(gap).value - others == pytest.approx(25, abs=0.6)
        assert night.figure(gap).value - whole == pytest.approx(18.75, abs=0.6)
        assert night.standings[gap] == "clearly-higher"
        assert night.standings["factor.purpose"] == "level"

    def test_the_whole_organisation_is_compared_with_nobody(self):
        town = self._wave().results["town"]
        assert (town.rest, town.standings) == ({}, {})

    def test_a_single_neighbour_is_no_organisation_to_be_compared_with(self):
        """Its figures are its own, and its supervisor's."""
        rows = np.vstack([_scattered(3, 30), _scattered(4, 30)])
        wave = Wave({"town": None, "day": "town", "night": "town"}, {"day": 30, "night": 30}, rows=rows)
        for unit in ("day", "night"):
            assert (wave.results[unit].rest, wave.results[unit].standings) == ({}, {})
            assert len(wave.results[unit].strengths) == 3

    @pytest.mark.parametrize("steps", [2, 3, 5, 7, 11])
    def test_where_nobody_else_has_answered_there_is_nobody_to_compare_with(self, steps):
        instrument = questions(*"abcdefg", steps=steps)
        for seed in range(20):
            random = np.random.default_rng(seed)
            rows = random.integers(1, steps + 1, (42, 7)).astype(float)
            only_unit = Wave(
                {"town": None, "day": "town"}, {"day": 42}, instrument=instrument, rows=rows
            ).results["day"]
            assert (only_unit.rest, only_unit.standings) == ({}, {})
            rows[30:, 0] = np.nan
            counts = {"day": 30, "night": 6, "eve": 6}
            day = Wave(TOWN, counts, instrument=instrument, rows=rows).results["day"]
            assert "item.a" not in day.rest.keys() | day.standings.keys()
            assert "item.b" in day.rest.keys() & day.standings.keys()

    def test_a_small_unit_gets_the_words_but_not_the_others_figures(self):
        rows = np.vstack([_scattered(2, 90), _scattered(4, 8)])
        wave = Wave(TOWN, {"day": 45, "noon": 45, "night": 8}, rows=rows)
        night = wave.results["night"]
        assert night.rest == {}
        assert night.standings["index"] == "clearly-higher"

    def test_two_small_units_of_one_mean_stand_alike_however_they_disagree(self):
        """A word that depended on a small group's own spread would tell it."""
        parents = {"town": None, "day": "town", "calm": "town", "torn": "town"}
        calm, torn = np.full((8, 15), 4.0), np.full((8, 15), 4.0)
        calm[:2] += [[1], [-1]]
        torn[:6] += [[1]] * 3 + [[-1]] * 3
        for seed in range(10):
            rows = np.vstack([random_rows(grid(), 60, seed=seed), calm, torn])
            results = Wave(parents, {"day": 60, "calm": 8, "torn": 8}, rows=rows).results
            found = [
                {name: results[code].standings[name] for name in results[code].standings if "factor" in name}
                for code in ("calm", "torn")
            ]
            assert found[0] == found[1]

    def test_the_words_go_from_the_lowest_to_the_highest(self):
        words = [standing_of(verdict) for verdict in (-2, -1, 0, 1, 2)]
        assert tuple(words) == STANDINGS == ("clearly-lower", "lower", "level", "higher", "clearly-higher")

    def test_differences_are_judged_by_both_standard_errors(self):
        """MDC90 is 1.6449 hypot(3, 4) = 8.22: half of it is less than the five points that are asked for."""
        means = np.array([[40.0, 45.0, 47.0, 53.0, 55.0, 58.3]])
        found = verdicts_between(
            means, np.full((1, 6), 50.0), errors=np.full(6, 3.0), other_errors=np.full(6, 4.0)
        )
        assert found.tolist() == [[-2, -1, 0, 0, 1, 2]]

    @given(
        st.lists(st.floats(0, 100), min_size=4, max_size=4),
        st.lists(st.floats(0, 20), min_size=4, max_size=4),
    )
    def test_two_groups_stand_to_each_other_in_opposite_ways(self, means, errors):
        one, other = np.array(means[:2]), np.array(means[2:])
        here, there = np.array(errors[:2]), np.array(errors[2:])
        found = verdicts_between(one, other, errors=here, other_errors=there)
        turned = verdicts_between(other, one, errors=there, other_errors=here)
        assert found.tolist() == (-turned).tolist()

    def test_where_there_is_no_rest_items_are_measured_by_the_middle(self):
        means = np.array([[80.0, 20.0]])
        nothing = np.full((1, 2), np.nan)
        assert relative_means(means, nothing, questions("a", "b", reversed_="b")).tolist() == [[30, 30]]
        assert relative_means(means, np.array([[90.0, np.nan]]), pair()).tolist() == [[-10, -30]]


class TestIntelligence:
    def test_the_worked_example_builds_on_competence_and_works_on_processes(self):
        expected = Intelligence(strong="competence", weak="processes", tie=False)
        assert _worked().results["team"].intelligence == expected
        assert _worked(times=2).results["team"].intelligence == expected

    def test_a_unit_is_looked_at_beside_the_others(self):
        """Supervision is low everywhere and least so here; culture is high everywhere and least so here."""
        supervision, culture = (
            [place for place, item in enumerate(grid().items) if item.capability == capability]
            for capability in ("supervision", "culture")
        )
        rows = _scattered(3, 60)
        rows[:, supervision], rows[:, culture] = _scattered(2, 60)[:, :3], _scattered(4, 60)[:, :3]
        rows[:30, supervision], rows[:30, culture] = _scattered(3, 30)[:, :3], _scattered(3, 30)[:, :3]
        results = Wave(TOWN, {"day": 30, "night": 15, "eve": 15}, rows=rows).results
        day, town = (results[code].intelligence for code in ("day", "town"))
        assert (day.strong, day.weak) == ("supervision", "culture")
        assert (town.strong, town.weak) == ("culture", "supervision")

    def test_it_is_a_tie_when_chance_may_have_put_them_in_order(self):
        """MDC90 of two standard errors of 5 is 11.63."""
        errors = np.full(5, 5.0)
        near, far = np.array([50, 60, 55, 52, 61.6]), np.array([50, 60, 55, 52, 61.7])
        assert intelligence_of(near, errors) == Intelligence("processes", "leadership", tie=True)
        assert intelligence_of(far, errors) == Intelligence("processes", "leadership", tie=False)

    def test_five_equals_pair_the_first_with_the_last(self):
        assert intelligence_of(np.zeros(5), np.ones(5)) == Intelligence("leadership", "processes", tie=True)

    def test_one_known_capability_makes_no_pair_and_two_do(self):
        known = np.full(5, np.nan)
        assert intelligence_of(known, np.ones(5)) is None
        known[2] = 40
        assert intelligence_of(known, np.ones(5)) is None
        known[3] = 60
        assert intelligence_of(known, np.ones(5)) == Intelligence("competence", "culture", tie=False)

    @given(st.lists(st.floats(-100, 100), min_size=5, max_size=5), st.floats(0.1, 20))
    def test_the_strong_one_stands_no_lower_than_any_and_the_weak_one_no_higher(self, relative, error):
        found = intelligence_of(np.array(relative), np.full(5, error))
        of = dict(zip(CAPABILITIES, relative, strict=True))
        assert of[found.strong] == max(relative)
        assert of[found.weak] == min(relative)
        assert found.strong != found.weak

    def test_an_instrument_without_an_index_has_none(self):
        assert Wave(TEAM, {"team": 12}, instrument=pair()).results["team"].intelligence is None


class TestLargest:
    def test_at_most_three_are_named_the_largest_first(self):
        verdicts = np.array([1, -2, 2, 0, 1, -1], dtype=np.int8)
        assert largest(verdicts, np.array([6.0, -20, 11, 30, 7, -5])) == [1, 2, 4]

    def test_what_chance_may_have_made_is_not_named(self):
        assert largest(np.zeros(4, dtype=np.int8), np.array([40.0, 30, 20, 10])) == []
