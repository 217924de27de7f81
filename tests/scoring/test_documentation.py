"""The page on scoring must say what the code does."""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from content.instrument import FACTORS
from scoring.figures import Figure
from scoring.findings import Agreement, factor_risks, index_class, verdict
from scoring.index import PARAMETERS, RISK_LIMITS
from scoring.respondents import profiles_of
from scoring.risks import LowShare
from scoring.statistics import START_FACTOR, START_ITEM, detectable, standard_error
from scoring.trend import MOST_POINTS, Reason
from tests.scoring.waves import WORKED, Wave, grid, indices, values, worked_answers

PAGE = (Path(__file__).parents[2] / "docs" / "scoring.md").read_text(encoding="utf-8")


def _worked():
    return Wave({"team": None}, {"team": 8}, rows=worked_answers(), invited={"team": 10}).results["team"]


def _row(figures) -> str:
    return f"| {', '.join(str(float(figure)) for figure in figures)} |"


def test_the_examples_of_the_page_run():
    """Fences are left out: doctest would take the closing one for output."""
    examples = "\n".join("" if line.startswith("```") else line for line in PAGE.splitlines())
    parsed = doctest.DocTestParser().get_doctest(examples, {}, "docs/scoring.md", "docs/scoring.md", 0)
    said: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(parsed, out=said.append)
    assert result.attempted > 25
    assert not result.failed, "".join(said)


def test_the_page_names_the_parameters_and_limits():
    assert PARAMETERS in PAGE
    assert "/".join(str(limit) for limit in RISK_LIMITS.values()) in PAGE
    assert f"s0 is {START_FACTOR:g} for index, factors and themes and {START_ITEM:g} for capabilities" in PAGE


@pytest.mark.parametrize("word", [*get_args(Reason), *get_args(LowShare), *get_args(Agreement)])
def test_the_page_explains_every_key(word):
    assert f"`{word}`" in PAGE


def test_the_page_says_how_far_a_trend_goes_back():
    assert {8: "eight"}[MOST_POINTS] + " waves" in PAGE


def test_the_page_links_to_headings_that_exist():
    headings = {
        re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in PAGE.splitlines()
        if line.startswith("#")
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= headings


def test_no_line_of_the_page_is_longer_than_an_editor_shows():
    assert [line for line in PAGE.splitlines() if len(line) > 130] == []


@pytest.mark.parametrize("line", WORKED.strip().splitlines())
def test_the_page_shows_the_answers_of_the_worked_example(line):
    assert line in PAGE


def test_the_page_shows_the_figures_of_the_worked_example():
    result = _worked()
    contract = result.as_contract()
    for figures in (
        contract["factors"].values(),
        contract["capabilities"].values(),
        np.round(indices(worked_answers()), 1),
    ):
        assert _row(figures) in PAGE
    assert result.index == Figure(52.9)
    assert index_class(result.index) == "much"
    assert verdict(result.index, result.factors) == "poor"


def test_the_page_shows_the_gains_and_targets_of_the_worked_example():
    gains = 100 * profiles_of(values(worked_answers()), grid()).gains.mean(axis=0)
    for place, factor in enumerate(FACTORS):
        row = _row(np.round(gains[5 * place : 5 * place + 5], 1))
        assert f"| gains, {factor} {row}" in PAGE
    (line,) = (line for line in PAGE.splitlines() if line.startswith("| priorities |"))
    assert re.findall(r"(\w+-\w+) [\d.]+", line) == list(_worked().targets)


def test_the_page_shows_how_sure_the_worked_example_is():
    result = _worked()
    assert result.margins["index"] == 14.2
    assert "(52.9 ± 14.2)" in PAGE
    assert all(risk.uncertain for risk in factor_risks(result))
    error = standard_error(START_ITEM, 5, usual=START_ITEM)
    assert f"the gap is 42.1 points, MDC90 {detectable(error, error):.1f}" in PAGE
    gap = result.capabilities["competence"].value - result.capabilities["processes"].value
    assert gap == pytest.approx(42.1)
    assert not result.intelligence.tie
