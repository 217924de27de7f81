"""Attack 11: where all give the same answer, the group's figure would be everybody's answer."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.attacks.acting import card_of, filled_in, looked_at, surveyed
from tests.attacks.arithmetic import every_total
from tests.attacks.checks import agreement_read, printed
from tests.attacks.closing import K, closed, made_up, organisations
from tests.attacks.conftest import Shell
from tests.attacks.county import PARENTS, QWL
from tests.attacks.reading import read_card
from tests.conversations.people import Town

TEAM = {"team": None}


async def test_a_county_that_agrees_is_never_seen_to_agree(town: Town, shell: Shell):
    ballots = {key: {**given, **dict.fromkeys(QWL.item_ids, "5")} for key, given in filled_in().items()}
    wave = await surveyed(town, ballots)
    seen = [read for look in (await looked_at(town)).values() if (read := read_card(card_of(look)))]
    assert {each.unit for each in seen} == PARENTS.keys()
    for each in seen:
        assert not {"100.0%", "0.0%"} & {*each.figures.values(), *each.beside.values()}, each
    results = {each["unit"]: each for each in json.loads(await shell("results", "--wave", wave, "--details"))}
    for result in results.values():
        assert not {1.0, 5.0} & {*result["items"].values()}
        assert not {0.0, 100.0} & {*result["factors"].values(), *result["themes"].values()}
    for each in every_total(PARENTS, results):
        assert not each.n or 5 * each.n not in each.known.values(), each


@settings(max_examples=30, deadline=None)
@given(organisations(), st.integers(0, 99))
def test_no_tree_lets_an_agreeing_unit_or_remainder_be_read(case, seed):
    parents, counts = case
    if any(counts.values()):
        assert not agreement_read(closed(parents, counts, seed=seed))


@pytest.mark.parametrize("seed", range(6))
def test_no_municipality_lets_an_agreeing_unit_or_remainder_be_read(seed):
    assert not agreement_read(made_up(seed))


@settings(max_examples=40, deadline=None)
@given(st.integers(K, 60), st.integers(1, 5))
def test_a_team_that_agrees_is_printed_as_one_that_does_not(n, answer):
    """The same bytes come out when one of them really has answered otherwise."""
    agreed = np.full((n, len(QWL.items)), answer)
    away = 1 if answer <= 3 else -1
    with_one = agreed.copy()
    for place in range(len(QWL.items)):
        with_one[place % n, place] += away
    told, told_of_one = (closed(TEAM, {"team": n}, rows=rows) for rows in (agreed, with_one))
    for kind in ("items", "factors", "themes", "distributions"):
        assert printed(told)["team"][kind] == printed(told_of_one)["team"][kind]
