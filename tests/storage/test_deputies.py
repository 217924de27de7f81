"""Deputies lead a unit between two moments, wherever the stores are asked who leads it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.deputies import (
    Deputy,
    find_deputy,
    ids_of,
    list_appointed_with,
    list_candidates,
    list_deputies,
    mark_ended,
    record_deputy,
    remove_deputy,
)
from storage.deputy_news import begins_later, is_of_the_end, record_appointed, record_ended, record_withdrawn
from storage.due_facts import find_leading
from storage.outbox import count_states
from storage.teams import Above, find_above, list_leaders, list_team
from tests.storage.closed_waves import NOW
from tests.storage.test_teams import filled as _filled

__all__ = ["filled"]
filled = _filled
DAY = timedelta(days=1)
AINO = Deputy("d-0000", "B", "aino", NOW + DAY, NOW + 2 * DAY)
INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("moment", "leads"),
    [
        (AINO.starts_at - INSTANT, False),
        (AINO.starts_at, True),
        (AINO.ends_at - INSTANT, True),
        (AINO.ends_at, False),
    ],
)
async def test_a_deputy_leads_from_the_first_moment_to_the_last(filled, moment, leads):
    await record_deputy(filled, AINO)
    assert ("aino" in await list_leaders(filled, "B", now=moment)) is leads
    assert ("aino" in await list_team(filled, "B", now=moment)) is not leads
    assert ("aino" in (await find_leading(filled, now=moment)).of("B")) is leads
    assert AINO.is_in_force(moment) is leads


async def test_a_deputy_above_supports_and_hears_of_what_waits_below(filled):
    await record_deputy(filled, Deputy("d-0000", "A", "b2", NOW, NOW + DAY))
    assert await find_above(filled, "B", now=NOW) == Above("A", ("b2", "leena"))
    assert set((await find_leading(filled, now=NOW)).above("B")) == {"b2", "leena"}
    assert await find_above(filled, "B", now=NOW + DAY) == Above("A", ("leena",))


async def test_who_stands_in_now_and_later_is_listed_by_beginning(filled):
    later = Deputy("c-0000", "C", "b2", NOW + 5 * DAY, NOW + 6 * DAY)
    over = Deputy("a-0000", "B", "b2", NOW - 5 * DAY, NOW)
    for each in (later, AINO, over):
        await record_deputy(filled, each)
    assert await list_deputies(filled, ["B", "C"], now=NOW) == [AINO, later]
    assert await list_deputies(filled, ["C"], now=NOW) == [later]
    assert await find_deputy(filled, "d-0000") == AINO
    assert await find_deputy(filled, "nothing") is None


async def test_what_was_given_together_is_found_together_while_it_ends_together(filled):
    first, second, third = (
        Deputy(name, code, "aino", NOW, NOW + 3 * DAY)
        for name, code in zip(ids_of("x", 3), ("A", "B", "C"), strict=True)
    )
    for each in (first, second, third, Deputy("xy-0000", "A", "aino", NOW, NOW + 3 * DAY)):
        await record_deputy(filled, each)
    assert await list_appointed_with(filled, second) == [first, second, third]
    await mark_ended(filled, second.id, now=NOW + DAY)
    await remove_deputy(filled, third.id)
    assert await list_appointed_with(filled, first) == [first]


async def test_leaders_nearby_come_first_and_those_of_the_unit_itself_are_left_out(filled):
    assert await list_candidates(filled, ["B"], near=["A", "B", "C", "K"], now=NOW) == [
        *("helmi", "leena", "onni"),
        *("aino", "b2"),
    ]


async def test_everybody_concerned_is_told_once_of_each_turn(filled):
    await record_deputy(filled, AINO)
    for _ in range(2):
        await record_appointed(filled, AINO, actor="eero", now=NOW)
    # Aino is appointed, begins and ends; Eero, who has appointed her, hears of the beginning and the end.
    assert (await count_states(filled))["waiting"] == 5
    await record_withdrawn(filled, AINO, actor="helmi", now=NOW)
    assert (await count_states(filled))["waiting"] == 7
    ended = Deputy(AINO.id, "B", "aino", NOW - DAY, NOW)
    await record_ended(filled, ended, actor="eero", now=NOW)
    assert (await count_states(filled))["waiting"] == 8


def test_a_key_tells_for_which_end_and_before_which_beginning_it_was_planned():
    key = f"deputy_ended:d-0000:aino:{AINO.ends_at.timestamp():.0f}"
    assert is_of_the_end(key, AINO)
    assert not is_of_the_end(key, Deputy("d-0000", "B", "aino", AINO.starts_at, AINO.ends_at - DAY))
    assert begins_later(f"deputy_appointed:d-0000:aino:{NOW.timestamp():.0f}", AINO)
    assert not begins_later(f"deputy_appointed:d-0000:aino:{AINO.ends_at.timestamp():.0f}", AINO)
