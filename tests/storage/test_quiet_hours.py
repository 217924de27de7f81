from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from followups.quiet_hours import QuietHours
from storage.quiet_hours import find_quiet_hours, record_quiet_hours, remove_quiet_hours
from storage.retention import RULES, remove_expired
from storage.tables.quiet_hours import quiet_hours

NIGHT, DAY = QuietHours("21:00", "07:00"), QuietHours("08:00", "16:00")
NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


async def test_the_newest_choice_counts_and_can_be_taken_back(connection):
    for quiet in (NIGHT, DAY, DAY):
        await record_quiet_hours(connection, "aino", quiet)
        assert await find_quiet_hours(connection, "aino") == quiet
    assert await find_quiet_hours(connection, "onni") is None
    for _ in range(2):
        await remove_quiet_hours(connection, "aino")
        assert await find_quiet_hours(connection, "aino") is None


async def test_quiet_hours_that_last_no_time_cannot_be_stored(connection):
    with pytest.raises(IntegrityError, match="lasts"):
        await connection.execute(quiet_hours.insert().values(person="aino", starts="08:00", ends="08:00"))


async def test_quiet_hours_of_somebody_in_no_directory_go_with_the_next_purge(connection):
    await record_quiet_hours(connection, "nobody", NIGHT)
    (rule,) = [each for each in RULES if each.name == "addresses"]
    assert await remove_expired(connection, rule, now=NOW) == 1
    assert await find_quiet_hours(connection, "nobody") is None
