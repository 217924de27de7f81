from __future__ import annotations

import pytest

from delivery.throttle import AWAY_AFTER, Throttle


def test_a_429_pauses_and_lowers_the_rate_once_for_the_whole_pause():
    throttle = Throttle(40.0)
    assert throttle.slow(100.0, seconds=10.0) is True
    assert throttle.slow(101.0, seconds=10.0) is False
    assert throttle.paused_until == 111.0
    assert throttle.rate == pytest.approx(32.0)


def test_the_rate_never_falls_below_a_fifth_and_comes_back():
    throttle = Throttle(40.0)
    for number in range(50):
        throttle.slow(100.0 * number, seconds=1.0)
    assert throttle.rate == pytest.approx(8.0)
    for _ in range(50):
        throttle.speed_up()
    assert throttle.rate == 40.0


def test_many_lost_messages_in_a_row_pause_longer_each_time_until_one_arrives():
    throttle = Throttle(40.0)
    pauses = []
    for round_number in range(6):
        for _ in range(AWAY_AFTER):
            throttle.lost(10_000.0 * round_number)
        pauses.append(throttle.paused_until - 10_000.0 * round_number)
    assert pauses == [30.0, 60.0, 120.0, 240.0, 300.0, 300.0]
    throttle.answered()
    for _ in range(AWAY_AFTER):
        throttle.lost(100_000.0)
    assert throttle.paused_until == 100_030.0


def test_a_few_lost_messages_among_others_pause_nothing():
    throttle = Throttle(40.0)
    for _ in range(5):
        for _ in range(AWAY_AFTER - 1):
            throttle.lost(1.0)
        throttle.answered()
    assert throttle.paused_until == 0.0
