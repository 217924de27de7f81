"""The response rate of an open wave: coarse, once a day, of large groups only."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from jobs.clockwork import Clockwork
from jobs.response_rates import coarse_rates, count_responses
from scoring.figures import HIDDEN_RATE_FROM, STEP, Figure
from storage.response_rates import find_open_round
from storage.tables.response_rates import response_rates
from tests.jobs.house import ALWAYS, END, FIILIS, NOW, House, residents

HELSINKI = ZoneInfo("Europe/Helsinki")
DAY = date(2027, 3, 1)
MIDNIGHT = datetime(2027, 3, 2, 0, 0, tzinfo=HELSINKI)


@st.composite
def trees(draw) -> tuple[dict[str, str | None], dict[str, int], dict[str, int]]:
    """Any tree in tree order with who was invited, in all sizes around the threshold, and who answered."""
    size = draw(st.integers(1, 12))
    above = {0: None} | {node: draw(st.integers(0, node - 1)) for node in range(1, size)}
    order: list[int] = []
    waiting = [0]
    while waiting:
        node = waiting.pop()
        order.append(node)
        waiting += [each for each, parent in above.items() if parent == node]
    parents = {f"n{node}": None if above[node] is None else f"n{above[node]}" for node in order}
    invited = {code: draw(st.integers(0, 45)) for code in parents}
    answered = {code: draw(st.integers(0, most)) for code, most in invited.items()}
    return parents, invited, answered


def blocks(parents, invited, shown) -> Counter[str]:
    """Count, for each shown node, those invited who are below none of the shown nodes below it."""
    found: Counter[str] = Counter()
    for code, number in invited.items():
        node = code
        while node is not None and node not in shown:
            node = parents[node]
        if node is not None:
            found[node] += number
    return found


@given(trees())
@settings(max_examples=300, deadline=None)
def test_whatever_is_taken_from_whatever_twenty_or_nobody_are_left(case):
    parents, invited, answered = case
    rates = coarse_rates(parents, invited=invited, answered=answered)
    left = blocks(parents, invited, rates.keys())
    assert all(number == 0 or number >= HIDDEN_RATE_FROM for number in left.values())
    if sum(invited.values()) >= HIDDEN_RATE_FROM:
        assert next(iter(parents)) in rates


@given(trees())
@settings(max_examples=200, deadline=None)
def test_who_answers_does_not_change_which_units_are_told_of(case):
    parents, invited, answered = case
    nobody = coarse_rates(parents, invited=invited, answered={})
    everybody = coarse_rates(parents, invited=invited, answered=invited)
    assert nobody.keys() == everybody.keys()
    assert set(nobody.values()) <= {Figure(10.0, "<")}
    assert set(everybody.values()) <= {Figure(90.0, ">")}
    for rate in coarse_rates(parents, invited=invited, answered=answered).values():
        assert rate.value % STEP == 0
        assert rate.bound == {10: "<", 90: ">"}.get(int(rate.value), "")


def test_a_small_sibling_keeps_a_large_unit_from_being_told_of():
    parents = {"K": None, "A": "K", "B": "K"}
    invited = {"A": 60, "B": 19}
    assert coarse_rates(parents, invited=invited, answered={"A": 30}).keys() == {"K"}
    assert coarse_rates(parents, invited=invited | {"K": 1}, answered={}).keys() == {"K", "A"}


async def told(house: House, code: str, *, now: datetime = MIDNIGHT) -> tuple[date | None, Figure | None]:
    async with house.stores.identity.reading() as connection:
        opened = await find_open_round(connection, code=code, now=now)
    assert opened is not None
    return opened.day, opened.rate


async def kept(house: House) -> list[tuple[str, str, date, int]]:
    async with house.stores.identity.reading() as connection:
        return [tuple(row) for row in await connection.execute(select(response_rates))]


async def test_the_rate_is_counted_from_the_tags_once_a_day(house):
    wave = await house.opened()
    await house.all_answer(wave, residents("K1")[:8])
    assert await count_responses(house.stores, house.vault, wave, day=DAY, now=MIDNIGHT)
    assert await told(house, "K") == (DAY, Figure(30.0))  # 8 of 26
    assert await told(house, "K1") == (None, None)
    await house.all_answer(wave, residents("K3"))
    assert not await count_responses(house.stores, house.vault, wave, day=DAY, now=MIDNIGHT)
    assert await told(house, "K") == (DAY, Figure(30.0))
    later = DAY + timedelta(days=1)
    assert await count_responses(house.stores, house.vault, wave, day=later, now=MIDNIGHT)
    assert await kept(house) == [(wave, "K", later, 60)]  # 15 of 26


async def test_nothing_of_it_is_left_when_the_wave_closes(house):
    wave = await house.opened()
    await house.all_answer(wave, residents("K1"))
    await count_responses(house.stores, house.vault, wave, day=DAY, now=MIDNIGHT)
    assert await house.closes(wave)
    assert await kept(house) == []
    assert await house.vault.make(wave, now=END)  # as if a counting process had been late
    assert not await count_responses(house.stores, house.vault, wave, day=DAY, now=END)


@pytest.fixture
def works(small_house) -> Clockwork:
    return Clockwork(
        small_house.stores,
        small_house.vault,
        clock=lambda: NOW,
        hours=ALWAYS,
        instruments={},
        opened=lambda: None,
    )


@pytest.mark.parametrize("hour", [2, 3, 9, 15, 23])
async def test_by_day_nothing_is_counted(small_house, works, hour):
    await small_house.opened()
    await works.tick(MIDNIGHT.replace(hour=hour))
    assert await kept(small_house) == []


async def test_at_local_midnight_the_day_that_has_ended_is_counted_once(small_house, works):
    wave = await small_house.opened()
    await works.tick(MIDNIGHT - timedelta(seconds=1))
    assert await kept(small_house) == []
    await works.tick(MIDNIGHT)
    await small_house.all_answer(wave, residents("K1"), now=MIDNIGHT)
    await works.tick(MIDNIGHT + timedelta(minutes=59))
    again = Clockwork(
        small_house.stores,
        small_house.vault,
        clock=lambda: NOW,
        hours=ALWAYS,
        instruments={},
        opened=lambda: None,
    )
    await again.tick(MIDNIGHT + timedelta(minutes=90))
    assert await kept(small_house) == [(wave, "K", DAY, 10)]
    await works.tick(MIDNIGHT + timedelta(days=1))
    assert [row[2:] for row in await kept(small_house)] == [(date(2027, 3, 2), 55)]  # 14 of 26


async def test_a_wave_that_cannot_be_counted_does_not_stop_another(small_house, works):
    broken, whole = await small_house.opened(), await small_house.opened(instrument=FIILIS)
    await small_house.vault.destroy(broken)
    await works.tick(MIDNIGHT)
    assert [row[0] for row in await kept(small_house)] == [whole]
