from __future__ import annotations

import pytest

from dialogs.even_pace import JITTER, STEP, EvenPace


class Watch:
    """A watch that goes only when somebody works or sleeps."""

    def __init__(self) -> None:
        self.shows = 1000.0

    def __call__(self) -> float:
        return self.shows

    async def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.shows += seconds


async def took(work: float, *, spread: float = 0.0) -> float:
    """Give how long an answer takes that needed `work` seconds."""
    watch = Watch()
    pace = EvenPace(monotonic=watch, sleep=watch.sleep, spread=lambda _low, high: spread * high)
    began = pace.begin()
    watch.shows += work
    await pace.wait(began)
    return watch.shows - 1000.0


@pytest.mark.parametrize("work", [0.0, 0.001, 0.0311, 0.049])
async def test_whatever_a_refusal_needed_it_takes_one_step(work):
    assert await took(work) == pytest.approx(STEP)


async def test_what_took_longer_ends_with_a_whole_step_too():
    assert await took(1.7 * STEP) == pytest.approx(2 * STEP)


async def test_the_end_is_spread_by_less_than_a_tenth_of_a_step():
    assert await took(0.01, spread=1.0) == pytest.approx(STEP + JITTER)
    assert JITTER <= STEP / 10
