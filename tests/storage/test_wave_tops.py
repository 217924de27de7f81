from __future__ import annotations

from dataclasses import replace

from storage.wave_tops import list_tops
from storage.waves import freeze, mark_opened, record_wave
from tests.storage.closed_waves import NOW
from tests.storage.test_organisation import bring
from tests.storage.test_waves import wave
from tests.storage.town import UNITS, town


async def test_a_planned_wave_is_told_by_the_tree_of_today_and_an_opened_one_by_that_of_its_opening(
    connection,
):
    await bring(connection, town())
    for name, code in (("planned", "K1"), ("opened", "K1"), ("whole", "K"), ("gone", "X")):
        await record_wave(connection, replace(wave(name), unit_code=code))
    await mark_opened(connection, "opened", now=NOW)
    await freeze(connection, "opened", organisation=town(), members=[])
    units = [replace(unit, parent_code="K") if unit.code == "K1" else unit for unit in UNITS]
    await bring(connection, town(units=units))
    assert await list_tops(connection, ["planned", "opened", "whole", "gone", "nowhere"]) == {
        "planned": ("K", "K1"),
        "opened": ("K", "KA", "K1"),
        "whole": ("K",),
    }
    assert await list_tops(connection, []) == {}
