"""Which unit somebody acts for: the one a card names, or the only one they lead."""

from __future__ import annotations

from dialogs.errors import AskInPrivate, Refused
from dialogs.turn import Turn
from directory.rights import may_do, may_see
from storage.teams import Place, find_place


async def led_unit(turn: Turn) -> Place:
    """Give the unit as somebody who leads it, or a unit above; raise Refused or AskInPrivate."""
    place = await _named(turn)
    if place is None or not may_do(turn.actor.person, "lead", place.path):
        raise Refused
    return place


async def seen_unit(turn: Turn) -> Place:
    """Give the unit as somebody who may see its results; raise Refused or AskInPrivate."""
    place = await _named(turn)
    if place is None or not may_see(turn.actor.person, place.path):
        raise Refused
    return place


async def _named(turn: Turn) -> Place | None:
    if not turn.heard.is_personal:
        raise AskInPrivate
    led = turn.actor.person.leads
    code = turn.word("unit") or (led[0] if len(led) == 1 else "")
    # Looked for even where nothing is named: a refusal takes the same way for every reason.
    return await find_place(turn.connection, code)
