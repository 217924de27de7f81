"""The page on scoring must say what the code does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scoring.figures import Figure
from scoring.findings import index_class, verdict
from scoring.index import PARAMETERS, RISK_LIMITS, respondents_index
from tests.scoring.waves import WORKED, Wave, worked_answers

PAGE = (Path(__file__).parents[2] / "docs" / "scoring.md").read_text(encoding="utf-8")


def test_the_page_names_the_parameters_and_limits():
    assert PARAMETERS in PAGE
    assert "/".join(str(limit) for limit in RISK_LIMITS.values()) in PAGE


@pytest.mark.parametrize("line", WORKED.strip().splitlines())
def test_the_page_shows_the_answers_of_the_worked_example(line):
    assert line in PAGE


def test_the_page_shows_the_figures_of_the_worked_example():
    result = Wave({"team": None}, {"team": 8}, rows=worked_answers(), invited={"team": 10}).results["team"]
    contract = result.as_contract()
    indices = 100 * respondents_index(((worked_answers() - 1) / 4).reshape(8, 3, 5))
    for row in (contract["factors"].values(), contract["capabilities"].values(), np.round(indices, 1)):
        assert f"| {', '.join(str(float(value)) for value in row)} |" in PAGE
    assert result.index == Figure(52.9)
    assert index_class(result.index) == "much"
    assert verdict(result.index, result.factors) == "poor"
