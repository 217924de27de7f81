"""What somebody may do with a wave: by the unit that it asks, as it was at the opening or is today."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.errors import Refused
from dialogs.turn import Turn
from directory.rights import Act, may_do
from storage.teams import find_place
from storage.waves import UnknownWave, Wave, find_frozen_unit, get_wave


async def pressed_wave(turn: Turn, act: Act) -> Wave:
    """Give the wave that a card names to whoever may do something with it; raise Refused."""
    return await allowed_wave(turn, act, turn.word("wave"))


async def allowed_wave(turn: Turn, act: Act, wave_id: str) -> Wave:
    """Give a wave to whoever may do something with it; raise Refused."""
    try:
        wave = await get_wave(turn.connection, wave_id)
    except UnknownWave:
        raise Refused from None
    if not await may_with(turn, act, wave):
        raise Refused
    return wave


async def may_with(turn: Turn, act: Act, wave: Wave) -> bool:
    """Say whether somebody may do something with all of a wave."""
    person = turn.actor.person
    if may_do(person, act):
        return True
    frozen = await find_frozen_unit(turn.connection, wave.id, code=wave.unit_code)
    known = frozen or await find_place(turn.connection, wave.unit_code)
    return known is not None and may_do(person, act, known.path)


async def list_allowed(turn: Turn, act: Act, wave_ids: Iterable[str]) -> dict[str, Wave]:
    """List those of some waves with which somebody may do something."""
    found = {each: await get_wave(turn.connection, each) for each in sorted(set(wave_ids))}
    return {each: wave for each, wave in found.items() if await may_with(turn, act, wave)}
