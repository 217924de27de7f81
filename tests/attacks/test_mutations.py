"""The suite itself is tried: with a planner of others in place of ours, its attacks must succeed."""

from __future__ import annotations

import pytest

from tests.attacks import mutants
from tests.attacks.checks import CHECKS, people_left_over
from tests.attacks.closing import closed, made_up
from tests.attacks.pooling import everybody_pools
from tests.conversations.people import Town

MUNICIPALITIES = range(12)
RULES = {"threshold": mutants.threshold, "siblings": mutants.siblings}
FEW_WITH_CARDS = {2: 4}
FEWEST = {"threshold": 1.0, "siblings": 1 / 6}
"""In what share of the municipalities a rule must be caught by each attack."""


def caught(number: int) -> float:
    """Give the share of municipalities in which an attack finds somebody; cards are drawn for a few only."""
    seeds = MUNICIPALITIES[: FEW_WITH_CARDS.get(number)]
    return sum(bool(CHECKS[number](made_up(seed))) for seed in seeds) / len(seeds)


@pytest.mark.parametrize("number", CHECKS)
def test_the_planner_of_the_product_survives(number: int):
    assert caught(number) == 0


@pytest.mark.parametrize("number", CHECKS)
@pytest.mark.parametrize("rule", RULES)
def test_a_weaker_planner_is_caught(number: int, rule: str, monkeypatch: pytest.MonkeyPatch):
    mutants.put_in_place(RULES[rule], monkeypatch)
    assert caught(number) >= FEWEST[rule]


def test_what_a_plain_threshold_gives_away_is_the_answer_of_one_person(monkeypatch: pytest.MonkeyPatch):
    mutants.put_in_place(mutants.threshold, monkeypatch)
    wave = closed({"area": None, "big": "area", "lone": "area"}, {"big": 9, "lone": 1}, seed=5)
    (left,) = people_left_over(wave)
    assert left.n == 1
    assert left.known == dict(zip(wave.instrument.item_ids, wave.rows[-1].tolist(), strict=True))


async def test_the_attack_through_the_running_app_catches_a_plain_threshold_too(
    town: Town, monkeypatch: pytest.MonkeyPatch
):
    mutants.put_in_place(mutants.threshold, monkeypatch)
    told = (await everybody_pools(town)).told
    assert frozenset({"KC"}) in told, "the answer of the one person who leads KC1"
