"""Rows and orders of a level: a group is one row, the silent have none, no order tells more than figures."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.samples import made_up
from content.instrument import THEMES
from content.loader import load_instruments
from scoring.disclosure import restore
from scoring.heat_map import WIDEST, Row, Told, cells_of, columns_of, rows_of
from scoring.support import Placed, Reason, orders_of, reasons_of
from tests.attacks.closing import closed, organisations, sparse

QWL = load_instruments()["tyoelaman-laatu"]


def result(unit="U", **found):
    """A made-up result whose stored figures are changed."""
    stored = json.loads(made_up("middling").published.to_json())
    return restore(json.dumps(stored | {"unit": unit, "margins": {}} | found))


def factors(safety, belonging, purpose):
    return {"safety": safety, "belonging": belonging, "purpose": purpose}


ALL_GOOD = factors(90, 90, 90)


def test_members_of_a_group_are_one_row_where_its_first_member_stands():
    rows = rows_of(
        [
            Told("A", "full"),
            Told("B", "group", ("B", "D", "Z")),
            Told("C", "means"),
            Told("D", "group", ("B", "D", "Z")),
        ]
    )
    assert rows == (Row(("A",)), Row(("B", "D"), ("B", "D", "Z")), Row(("C",)))


def test_a_member_where_nobody_was_asked_joins_the_row_of_its_group():
    rows = rows_of([Told("E", "group", ("E", "B", "D")), Told("B", "group", ("B", "D")), Told("D", "full")])
    assert rows == (Row(("E", "B"), ("E", "B", "D")), Row(("D",)))


def test_two_groups_are_two_rows():
    rows = rows_of([Told(code, "group", members) for code, members in (("A", ("A", "B")), ("C", ("C", "D")))])
    assert [row.nodes for row in rows] == [("A",), ("C",)]


def test_nodes_that_show_nothing_have_no_row():
    assert rows_of([Told("A", "none"), Told("B", "coverage"), Told("C", "none")]) == (Row(("B",)),)


def test_themes_fit_beside_each_other_and_questions_are_cut_into_as_many():
    assert columns_of(QWL) == [[f"theme.{theme}" for theme in THEMES]]
    for instrument in load_instruments().values():
        assert all(0 < len(names) <= WIDEST for names in columns_of(instrument))
    leading = load_instruments()["johtaminen"]
    found = [name for names in columns_of(leading) for name in names]
    assert found == [f"item.{item_id}" for item_id in leading.item_ids]


def test_a_cell_holds_the_figure_and_how_it_stands_and_nothing_where_neither_is_told():
    told = result(standings={"theme.trust": "lower"}, themes=dict.fromkeys(THEMES) | {"trust": 55.5})
    trust, belonging, *_ = cells_of(told, columns_of(QWL)[0])
    assert (trust.figure.value, trust.standing) == (55.5, "lower")
    assert (belonging.figure, belonging.standing) == (None, None)


def test_the_ranking_places_coded_figures_by_their_bound_and_equal_ones_together():
    indices = {"A": 60.0, "B": "< 25", "C": 71.4, "D": 60.0, "E": 25.0, "F": "> 90", "G": "< 25"}
    placed = orders_of(result(code, index=index) for code, index in indices.items()).index
    assert [(each.place, each.row.nodes[0]) for each in placed] == [
        (1, "F"),
        (2, "C"),
        (3, "A"),
        (3, "D"),
        (5, "E"),
        (6, "B"),
        (6, "G"),
    ]


def test_orders_hold_own_results_and_groups_and_of_rates_every_node_that_shows_a_result():
    orders = orders_of(
        [
            result("A", tier="coverage", covers=80, index=30.0, response_rate=55),
            result("B", tier="group", members=["B", "C"], index=44.0, response_rate=35),
            result("C", tier="group", members=["B", "C"], index=44.0, response_rate=None),
            result("D", tier="none", index=None, factors=factors(None, None, None), response_rate="< 10"),
            result("E", index=80.0, factors=ALL_GOOD, response_rate="> 90"),
        ]
    )
    assert [each.row.nodes for each in orders.index] == [("E",), ("B", "C")]
    assert [each.row.nodes for each in orders.support] == [("B", "C")]
    assert [each.row for each in orders.rates] == [Row(("B",)), Row(("A",)), Row(("E",))]


@pytest.mark.parametrize(
    ("index", "margin", "reasons"),
    [
        (39.9, 0.0, [Reason("index-very-low", is_sure=True)]),
        (39.9, 5.0, [Reason("index-very-low", is_sure=False)]),
        (30.0, 9.9, [Reason("index-very-low", is_sure=True)]),
        (40.0, 5.0, [Reason("index-low", is_sure=True)]),
        (47.0, 5.0, [Reason("index-low", is_sure=False)]),
        (50.0, 0.0, []),
        ("< 25", None, [Reason("index-very-low", is_sure=True)]),
        ("> 90", None, []),
        (None, None, []),
    ],
)
def test_an_index_under_a_limit_is_a_reason_and_sure_when_its_margin_keeps_away_from_it(
    index, margin, reasons
):
    margins = {} if margin is None else {"index": margin}
    assert reasons_of(result(index=index, margins=margins, factors=ALL_GOOD)) == reasons


@pytest.mark.parametrize(
    ("shown", "margin", "reasons"),
    [
        (factors(74.9, 69.9, 90), 0.0, [Reason("factors", True, ("safety", "belonging"))]),
        (factors(74.9, 69.9, 90), 5.5, [Reason("factors", False, ("safety", "belonging"))]),
        (factors(60, 55, 64.9), 5.5, [Reason("factors", True, ("safety", "belonging", "purpose"))]),
        (factors(75, 69.9, 65), 0.0, []),
        (factors("< 25", "< 25", None), None, [Reason("factors", True, ("safety", "belonging"))]),
    ],
)
def test_two_factors_clearly_under_their_limits_are_a_reason(shown, margin, reasons):
    margins = {} if margin is None else {f"factor.{name}": margin for name in shown}
    assert reasons_of(result(index=80.0, factors=shown, margins=margins)) == reasons


def test_those_with_most_reasons_stand_first_then_the_lowest_index():
    low = factors(60, 60, 60)
    orders = orders_of(
        [
            result("A", index=38.0, factors=ALL_GOOD),
            result("B", index=45.0, factors=low),
            result("C", index=20.0, factors=ALL_GOOD),
            result("D", index=70.0, factors=ALL_GOOD),
            result("E", index=41.0, factors=low),
        ]
    )
    assert [each.row.nodes[0] for each in orders.support] == ["E", "B", "C", "A"]


def test_the_lowest_rate_stands_first_and_equal_ones_in_tree_order():
    rates = {"A": 60, "B": "< 10", "C": None, "D": 40, "E": 60}
    placed = orders_of(result(code, response_rate=rate) for code, rate in rates.items()).rates
    assert placed == tuple(
        Placed(place, Row((code,))) for place, code in ((1, "B"), (2, "D"), (3, "A"), (3, "E"))
    )


@settings(max_examples=60, deadline=None)
@given(organisations(most=20), st.integers(0, 9))
def test_every_node_that_shows_something_has_one_row_and_shares_it_with_its_group_alone(case, seed):
    wave = closed(*case, seed=seed)
    shown = {code: each for code, each in wave.results.items() if each.tier != "none"}
    rows = rows_of(Told(code, each.tier, each.members) for code, each in shown.items())
    assert sorted(code for row in rows for code in row.nodes) == sorted(shown)
    for row in rows:
        figures = {json.dumps(_figures(shown[code]), sort_keys=True) for code in row.nodes}
        assert len(figures) == 1, "a row of two results"
        assert bool(row.members) == (shown[row.nodes[0]].tier == "group")
        assert set(row.nodes) <= set(row.members or row.nodes)


def _figures(published):
    full = published.in_full()
    return {name: full[name] for name in ("n", "index", "themes", "factors", "items", "standings", "margins")}


@settings(max_examples=40, deadline=None)
@given(sparse(), st.integers(0, 9))
def test_how_many_were_asked_where_nothing_is_shown_changes_no_row_and_no_place(case, seed):
    parents, counts = case
    wave = closed(parents, counts, seed=seed)
    silent = {code for code, each in wave.results.items() if each.tier == "none"}
    asked = {code: 40 if code in silent else number for code, number in wave.invited.items()}
    unasked = {code: 0 if code in silent else number for code, number in wave.invited.items()}
    one, other = (replace(wave, invited=invited) for invited in (asked, unasked))
    assert _laid_out(one) == _laid_out(other)


def _laid_out(wave):
    told = [Told(code, each.tier, each.members) for code, each in wave.results.items()]
    orders = orders_of(wave.results.values())
    return rows_of(told), orders.index, orders.support


def test_a_missing_plan_is_a_reason_beside_others_and_none_alone():
    needy, fine = result("A", index=45.0, factors=ALL_GOOD), result("B", index=80.0, factors=ALL_GOOD)
    assert reasons_of(needy, unplanned={"A", "B"})[-1] == Reason("no-plan", is_sure=True, units=1)
    assert reasons_of(needy, unplanned={"B"}) == reasons_of(needy)
    assert reasons_of(fine, unplanned={"A", "B"}) == []


def test_those_in_need_without_a_plan_come_first_whatever_their_figures():
    results = [result(code, index=index, factors=ALL_GOOD) for code, index in (("A", 35.0), ("B", 45.0))]
    orders = orders_of(results, unplanned=frozenset("B"))
    assert [each.row.nodes[0] for each in orders.support] == ["B", "A"]
    assert [each.row.nodes[0] for each in orders_of(results).support] == ["A", "B"]
    assert orders.index == orders_of(results).index
