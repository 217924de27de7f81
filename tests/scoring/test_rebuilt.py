"""Every published figure is rebuilt from stored sums alone and compared with one counted from single answers.

Answers are gone after a close, so each figure has to come from these sums, per atom:

- item: its histogram; so do its distribution, spread and eNPS;
- index, factors, capabilities, themes: number, sum, sum of squares (margin and spread need the last);
- share of low indices: how many are under 40 %, and the number of indices;
- targets: the sum of gains per item, the number of indices, the histogram;
- the organisation without a unit, a group, an earlier wave: the same sums, added or subtracted.

The counting here is written anew, respondent by respondent, and shares no line with scoring. It holds for
complete answers in which no unit agrees wholly on a statement: what missing answers and agreement change is
tested with the aggregate.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from content.instrument import CAPABILITIES, FACTORS, THEMES
from scoring.atoms import Atoms
from scoring.disclosure import Published, publish
from tests.scoring.waves import Wave, frame, grid

LIMITS = {"safety": 80, "belonging": 75, "purpose": 70}
ITEMS = [(item.id, item.factor, item.capability, item.theme) for item in grid().items]
PARENTS = {
    "county": None,
    "care": "county",
    "home-care": "care",
    "ward": "care",
    "schools": "county",
    "school": "schools",
    "kindergarten": "schools",
    "office": "county",
}
LEAVES = ("home-care", "ward", "school", "kindergarten", "office")
NEAR = 0.011
"""Rounding of stored sums, beside half a last decimal; in a small spread it shows more."""


def _index(safety: float, belonging: float, purpose: float) -> float:
    def logistic(share: float) -> float:
        return 1 / (1 + math.exp(-10 * (share - 0.45)))

    saturated = (logistic(safety) - logistic(0)) / (logistic(1) - logistic(0))
    bent = (math.exp(purpose) - 1) / (math.e - 1)
    return saturated * (belonging + bent) / 2


@dataclass(frozen=True)
class Counted:
    """Figures of some people, straight from their answers; `names` as in `Published.margins`."""

    people: pd.DataFrame

    @cached_property
    def each(self) -> pd.DataFrame:
        """Give a row per respondent and a column per figure, on 0..100."""
        return pd.DataFrame([self._one(row) for _, row in self.people.iterrows()])

    @staticmethod
    def _one(answers: pd.Series) -> dict[str, float]:
        share = {item: (answers[item] - 1) / 4 for item, *_ in ITEMS}
        factor = {f: np.mean([share[i] for i, of, _, _ in ITEMS if of == f]) for f in FACTORS}
        found = {"index": _index(*factor.values())}
        found |= {f"factor.{f}": value for f, value in factor.items()}
        for c in CAPABILITIES:
            found[f"capability.{c}"] = _index(*(share[f"{c}-{f}"] for f in FACTORS))
        for t in THEMES:
            found[f"theme.{t}"] = np.mean([share[i] for i, *_, theme in ITEMS if theme == t])
        found |= {f"item.{i}": share[i] for i, *_ in ITEMS}
        return {name: 100 * value for name, value in found.items()}

    def gain(self, item: str) -> float:
        """Give by how many points the index rises if everybody's answer rises a step, 5 staying 5."""
        higher = self.people.copy()
        higher[item] = np.minimum(higher[item] + 1, 5)
        return Counted(higher).each["index"].mean() - self.each["index"].mean()

    def priority(self, item: str, factor: str) -> float:
        """Give gain times what the item lacks to its factor's limit, in steps of 25 points."""
        return self.gain(item) * max(0, LIMITS[factor] - self.each[f"item.{item}"].mean()) / 25


def _disagreeing(n: int, random: np.random.Generator) -> np.ndarray:
    """Random answers of a unit with a level of its own, anew until no statement has equal answers only."""
    level = random.uniform(1.8, 4.2)
    while True:
        rows = np.clip(np.rint(random.normal(level, 1.1, (n, 15))), 1, 5)
        if (np.ptp(rows, axis=0) > 0).all():
            return rows


@dataclass(frozen=True)
class Rebuilt:
    """A wave published from nothing but its stored sums, and its answers by unit."""

    results: dict[str, Published]
    people: pd.DataFrame

    @cached_property
    def units(self) -> list[Counted]:
        """Give the people of each unit; each is an atom of its own."""
        return [Counted(people) for _, people in self.people.groupby("cell")]

    def below(self, code: str) -> Counted:
        inside = {code}
        for unit, parent in PARENTS.items():
            if parent in inside:
                inside.add(unit)
        return Counted(self.people[self.people["cell"].isin(inside)])

    def others(self, code: str) -> Counted:
        return Counted(self.people.drop(self.below(code).people.index))

    def usual(self, name: str) -> float:
        """Pool the spread within units, or take the start value under thirty degrees of freedom."""
        units = [unit.each[name] for unit in self.units]
        freedom = sum(len(unit) - 1 for unit in units)
        if freedom < 30:
            return 22 if name.startswith(("capability", "item")) else 18
        return math.sqrt(sum(((unit - unit.mean()) ** 2).sum() for unit in units) / freedom)

    def error(self, people: Counted, name: str) -> float:
        """Give the standard error that a figure of these people is judged by."""
        scores, usual = people.each[name], self.usual(name)
        n, own = len(scores), scores.std(ddof=1)
        if n < 10:
            return usual / math.sqrt(5)
        return max(own, math.sqrt((10 * usual**2 + (n - 1) * own**2) / (n + 9))) / math.sqrt(n)


def _rebuilt(seed: int) -> Rebuilt:
    random = np.random.default_rng(seed)
    counts = {code: int(random.integers(5, 26)) for code in LEAVES}
    rows = np.vstack([_disagreeing(n, random) for n in counts.values()])
    wave = Wave(PARENTS, counts, rows=rows)
    assert wave.plan.published == set(PARENTS)
    results = publish(
        "wave-1",
        wave.instrument,
        parents=PARENTS,
        counts=counts,
        invited=wave.invited,
        plan=wave.plan,
        atoms=Atoms.from_json(wave.atoms.to_json()),
    )
    return Rebuilt(dict(results), frame(grid(), rows, wave.cells))


SEEDS = st.integers(0, 2**32 - 1)
some_waves = settings(max_examples=6, deadline=None)


def _says(figure, exact: float, *, n: int, name: str) -> bool:
    """Tell whether a figure says an exact value on 0..100 as a group of `n` shows it."""
    point, zero = (0.04, 1) if name.startswith("item.") else (1, 0)
    value, low, high = zero + exact * point, zero + 25 * point, zero + 90 * point
    if figure.bound:
        beyond = value < low + 0.06 if figure.bound == "<" else value > high - 0.06
        return n < 10 and beyond and figure.value == pytest.approx(low if figure.bound == "<" else high)
    if n < 10 and not low - 0.06 < value < high + 0.06:
        return False
    half_a_decimal = 0.005 if name.startswith("item.") and n >= 10 else 0.05
    return figure.value == pytest.approx(value, abs=half_a_decimal + 0.002)


def _told(counted: pd.DataFrame) -> pd.Series:
    """Give the means as they are told and compared: of few, with limits in place of what is beyond them."""
    means = counted.mean()
    if len(counted) >= 10:
        return means
    told = {name: _within(mean, name) for name, mean in means.items()}
    made = {name: [told[f"item.{item}"] for item in _items_of(name)] for name in told}
    return pd.Series(told | {name: np.clip(np.mean(items), 25, 90) for name, items in made.items() if items})


def _within(mean: float, name: str) -> float:
    """Give the limit that a mean of few is coded at, or the mean."""
    point, zero = (0.04, 1) if name.startswith("item.") else (1, 0)
    shown = round(zero + mean * point, 1)
    return 25 if shown < zero + 25 * point else 90 if shown > zero + 90 * point else mean


def _items_of(name: str) -> list[str]:
    """Give the items that a factor or theme is made of."""
    kind, _, key = name.partition(".")
    place = {"factor": 1, "theme": 3}.get(kind)
    return [item[0] for item in ITEMS if place and item[place] == key]


@given(SEEDS)
@some_waves
def test_every_mean_of_every_unit(seed):
    wave = _rebuilt(seed)
    for code, result in wave.results.items():
        counted = wave.below(code).each
        told, means = _told(counted), counted.mean()
        for name in counted.columns:
            exact = told[name] if _items_of(name) else means[name]
            assert _says(result.figure(name), exact, n=len(counted), name=name), (code, name)


@given(SEEDS)
@some_waves
def test_a_factor_or_theme_is_coded_with_all_its_items_and_never_else(seed):
    for result in _rebuilt(seed).results.values():
        for name in (*(f"factor.{factor}" for factor in FACTORS), *(f"theme.{theme}" for theme in THEMES)):
            bounds = {result.items[item].bound for item in _items_of(name)}
            assert result.figure(name).bound == (bounds.pop() if len(bounds) == 1 else "")


@given(SEEDS)
@some_waves
def test_the_spread_the_band_of_low_indices_and_the_distributions_of_ten_or_more(seed):
    wave = _rebuilt(seed)
    for code, result in wave.results.items():
        people = wave.below(code)
        indices = people.each["index"]
        if len(indices) < 10:
            assert result.spread is result.low_share is None
            assert result.distributions == {}
            continue
        spread = indices.std(ddof=1)
        assert result.spread.value == pytest.approx(spread, abs=0.05 + 0.2 / spread)
        low = (indices < 40).mean()
        assert result.low_share == ("few" if low < 0.1 else "some" if low <= 0.25 else "many")
        for item, *_ in ITEMS:
            answers = people.people[item]
            exact = [100 * answers.isin(part).mean() for part in ((1, 2), (3,), (4, 5))]
            _are_largest_remainders(result.distributions[item], exact)


def _are_largest_remainders(told: tuple[int, int, int], exact: list[float]) -> None:
    """Steps of five that add up, where those with the largest remainders were raised."""
    assert sum(told) == 100
    floors = [5 * math.floor(part / 5 + 1e-9) for part in exact]
    raised = [part - floor for shown, part, floor in zip(told, exact, floors, strict=True) if shown > floor]
    kept = [part - floor for shown, part, floor in zip(told, exact, floors, strict=True) if shown == floor]
    assert len(raised) + len(kept) == 3
    assert not raised or not kept or min(raised) >= max(kept) - 1e-9


@given(SEEDS)
@some_waves
def test_the_margins_of_large_and_small_units(seed):
    wave = _rebuilt(seed)
    for code, result in wave.results.items():
        people = wave.below(code)
        n = len(people.people)
        for name, told in result.margins.items():
            quantile = stats.t.ppf(0.95, (n if n >= 10 else 5) + 9)
            point = 0.04 if name.startswith("item.") else 1
            assert told == pytest.approx(quantile * wave.error(people, name) * point, abs=0.05 + NEAR)
        whole = {name for name in people.each.columns if not result.figure(name).bound}
        assert result.margins.keys() == whole


@given(SEEDS)
@some_waves
def test_the_organisation_without_a_unit_and_how_the_unit_stands_to_it(seed):
    wave = _rebuilt(seed)
    for code, result in wave.results.items():
        if code == "county":
            continue
        people, others = wave.below(code), wave.others(code)
        told, told_of_others = _told(people.each), _told(others.each)
        for name in people.each.columns:
            if len(people.people) >= 10:
                figure = result.rest[name]
                assert _says(figure, others.each[name].mean(), n=len(others.people), name=name)
            gap = told[name] - told_of_others[name]
            mdc = 1.6449 * math.hypot(wave.error(people, name), wave.error(others, name))
            if min(abs(abs(gap) - limit) for limit in (5, mdc, mdc / 2)) > NEAR:
                assert result.standings[name] == _word(gap, mdc)


def _word(gap: float, mdc: float) -> str:
    if abs(gap) < 5 or abs(gap) < mdc / 2:
        return "level"
    side = "lower" if gap < 0 else "higher"
    return f"clearly-{side}" if abs(gap) >= mdc else side


@given(SEEDS)
@some_waves
def test_strengths_and_targets(seed):
    wave = _rebuilt(seed)
    for code, result in wave.results.items():
        people = wave.below(code)
        priority = {item: people.priority(item, factor) for item, factor, *_ in ITEMS}
        _are_best(result.targets, priority, least=0.0)
        rest = _told(wave.others(code).each) if code != "county" else 50
        relative = _told(people.each) - rest
        _are_best(
            result.strengths,
            {item: relative[f"item.{item}"] for item, *_ in ITEMS if item not in result.targets},
            least=-math.inf,
        )


def _are_best(chosen: tuple[str, ...], worth: dict[str, float], *, least: float) -> None:
    """The three worth most, the most first; stored sums may swap what is almost equal."""
    best = sorted((value for value in worth.values() if value > least), reverse=True)[:3]
    assert [worth[item] for item in chosen] == pytest.approx(best[: len(chosen)], abs=0.03)
    assert len(chosen) == len(best) or best[-1] < 0.03
