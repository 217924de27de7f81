"""What somebody may do with a wave: by the unit that it asks, as it was at the opening or is today."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.errors import Refused
from dialogs.turn import Turn
from directory.rights import Act, may_do, may_somewhere
from storage.wave_tops import list_tops
from storage.waves import UnknownWave, Wave, get_wave


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
    return bool(await keep_allowed(turn, act, [wave]))


async def keep_allowed(turn: Turn, act: Act, waves: Iterable[Wave]) -> list[Wave]:
    """Keep those waves with which somebody may do something; one question to the store at most."""
    person, found = turn.actor.person, list(waves)
    if may_do(person, act) or not found:
        return found
    if not may_somewhere(person, act):
        return []
    tops = await list_tops(turn.connection, [wave.id for wave in found])
    return [wave for wave in found if wave.id in tops and may_do(person, act, tops[wave.id])]


async def list_allowed(turn: Turn, act: Act, wave_ids: Iterable[str]) -> dict[str, Wave]:
    """List those of some waves with which somebody may do something."""
    found = [await get_wave(turn.connection, each) for each in sorted(set(wave_ids))]
    return {wave.id: wave for wave in await keep_allowed(turn, act, found)}
