from __future__ import annotations

from datetime import date, timedelta

from storage.pauses import find_pause, record_pause, remove_pause

TODAY = date(2027, 3, 1)
END = TODAY + timedelta(days=14)


async def test_a_pause_holds_up_to_its_last_day_and_on_it(connection):
    await record_pause(connection, "aino", until=END)
    assert await find_pause(connection, "aino", today=TODAY) == END
    assert await find_pause(connection, "aino", today=END) == END
    assert await find_pause(connection, "aino", today=END + timedelta(days=1)) is None
    assert await find_pause(connection, "onni", today=TODAY) is None


async def test_the_newest_choice_counts_and_a_pause_can_end_early(connection):
    await record_pause(connection, "aino", until=END)
    await record_pause(connection, "aino", until=TODAY)
    assert await find_pause(connection, "aino", today=TODAY) == TODAY
    for _ in range(2):
        await remove_pause(connection, "aino")
        assert await find_pause(connection, "aino", today=TODAY) is None
