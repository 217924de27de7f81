"""What nobody waits for leaves in the slots that all processes share, and gives up quietly in the end."""

from __future__ import annotations

from structlog.testing import capture_logs

from delivery.later import MOST_TOGETHER, Later
from storage.pace import reserve_calls
from tests.delivery.conftest import Clock

RATE = 40.0


class Calls:
    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.left: list[float] = []

    async def __call__(self) -> None:
        self.left.append(self.clock.now.timestamp())


async def test_calls_leave_one_by_one_at_the_rate(sqlite_stores):
    clock = Clock()
    start = clock.now.timestamp()
    calls = Calls(clock)
    later = Later(sqlite_stores.identity, rate=RATE, clock=clock, sleep=clock.sleep)
    for _ in range(3 * MOST_TOGETHER):
        later.add(calls)
    await later.finish(seconds=5)
    assert len(calls.left) == 3 * MOST_TOGETHER
    assert calls.left == sorted(calls.left)
    assert calls.left[-1] - start >= (3 * MOST_TOGETHER - 1) / RATE - 0.001


async def test_the_slots_are_shared_with_mass_messages(stores):
    clock = Clock()
    start = clock.now.timestamp()
    calls = Calls(clock)
    async with stores.identity.writing() as connection:
        await reserve_calls(connection, now=start, calls=80, rate=RATE)
    later = Later(stores.identity, rate=RATE, clock=clock, sleep=clock.sleep)
    later.add(calls)
    await later.finish(seconds=5)
    assert calls.left[0] >= start + 80 / RATE - 0.001


async def test_what_does_not_leave_in_time_is_counted_not_waited_for(sqlite_stores):
    clock = Clock()
    start = clock.now.timestamp()
    async with sqlite_stores.identity.writing() as connection:
        await reserve_calls(connection, now=start, calls=4000, rate=RATE)
    calls = Calls(clock)
    later = Later(sqlite_stores.identity, rate=RATE, clock=clock)
    later.add(calls)
    with capture_logs() as logs:
        await later.finish(seconds=0.05)
    assert calls.left == []
    assert [(line["event"], line["calls"]) for line in logs] == [("left_undone", 1)]
