"""The usual times hold until HR sets others; impossible ones are refused by the store."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from followups.cycle import USUAL, Cycle
from storage.audit import list_audit
from storage.cycle import change_cycle, find_cycle, record_cycle


async def test_times_are_found_as_they_were_set_last(connection):
    assert await find_cycle(connection) == USUAL
    for times in (Cycle(7, 21, 2), Cycle(10, 40, 3)):
        await record_cycle(connection, times)
        assert await find_cycle(connection) == times


@pytest.mark.parametrize("times", [Cycle(31, 30, 3), Cycle(0, 30, 3), Cycle(14, 91, 3), Cycle(14, 30, 4)])
async def test_times_that_cannot_be_are_refused(connection, times):
    with pytest.raises(IntegrityError):
        await record_cycle(connection, times)


async def test_a_change_is_in_the_log_and_the_same_again_is_none(connection):
    now = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
    await change_cycle(connection, USUAL, USUAL, actor="helmi", now=now)
    await change_cycle(connection, USUAL, Cycle(7, 21, 2), actor="helmi", now=now)
    lines = [(line.action, line.subject) for line in await list_audit(connection, newest=10)]
    assert lines == [("clock.times", "7/21/2")]
