from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.asked import part_of, with_targets
from content.loader import load_instruments
from scoring.disclosure import Published, restore
from scoring.figures import Figure
from scoring.trend import MOST_POINTS
from tests.scoring.waves import Wave, grid, indices, pair, past_of, random_rows

TEAM = {"team": None}
TOWN = {"town": None, "day": "town", "night": "town", "kitchen": "town"}
COUNTS = {"day": 12, "night": 9, "kitchen": 14}
TRENDING = {
    "index",
    *(f"factor.{factor}" for factor in ("safety", "belonging", "purpose")),
    *(f"theme.{theme}" for theme in ("trust", "belonging", "capability", "autonomy", "processes")),
}


def _wave(parents, counts, *, seed: int = 1, **more) -> Wave:
    instrument = more.get("instrument", grid())
    rows = more.pop("rows", None)
    if rows is None:
        rows = random_rows(instrument, sum(counts.values()), seed=seed)
    return Wave(parents, counts, rows=rows, **more)


def _reasons(now: Wave) -> dict[str, str | None]:
    """The reason of the newest point of each unit that has a trend; None where it may be compared."""
    return {code: result.trend[0].reason for code, result in now.results.items() if result.trend}


def _after(old: Wave, parents=None, counts=None, **more) -> Wave:
    return _wave(parents or old.parents, counts or old.counts, seed=2, past=[past_of(old)], **more)


def _index_of(wave: Wave, *cells: str) -> float:
    return float(indices(wave.rows[[cell in cells for cell in wave.cells]]).mean())


class TestTheSameUnits:
    def test_every_unit_has_its_figures_of_then(self):
        old = _wave(TOWN, COUNTS)
        now = _after(old)
        for code, result in now.results.items():
            (point,) = result.trend
            then = old.results[code]
            assert point.reason is None
            assert (point.wave, point.closed.isoformat()) == ("2026-09", "2026-09-01")
            assert (point.n, point.figures["index"]) == (then.n, then.index)
            assert point.figures.keys() == TRENDING
            for name, figure in point.figures.items():
                assert figure == then.figure(name)
                assert point.margins.get(name) == then.margins.get(name)

    def test_an_instrument_without_an_index_has_a_trend_of_its_questions(self):
        old = _wave(TOWN, COUNTS, instrument=pair())
        point = _after(old, instrument=pair()).results["day"].trend[0]
        assert point.figures == {f"item.{i}": old.results["day"].items[i] for i in ("now", "service")}

    def test_the_order_of_units_may_change(self):
        """Names may too: scoring knows codes only."""
        turned = {code: TOWN[code] for code in ("town", "kitchen", "night", "day")}
        old = _wave(TOWN, COUNTS)
        now = _after(old, turned)
        assert set(_reasons(now).values()) == {None}
        assert now.results["night"].trend[0].figures["index"] == old.results["night"].index

    def test_the_number_of_answers_may_change(self):
        now = _after(_wave(TOWN, COUNTS), TOWN, {"day": 30, "night": 6, "kitchen": 5})
        assert _reasons(now) == dict.fromkeys(TOWN)

    def test_small_units_of_one_group_then_and_now_may_be_compared(self):
        counts = {"day": 12, "night": 3, "kitchen": 2}
        old = _wave(TOWN, counts)
        now = _after(old, TOWN, {"day": 12, "night": 4, "kitchen": 2})
        assert _reasons(now) == dict.fromkeys(TOWN)
        for code in ("night", "kitchen"):
            assert now.results[code].tier == "group"
            assert now.results[code].trend[0].figures["index"] == old.results[code].index
            assert now.results[code].trend[0].n == "5-9"

    def test_a_past_of_few_answers_is_coded_like_their_result(self):
        old = _wave(TEAM, {"team": 8}, rows=np.full((8, 15), 5.0))
        point = _after(old, TEAM, {"team": 30}).results["team"].trend[0]
        assert (point.n, point.figures["index"]) == ("5-9", Figure(90.0, ">"))
        assert "index" not in point.margins


class TestOtherUnits:
    def test_a_new_unit_has_no_past_and_its_organisation_is_another(self):
        old = _wave(TOWN, COUNTS)
        now = _after(old, TOWN | {"office": "town"}, COUNTS | {"office": 8})
        assert _reasons(now) == {
            "town": "reorganised",
            "day": None,
            "night": None,
            "kitchen": None,
            "office": "new-unit",
        }
        assert now.results["office"].trend[0].figures == {}
        assert now.results["office"].trend[0].n is None

    def test_a_new_unit_without_anybody_asked_changes_nothing(self):
        old = _wave(TOWN, COUNTS)
        invited = dict.fromkeys(COUNTS, 20)
        now = _after(old, TOWN | {"plan": "town"}, COUNTS, invited=invited)
        assert _reasons(now) == dict.fromkeys(TOWN)
        assert now.results["plan"].trend == ()

    def test_a_new_team_inside_an_area_makes_the_area_another(self):
        area = {"town": None, "area": "town", "a": "area", "b": "area"}
        now = _after(_wave(area, {"a": 9, "b": 9}), area | {"c": "area"}, {"a": 9, "b": 9, "c": 9})
        assert _reasons(now) == {
            "town": "reorganised",
            "area": "reorganised",
            "a": None,
            "b": None,
            "c": "new-unit",
        }

    def test_a_team_that_moves_is_compared_with_itself_and_both_areas_with_their_teams_of_today(self):
        parents = {"town": None, "east": "town", "west": "town", "a": "east", "b": "east", "c": "west"}
        old = _wave(parents, {"a": 9, "b": 11, "c": 12})
        now = _after(old, parents | {"b": "west"})
        assert set(_reasons(now).values()) == {None}
        found = {code: now.results[code].trend[0].figures["index"].value for code in parents}
        assert found["west"] == pytest.approx(_index_of(old, "b", "c"), abs=0.06)
        assert found["east"] == pytest.approx(_index_of(old, "a"), abs=0.06)
        assert found["town"] == pytest.approx(_index_of(old, "a", "b", "c"), abs=0.06)

    def test_a_unit_that_had_shared_a_group_has_no_past_alone(self):
        old = _wave(TOWN, {"day": 12, "night": 3, "kitchen": 2})
        now = _after(old, TOWN, COUNTS)
        assert _reasons(now) == {"town": None, "day": None, "night": "other-group", "kitchen": "other-group"}

    def test_a_group_of_other_neighbours_has_no_past(self):
        parents = TOWN | {"office": "town"}
        old = _wave(parents, {"day": 12, "night": 3, "kitchen": 2, "office": 4})
        now = _after(old, parents, {"day": 12, "night": 3, "kitchen": 2, "office": 8})
        assert old.plan.atom_of["office"] == old.plan.atom_of["night"]
        assert now.plan.atom_of["office"] != now.plan.atom_of["night"]
        assert _reasons(now)["night"] == _reasons(now)["office"] == "other-group"
        assert _reasons(now)["town"] is None

    def test_an_area_over_two_old_units_has_the_weighted_figure_of_both(self):
        """Its own code is new, but nobody works in it directly: its cells are exactly two old atoms."""
        old, invited = _wave(TOWN, COUNTS), dict.fromkeys(COUNTS, 20)
        tree = {"town": None, "care": "town", "day": "care", "night": "care", "kitchen": "town"}
        now = _after(old, tree, invited=invited)
        point = now.results["care"].trend[0]
        assert (point.reason, point.n) == (None, 21)
        day, night = (_index_of(old, code) for code in ("day", "night"))
        assert point.figures["index"].value == pytest.approx((12 * day + 9 * night) / 21, abs=0.06)
        assert point.figures["index"].value == pytest.approx(_index_of(old, "day", "night"), abs=0.06)

    def test_a_group_of_two_units_that_each_had_a_result_has_the_weighted_figure_of_both(self):
        old = _wave(TOWN, COUNTS)
        now = _after(old, TOWN, {"day": 12, "night": 3, "kitchen": 2})
        for code in ("night", "kitchen"):
            point = now.results[code].trend[0]
            assert (point.reason, point.n) == (None, 23)
            assert point.figures["index"].value == pytest.approx(_index_of(old, "night", "kitchen"), abs=0.06)

    def test_two_units_merged_under_a_new_code_have_no_past(self):
        """Nothing says that the new unit's people are those of the two old ones."""
        now = _after(
            _wave(TOWN, COUNTS), {"town": None, "day": "town", "care": "town"}, {"day": 12, "care": 20}
        )
        assert _reasons(now) == {"town": "reorganised", "day": None, "care": "new-unit"}

    def test_the_covered_part_of_an_area_is_compared_with_the_same_part(self):
        deep = {"root": None, "area": "root", "a": "area", "b": "area", "own": "root"}
        counts = {"a": 9, "b": 4, "own": 4}
        old = _wave(deep, counts)
        now = _after(old)
        assert now.results["area"].tier == "coverage"
        assert now.results["area"].trend[0].figures["index"].value == pytest.approx(
            _index_of(old, "a"), abs=0.06
        )

    def test_what_shows_nothing_has_no_past_either(self):
        old = _wave(TEAM, {"team": 12})
        assert _after(old, TEAM, {"team": 4}).results["team"].trend == ()
        assert _after(old, TEAM, {"team": 4}).results["team"].changes == {}


class TestSilence:
    parents: Final = TOWN | {"office": "town"}
    invited: Final = {"town": 0, "day": 20, "night": 20, "kitchen": 20, "office": 7}

    def test_a_unit_that_said_nothing_then_keeps_nobody_from_comparing(self):
        old = _wave(self.parents, COUNTS, invited=self.invited)
        now = _after(old, counts=COUNTS | {"office": 6}, invited=self.invited)
        assert old.atoms.silent == ("office",)
        assert _reasons(now) == {
            "town": None,
            "day": None,
            "night": None,
            "kitchen": None,
            "office": "too-few",
        }

    def test_a_unit_that_says_nothing_now_keeps_nobody_from_comparing(self):
        old = _wave(self.parents, COUNTS | {"office": 6}, invited=self.invited)
        now = _after(old, counts=COUNTS, invited=self.invited)
        assert _reasons(now)["town"] is None
        assert now.results["town"].trend[0].n == 41

    def test_silent_direct_staff_in_a_group_then_and_now_are_of_that_group(self):
        counts = {"day": 12, "night": 3, "kitchen": 2}
        invited = {"town": 2, "day": 20, "night": 6, "kitchen": 6}
        old = _wave(TOWN, counts, invited=invited)
        assert ("town", "night", "kitchen") in old.atoms.cells
        assert _reasons(_after(old, invited=invited)) == dict.fromkeys(TOWN)

    def test_an_organisation_that_said_too_little_is_no_past(self):
        invited = dict.fromkeys(TOWN, 20)
        old = _wave(TOWN, {"day": 2, "night": 2}, invited=invited)
        now = _after(old, counts=COUNTS, invited=invited)
        assert set(_reasons(now).values()) == {"too-few"}


class TestOtherQuestions:
    short = load_instruments()["tyoelaman-laatu-pulssi"]

    def test_another_version_is_not_compared(self):
        old = _wave(TOWN, COUNTS)
        now = _after(old, instrument=replace(grid(), version=2))
        assert _reasons(now) == dict.fromkeys(TOWN, "other-version")
        assert now.results["town"].changes == {}

    def test_another_part_of_a_rotation_is_not_compared_and_the_same_part_is(self):
        first, second = (part_of(self.short, number) for number in (1, 2))
        parts = [_wave(TOWN, COUNTS, seed=seed, instrument=part) for seed, part in ((1, first), (2, second))]
        past = [past_of(parts[1], month=9), past_of(parts[0], month=8)]
        now = _wave(TOWN, COUNTS, seed=3, instrument=first, past=past)
        assert [point.reason for point in now.results["day"].trend] == ["other-items", None]
        assert now.results["day"].trend[1].figures["index"] == parts[0].results["day"].index
        assert "index" in now.results["day"].changes

    def test_targets_in_other_words_are_other_questions(self):
        template = load_instruments()["kohteet"]
        old = _wave(TEAM, {"team": 12}, instrument=with_targets(template, ["Palaverit", "Melu"]))
        for words in (["Palaverit", "Kiire"], ["Palaverit"], ["Palaverit", "Melu", "Kiire"]):
            now = _after(old, instrument=with_targets(template, words))
            assert _reasons(now) == {"team": "other-items"}
        assert _reasons(_after(old, instrument=with_targets(template, ["Palaverit", "Melu"]))) == {
            "team": None
        }

    def test_sums_made_with_other_curves_are_not_compared(self):
        old = _wave(TOWN, COUNTS)
        old.atoms = replace(old.atoms, line=old.atoms.line.replace("k=10", "k=9"))
        assert "k=9" in old.atoms.line
        assert _reasons(_after(old)) == dict.fromkeys(TOWN, "other-version")

    def test_sums_that_do_not_know_their_units_yet_are_nobodys_past(self):
        """Waves that closed before units were kept beside sums."""
        old = _wave(TOWN, COUNTS)
        old.atoms = replace(old.atoms, cells=(), silent=(), line="")
        assert set(_reasons(_after(old)).values()) == {"new-unit"}


class TestChanges:
    def _now(self, *, shift: float, then: float = 3.0, n: int = 40) -> Published:
        """Everybody's answers are a step around a level, and the level moves."""
        steps = np.resize([-1.0, 0, 1, 0], n)[:, None] + np.zeros(15)
        old = _wave(TEAM, {"team": n}, rows=then + steps)
        rows = np.clip(then + shift + steps, 1, 5)
        return _wave(TEAM, {"team": n}, rows=rows, past=[past_of(old)]).results["team"]

    @pytest.mark.parametrize(("shift", "word"), [(1, "clearly-higher"), (0, "level"), (-1, "clearly-lower")])
    def test_the_index_has_a_word(self, shift, word):
        assert self._now(shift=shift).changes["index"] == word

    def test_besides_the_index_at_most_three_figures_have_one(self):
        changes = self._now(shift=1).changes
        assert next(iter(changes)) == "index"
        assert len(changes) == 4
        assert set(changes) < TRENDING

    def test_without_a_change_only_the_index_says_so(self):
        assert self._now(shift=0).changes == {"index": "level"}

    def test_what_ten_people_might_say_by_chance_is_indicative_or_level(self):
        old = _wave(TEAM, {"team": 10}, rows=np.tile([[2.0], [4]], (5, 15)))
        rows = np.tile([[2.0], [4]], (5, 15))
        rows[0] = 4
        result = _wave(TEAM, {"team": 10}, rows=rows, past=[past_of(old)]).results["team"]
        gap = result.index.value - result.trend[0].figures["index"].value
        assert gap > 5
        assert result.changes["index"] in {"level", "higher"}

    def test_the_change_is_since_the_newest_wave_that_may_be_compared(self):
        lower, higher = (np.clip(random_rows(grid(), 40) + by, 1, 5) for by in (-2, 2))
        first, second = (_wave(TEAM, {"team": 40}, rows=rows) for rows in (lower, higher))
        other = _wave(TEAM, {"team": 40}, instrument=replace(grid(), version=2), rows=lower)
        past = [past_of(other, month=9), past_of(second, month=8), past_of(first, month=7)]
        now = _wave(TEAM, {"team": 40}, rows=random_rows(grid(), 40), past=past).results["team"]
        assert [point.reason for point in now.trend] == ["other-version", None, None]
        assert now.changes["index"] == "clearly-lower"

    def test_a_unit_without_a_past_has_no_change(self):
        assert _wave(TEAM, {"team": 40}).results["team"].changes == {}

    def test_an_instrument_without_an_index_names_the_questions_that_changed(self):
        rows = np.resize([3.0, 4, 2, 3], (40, 1)) + np.zeros(2)
        better = rows + np.array([1, 0])
        old = _wave(TEAM, {"team": 40}, instrument=pair(), rows=rows)
        result = _wave(TEAM, {"team": 40}, instrument=pair(), rows=better, past=[past_of(old)]).results[
            "team"
        ]
        assert result.changes == {"item.now": "clearly-higher"}


def test_a_trend_goes_back_eight_waves_the_newest_first():
    waves = [_wave(TEAM, {"team": 9}, seed=month) for month in range(1, 11)]
    past = [past_of(wave, month=month) for month, wave in reversed(list(enumerate(waves, start=1)))]
    trend = _wave(TEAM, {"team": 9}, seed=11, past=past).results["team"].trend
    assert len(trend) == MOST_POINTS == 8
    assert [point.closed.month for point in trend] == [10, 9, 8, 7, 6, 5, 4, 3]
    assert [point.figures["index"] for point in trend] == [
        wave.results["team"].index for wave in reversed(waves[2:])
    ]


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=15, deadline=None)
def test_a_trend_survives_storage(seed):
    random = np.random.default_rng(seed)
    parents = TOWN | {"office": "town"}
    counts = [{code: int(random.integers(0, 14)) for code in parents} for _ in range(3)]
    old = [past_of(_wave(parents, each, seed=seed), month=9 - at) for at, each in enumerate(counts[:2])]
    for result in _wave(parents | {"new": "day"}, counts[2] | {"new": 5}, past=old).results.values():
        read = restore(result.to_json())
        assert read == result
        assert read.trend == result.trend


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_a_past_is_always_that_of_exactly_the_cells_of_today(seed):
    """Whatever is moved about: where a point has figures, they are the means of today's cells."""
    random = np.random.default_rng(seed)
    parents = [{"n0": None} | {f"n{i}": f"n{random.integers(0, i)}" for i in range(1, 9)} for _ in range(2)]
    counts = [{f"n{i}": int(random.choice([0, 3, 8, 15])) for i in range(9)} for _ in range(2)]
    old = _wave(parents[0], counts[0], seed=seed, invited=dict.fromkeys(parents[0], 20))
    now = _wave(parents[1], counts[1], past=[past_of(old)], invited=dict.fromkeys(parents[1], 20))
    for code, result in now.results.items():
        if result.tier not in {"full", "means", "group"} or result.trend[0].reason:
            continue
        cells = set(result.members) if result.tier == "group" else _below(parents[1], code)
        then = [cell for cell in old.cells if cell in cells]
        point = result.trend[0]
        assert point.n == (len(then) if len(then) >= 10 else "5-9")
        if not point.figures["index"].bound:
            assert point.figures["index"].value == pytest.approx(_index_of(old, *cells), abs=1.6)


def _below(parents, code) -> set[str]:
    found = {code}
    for _ in parents:
        found |= {node for node, parent in parents.items() if parent in found}
    return found


class TestTheWholeIsTheWhole:
    def test_a_new_unit_keeps_nobody_from_comparing_the_whole_organisation(self):
        old = _wave(TOWN, COUNTS)
        past = replace(past_of(old), root="town")
        now = _wave(TOWN | {"care": "town"}, COUNTS | {"care": 8}, seed=2, past=[past])
        assert _reasons(now) == {
            "town": None,
            "day": None,
            "night": None,
            "kitchen": None,
            "care": "new-unit",
        }
        (point,) = now.results["town"].trend
        assert point.figures["index"] == old.results["town"].index

    def test_a_wave_that_began_elsewhere_is_another_whole(self):
        old = _wave(TOWN, COUNTS)
        past = replace(past_of(old), root="country")
        now = _wave(TOWN | {"care": "town"}, COUNTS | {"care": 8}, seed=2, past=[past])
        assert _reasons(now)["town"] == "reorganised"

    def test_a_whole_without_answers_has_no_past(self):
        past = replace(past_of(_wave(TEAM, {"team": 3})), root="team")
        now = _wave(TEAM, {"team": 12}, seed=2, past=[past])
        assert _reasons(now) == {"team": "too-few"}
