"""Which published result somebody asks for, and whether they may look at it."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from cards.named import Named
from dialogs.errors import AskInPrivate, Refused
from dialogs.turn import Turn
from directory.rights import may_see
from storage.results import Result, find_latest_result, find_result_of, list_named_units


async def pressed_result(turn: Turn) -> Result:
    """Give the result that a card names by `unit`, and by `wave` unless the latest is meant.

    Raise AskInPrivate where others read along, Refused for no right, too few answers and nothing alike.
    """
    if not turn.heard.is_personal:
        raise AskInPrivate
    found = await find_named(turn, turn.word("unit"))
    if found is None or not may_look(turn, found):
        raise Refused
    return found


async def find_named(turn: Turn, code: str) -> Result | None:
    """Find the result of a unit in the wave that a card names, or in the latest, whoever asks."""
    if wave := turn.word("wave"):
        return await find_result_of(turn.connection, wave, code=code)
    return await find_latest_result(turn.connection, code=code)


async def list_named(connection: AsyncConnection, result: Result) -> Named:
    """Give the units that a result names, as they were when its wave opened."""
    return Named(*await list_named_units(connection, result))


def may_look(turn: Turn, result: Result) -> bool:
    """Say whether there is anything to see for this person: a right to the unit, and enough answers."""
    return may_see(turn.actor.person, result.unit.path) and result.published.tier != "none"


async def log_look(turn: Turn, result: Result, action: str) -> None:
    """Keep who looked at what; a look that cannot be written down does not happen."""
    subject = f"{result.wave.id}/{result.unit.unit.code}"
    await turn.desk.audit.note(action, subject=subject, actor=turn.heard.person, now=turn.now)
