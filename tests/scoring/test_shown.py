from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.disclosure import Published
from scoring.figures import Figure
from scoring.shown import in_steps
from tests.scoring.waves import Wave, column, grid, past_of, questions, random_rows, worked_answers

TEAM = {"team": None}
TWO = {"town": None, "calm": "town", "torn": "town"}


def _one(answers: np.ndarray, *, steps: int = 5, first: int = 1, measure=None, k: int = 5):
    """What is published of a single question to a team."""
    instrument = questions("asked", steps=steps, first=first, measure=measure)
    return Wave(TEAM, {"team": len(answers)}, instrument=instrument, rows=answers, k=k).results["team"]


class TestMeans:
    def test_five_to_nine_answers_show_a_mean_to_one_decimal(self):
        assert _one(column(3, 3, 4, 4, 4, 3, 4, 4)).items["asked"] == Figure(3.6)  # 3.625

    def test_ten_answers_show_a_mean_to_two_decimals(self):
        assert _one(column(3, 3, 4, 4, 4, 3, 4, 4, 5, 3, 3, 1)).items["asked"] == Figure(3.42)  # 3.41666

    @pytest.mark.parametrize(
        ("answers", "told"),
        [
            (column(2, 2, 2, 2, 2, 2, 2, 1), "< 2.0"),  # 1.875
            (column(2, 2, 2, 2, 2, 2, 3, 1), 2.0),
            (column(5, 5, 5, 4, 4, 4, 5, 5, 4), 4.6),  # 4.5556
            (column(5, 5, 5, 4, 4, 5, 5, 5, 4), "> 4.6"),  # 4.6667
            (column(1, 1, 1, 1, 2), "< 2.0"),
        ],
    )
    def test_the_extremes_of_a_few_answers_tell_their_side_only(self, answers, told):
        assert _one(answers).as_contract()["items"]["asked"] == told

    @pytest.mark.parametrize(
        ("steps", "first", "low", "high"),
        [
            (4, 1, "< 1.8", "> 3.7"),
            (5, 0, "< 1.0", "> 3.6"),
            (7, 1, "< 2.5", "> 6.4"),
            (11, 0, "< 2.5", "> 9.0"),
            (11, 1, "< 3.5", "> 10"),
        ],
    )
    def test_other_scales_are_coded_at_the_same_shares(self, steps, first, low, high):
        lowest, highest = column(1, 1, 1, 1, 1, 2), column(*[steps] * 5, steps - 1)
        found = [
            _one(answers, steps=steps, first=first).as_contract()["items"]["asked"]
            for answers in (lowest, highest)
        ]
        assert found == [low, high]

    def test_a_scale_from_zero_shows_its_own_figures(self):
        """Stored answers 1..11 are known to people as 0..10."""
        assert _one(column(6, 7, 8, 9, 6, 7), steps=11, first=0).items["asked"] == Figure(6.2)  # 6.1667
        many = column(*[6, 7, 8, 9, 6, 7] * 2)
        assert _one(many, steps=11, first=0).items["asked"] == Figure(6.17)

    @pytest.mark.parametrize(("answer", "told"), [(1.0, "< 25"), (5.0, "> 90")])
    def test_the_percents_of_five_to_nine_are_coded_and_those_of_ten_are_not(self, answer, told):
        few = Wave(TEAM, {"team": 9}, rows=np.full((9, 15), answer)).results["team"].as_contract()
        many = Wave(TEAM, {"team": 40}, rows=np.full((40, 15), answer)).results["team"].as_contract()
        for kind in ("factors", "capabilities", "themes"):
            assert set(few[kind].values()) == {told}
            assert not any(isinstance(figure, str) for figure in many[kind].values())
        assert few["index"] == told
        assert isinstance(many["index"], float)

    def test_percents_have_one_decimal(self):
        result = Wave(TEAM, {"team": 30}, rows=random_rows(grid(), 30)).results["team"]
        for figure in (result.index, result.spread, *result.factors.values(), *result.themes.values()):
            assert figure.value == round(figure.value, 1)

    def test_a_higher_threshold_shows_no_more_of_five_to_nine(self):
        assert _one(column(3, 3, 4, 4, 4, 3, 4, 4), k=7).items["asked"] == Figure(3.6)


TRUST = ("leadership-safety", "supervision-safety", "supervision-belonging")
"""The three statements of a theme; the first two are of safety as well."""
EIGHT = {
    1.75: [1, 1, 2, 2, 2, 2, 2, 2],
    1.875: [1, 2, 2, 2, 2, 2, 2, 2],
    2.25: [2, 2, 2, 2, 2, 2, 3, 3],
    3.25: [3, 3, 3, 3, 3, 3, 4, 4],
    4.25: [4, 4, 4, 4, 4, 4, 5, 5],
    4.625: [4, 4, 4, 5, 5, 5, 5, 5],
    4.75: [4, 4, 5, 5, 5, 5, 5, 5],
    4.875: [4, 5, 5, 5, 5, 5, 5, 5],
}
"""Eight answers by their mean. Under 1.95 and over 4.65 they are coded; 4.625 is 90.6 % and told as 4.6."""


def _eight(*means: float) -> np.ndarray:
    """Answers of eight: the statements on trust have these means, all others 3.25 (56.25 %)."""
    rows = np.tile(np.array(EIGHT[3.25], dtype=float)[:, None], (1, 15))
    for item, mean in zip(TRUST, means, strict=True):
        rows[:, grid().item_ids.index(item)] = EIGHT[mean]
    return rows


class TestWhatIsMadeOfCodedItems:
    @pytest.mark.parametrize(
        ("means", "theme", "factor"),
        [
            ((4.25, 4.25, 3.25), 72.9, 66.2),  # nothing coded: (81.25 + 81.25 + 56.25) / 3
            ((4.875, 3.25, 3.25), 67.5, 63.0),  # (90 + 56.25 + 56.25) / 3
            ((1.875, 3.25, 3.25), 45.8, 50.0),
            ((4.875, 4.875, 4.25), 87.1, 69.8),  # 91.7 without limits
            ((1.875, 1.75, 2.25), 27.1, 43.8),  # 23.96 without limits
            ((1.875, 1.875, 4.875), 46.7, 43.8),  # all are coded, but not on one side
            ((4.875, 4.75, 4.875), "> 90", 69.8),
            ((1.75, 1.875, 1.875), "< 25", 43.8),
            ((4.625, 4.625, 4.625), 90.0, 70.0),  # no item is coded, and their mean lies over the limit
            ((4.625, 4.875, 4.625), 90.0, 69.9),
        ],
    )
    def test_a_coded_item_stands_at_its_limit_and_only_all_together_are_coded(self, means, theme, factor):
        result = Wave(TEAM, {"team": 8}, rows=_eight(*means)).results["team"]
        told = result.as_contract()
        assert told["themes"]["trust"] == theme
        assert told["factors"]["safety"] == pytest.approx(factor, abs=0.051)
        assert ("theme.trust" in result.margins) == isinstance(theme, float)

    def test_at_a_limit_a_real_figure_and_one_from_beyond_look_the_same(self):
        beyond = Wave(TEAM, {"team": 8}, rows=_eight(4.625, 4.625, 4.625)).results["team"]
        mixed = Wave(TEAM, {"team": 8}, rows=_eight(4.875, 4.625, 4.875)).results["team"]
        assert beyond.themes["trust"] == mixed.themes["trust"] == Figure(90.0)
        assert beyond.margins["theme.trust"] == mixed.margins["theme.trust"]

    @pytest.mark.parametrize(("means", "theme"), [((4.875, 4.75), "> 90"), ((4.875, 3.25), 73.1)])
    def test_an_item_that_too_few_answered_neither_counts_nor_keeps_the_others_from_being_coded(
        self, means, theme
    ):
        rows = _eight(*means, 3.25)
        rows[4:, grid().item_ids.index(TRUST[2])] = np.nan
        assert Wave(TEAM, {"team": 8}, rows=rows).results["team"].as_contract()["themes"]["trust"] == theme

    def test_where_most_items_are_missing_there_is_nothing_to_code(self):
        rows = _eight(4.875, 3.25, 3.25)
        rows[4:, [grid().item_ids.index(item) for item in TRUST[1:]]] = np.nan
        assert Wave(TEAM, {"team": 8}, rows=rows).results["team"].themes["trust"] is None

    def test_a_large_group_is_told_as_it_is_but_for_items_that_few_answered(self):
        rows = np.vstack([_eight(4.875, 4.875, 4.875)] * 2)
        whole = Wave(TEAM, {"team": 16}, rows=rows).results["team"]
        assert whole.themes["trust"] == Figure(96.9)
        rows[8:, grid().item_ids.index(TRUST[0])] = np.nan
        partly = Wave(TEAM, {"team": 16}, rows=rows).results["team"]
        assert partly.items[TRUST[0]] == Figure(4.6, ">")
        assert partly.themes["trust"] == Figure(94.6)  # (90 + 96.875 + 96.875) / 3

    @pytest.mark.parametrize(
        ("one", "other"), [((4.875, 4.75, 4.875), (4.75, 4.875, 4.75)), ((1.75,) * 3, (1.875,) * 3)]
    )
    @pytest.mark.parametrize("shown", [1, 2, 3])
    def test_however_far_items_lie_beyond_a_limit_nothing_made_of_items_moves(self, one, other, shown):
        """The usual spread is the start value: so few do not make it move either."""
        parents = {"town": None, "team": "town", "day": "town", "night": "town"}
        told = []
        for hidden in (one, other):
            rows = np.vstack([_eight(*hidden[:shown], *(3.25,) * (3 - shown)), random_rows(grid(), 12)])
            wave = Wave(parents, {"team": 8, "day": 6, "night": 6}, rows=rows)
            again = Wave(parents, wave.counts, rows=random_rows(grid(), 20, seed=2), past=[past_of(wave)])
            told.append((_of_items(wave.results["team"]), _of_items(again.results["team"])))
        assert told[0] == told[1]
        assert any(isinstance(value, str) for value in told[0][0]["items"].values())


def _of_items(result: Published) -> dict:
    """All that is told of a group but index, capabilities, and targets, which the index chooses."""
    told = result.in_full()
    for key in ("index", "capabilities", "intelligence", "targets"):
        del told[key]
    for some in (told["standings"], told["changes"], *(point["figures"] for point in told["trend"])):
        for name in [name for name in some if name.startswith(("index", "capability"))]:
            del some[name]
    return told


class TestMargins:
    def test_ten_or_more_have_the_margin_of_their_own_spread(self):
        answers = column(*[1, 5] * 20)
        own = 25 * answers.std(ddof=1)
        expected = stats.t.ppf(0.95, 49) * own / np.sqrt(40) / 25
        assert _one(answers).margins == {"item.asked": round(expected, 1)}

    @pytest.mark.parametrize(("n", "k"), [(5, 5), (9, 5), (7, 7), (9, 7)])
    def test_fewer_have_that_of_k_answers_with_the_usual_spread(self, n, k):
        """A team this small has no spread of its own known, so the start value of 22 points is usual."""
        expected = stats.t.ppf(0.95, k + 9) * 0.25 * 22 / np.sqrt(k) * 4 / 25
        answers = column(*[2, 4, 3, 2, 4, 3, 2, 3, 3][:n])
        assert _one(answers, k=k).margins == {"item.asked": pytest.approx(expected, abs=0.051)}

    def test_too_few_answers_to_know_a_usual_spread_start_from_18_and_22(self):
        """t(.95, 14) / sqrt(5) = 0.7877: times 18, times 22, and times 0.88 on a scale of 1..5."""
        margins = Wave(TEAM, {"team": 8}, rows=worked_answers()).results["team"].margins
        for name, told in margins.items():
            kind = name.partition(".")[0]
            assert told == {"item": 0.7, "capability": 17.3}.get(kind, 14.2)

    def test_a_scale_of_eleven_has_margins_in_its_own_figures(self):
        wide, narrow = _one(column(6, 7, 8, 9, 6, 7), steps=11), _one(column(3, 3, 4, 4, 3, 3))
        assert wide.margins["item.asked"] == pytest.approx(2.5 * narrow.margins["item.asked"], abs=0.2)

    def test_two_small_groups_with_very_different_spreads_have_equal_margins(self):
        """Otherwise a margin would tell how much five people disagree."""
        calm = np.tile([3.0, 3, 3, 4, 3, 3, 3], (15, 1)).T
        torn = np.tile([2.0, 5, 2, 5, 5, 2, 2], (15, 1)).T
        results = Wave(TWO, {"calm": 7, "torn": 7}, rows=np.vstack([calm, torn])).results
        assert results["calm"].margins.keys() & results["torn"].margins.keys() >= {"index", "factor.safety"}
        for name in results["calm"].margins.keys() & results["torn"].margins.keys():
            assert results["calm"].margins[name] == results["torn"].margins[name]
        assert results["calm"].spread is results["torn"].spread is None

    def test_the_margins_of_a_small_group_do_not_depend_on_how_many_it_is(self):
        results = Wave(TWO, {"calm": 5, "torn": 9}, rows=random_rows(grid(), 14, seed=3)).results
        for name in results["calm"].margins.keys() & results["torn"].margins.keys():
            assert results["calm"].margins[name] == results["torn"].margins[name]

    def test_a_coded_figure_has_no_margin(self):
        rows = np.full((8, 15), 3.0)
        rows[:, 0], rows[0, 0] = 5, 4
        result = Wave(TEAM, {"team": 8}, rows=rows).results["team"]
        assert result.items["leadership-safety"] == Figure(4.6, ">")
        assert "item.leadership-safety" not in result.margins
        assert "item.culture-safety" in result.margins

    def test_what_is_not_shown_has_no_margin(self):
        rows = random_rows(grid(), 12)
        rows[4:, 0] = np.nan
        result = Wave(TEAM, {"team": 12}, rows=rows).results["team"]
        assert result.items["leadership-safety"] is None
        assert not {"item.leadership-safety", "capability.leadership"} & result.margins.keys()

    def test_every_figure_that_is_shown_whole_has_a_margin(self):
        result = Wave(TEAM, {"team": 25}).results["team"]
        for name in ("index", "factor.purpose", "capability.culture", "theme.trust", "item.culture-safety"):
            assert result.figure(name) is not None
            assert result.margins[name] > 0


class TestDistributions:
    @given(st.lists(st.tuples(*[st.integers(0, 3_000)] * 3), min_size=1, max_size=5))
    def test_steps_of_five_add_up_and_lie_within_five_of_the_truth(self, classes):
        counted = np.array(classes)
        shown = in_steps(counted)
        for parts, told in zip(counted, shown, strict=True):
            if not parts.sum():
                assert told.tolist() == [0, 0, 0]
                continue
            assert told.sum() == 100
            assert (told % 5 == 0).all()
            assert (np.abs(told - 100 * parts / parts.sum()) < 5).all()

    @given(st.tuples(*[st.integers(0, 300)] * 3))
    def test_more_answers_in_a_class_never_show_as_fewer_than_in_another(self, parts):
        shown = in_steps(np.array(parts)).tolist()
        for one, other in permutations(range(3), 2):
            assert parts[one] <= parts[other] or shown[one] >= shown[other]

    @pytest.mark.parametrize(
        ("steps", "answers", "told"),
        [
            (2, [1] * 3 + [2] * 9, (25, 0, 75)),
            (3, [1] * 3 + [2] * 6 + [3] * 3, (25, 50, 25)),
            (4, [1] * 3 + [2] * 3 + [3] * 3 + [4] * 3, (50, 0, 50)),
            (5, [1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 5], (25, 25, 50)),
            (6, [1, 2, 3] * 2 + [4, 5, 6] * 2, (50, 0, 50)),
            (7, [1, 2, 3, 4, 5, 6, 7, 4, 4, 4, 4, 4], (25, 50, 25)),
            (11, [1, 2, 3, 4, 5, *[6] * 10, 7, 8, 9, 10, 11], (25, 50, 25)),
        ],
    )
    def test_a_scale_is_parted_in_low_middle_and_high(self, steps, answers, told):
        assert _one(column(*answers), steps=steps).distributions["asked"] == told

    def test_nine_answers_show_no_distribution(self):
        assert _one(column(1, 2, 3, 4, 5, 1, 2, 3, 4)).distributions == {}


class TestRecommending:
    answers = column(*range(1, 12), 10, 11)

    def test_detractors_give_0_to_6_and_promoters_9_or_10(self):
        result = _one(self.answers, steps=11, first=0, measure="enps")
        assert result.distributions["asked"] == (55, 15, 30)  # 7, 2 and 4 of 13
        assert result.enps == {"asked": -23}

    @pytest.mark.parametrize(
        ("shown_as", "enps"), [(0, -100), (6, -100), (7, 0), (8, 0), (9, 100), (10, 100)]
    )
    def test_each_answer_is_of_one_class(self, shown_as, enps):
        """One of thirty moves a step, as they all agree, and may change its class."""
        result = _one(column(*[shown_as + 1] * 30), steps=11, first=0, measure="enps")
        assert result.enps["asked"] == pytest.approx(enps, abs=4)

    def test_nine_answers_give_no_enps(self):
        assert _one(column(*range(1, 10)), steps=11, first=0, measure="enps").enps == {}

    def test_the_same_scale_without_the_measure_has_no_enps(self):
        result = _one(self.answers, steps=11, first=0)
        assert result.enps == {}
        assert result.distributions["asked"] == (40, 5, 55)


def test_the_order_of_answers_changes_nothing_that_is_shown():
    rows, order = random_rows(grid(), 30, missing=0.1), np.random.default_rng(5).permutation(30)
    first, second = (Wave(TEAM, {"team": 30}, rows=each) for each in (rows, rows[order]))
    assert first.results["team"] == second.results["team"]
