"""Nobody is nudged more than once in seven days, whoever asks for it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from storage.channels import recipient_of
from storage.nudges import list_resting, record_nudge, remove_nudges

MONDAY = date(2027, 3, 1)


@pytest.mark.parametrize("recipient", ["eero", recipient_of("K1")])
async def test_a_second_nudge_waits_for_seven_days(connection, recipient):
    assert await record_nudge(connection, recipient, today=MONDAY)
    for days in (0, 1, 6):
        assert not await record_nudge(connection, recipient, today=MONDAY + timedelta(days=days))
    assert await record_nudge(connection, recipient, today=MONDAY + timedelta(days=7))
    assert not await record_nudge(connection, recipient, today=MONDAY + timedelta(days=13))


async def test_those_who_rest_are_listed_with_the_day_on_which_they_can_be_nudged(connection):
    await record_nudge(connection, "eero", today=MONDAY)
    asked = ["eero", "onni", recipient_of("K1")]
    later = MONDAY + timedelta(days=6)
    assert await list_resting(connection, asked, today=later) == {"eero": MONDAY + timedelta(days=7)}
    assert await list_resting(connection, asked, today=MONDAY + timedelta(days=7)) == {}


async def test_a_nudge_that_is_taken_back_was_none(connection):
    day = date(2027, 3, 1)
    for each in ("aino", "eero"):
        assert await record_nudge(connection, each, today=day)
    await remove_nudges(connection, ["aino", "nobody"])
    assert await record_nudge(connection, "aino", today=day)
    assert not await record_nudge(connection, "eero", today=day)
