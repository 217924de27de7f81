from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from content.asked import part_of, with_targets
from content.loader import load_instruments
from storage.instruments import InstrumentChanged, find_next_part, list_changed, record_use
from storage.waves import Wave, mark_opened, record_wave

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
MONTH = timedelta(days=30)
KNOWN = load_instruments()
FIILIS, ROTATION, TEMPLATE = KNOWN["fiilis"], KNOWN["tyoelaman-laatu-pulssi"], KNOWN["kohteet"]


def reworded(instrument):
    return replace(instrument, intro=replace(instrument.intro, fi="Muutettu."))


async def test_a_version_may_be_used_again_as_it_is(connection):
    await record_use(connection, FIILIS)
    await record_use(connection, FIILIS)
    assert await list_changed(connection, KNOWN.values()) == []


async def test_a_used_version_with_other_words_is_refused_and_the_first_stays(connection):
    await record_use(connection, FIILIS)
    with pytest.raises(InstrumentChanged, match="fiilis has changed since its version 1"):
        await record_use(connection, reworded(FIILIS))
    await record_use(connection, FIILIS)


async def test_other_words_under_a_new_version_are_another_instrument(connection):
    await record_use(connection, FIILIS)
    newer = replace(reworded(FIILIS), version=2)
    await record_use(connection, newer)
    changed = replace(FIILIS, version=2)
    assert await list_changed(connection, [FIILIS, newer, changed]) == [changed]


async def test_what_was_never_used_may_change(connection):
    assert await list_changed(connection, [reworded(FIILIS)]) == []


async def test_a_filled_template_does_not_lock_the_words_of_a_team(connection):
    await record_use(connection, TEMPLATE)
    assert with_targets(TEMPLATE, ["Perehdytys"]) != TEMPLATE
    await record_use(connection, TEMPLATE)


async def planned(connection, part: int, *, months: int, unit: str = "K", opened: bool = True) -> None:
    opens = NOW + months * MONTH
    wave = Wave(f"w-{unit}-{months}", part_of(ROTATION, part), unit, 5, 0, opens, opens + MONTH)
    await record_wave(connection, wave)
    if opened:
        await mark_opened(connection, wave.id, now=opens)


async def next_part(connection, *, months: int, unit: str = "K") -> int:
    return await find_next_part(connection, ROTATION, unit_code=unit, now=NOW + months * MONTH)


async def test_parts_are_asked_in_turn_and_the_first_comes_again(connection):
    turns = []
    for month in range(5):
        turns.append(await next_part(connection, months=month))
        await planned(connection, turns[-1], months=month)
    assert turns == [1, 2, 3, 1, 2]


async def test_units_have_turns_of_their_own(connection):
    await planned(connection, 1, months=0, unit="K1")
    assert await next_part(connection, months=1) == 1
    assert await next_part(connection, months=1, unit="K1") == 2


async def test_a_wave_that_was_missed_has_had_no_turn(connection):
    await planned(connection, 1, months=0, opened=False)
    assert await next_part(connection, months=0) == 2
    assert await next_part(connection, months=2) == 1
