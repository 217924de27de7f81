"""The productivity scenario, for management: three figures come with the press, nothing is kept."""

from __future__ import annotations

from math import isfinite

from cards.level_scenario import LIMITS, Now, no_scenario_card, nonsense_in_words, scenario_card
from dialogs.errors import AskInPrivate, Refused
from dialogs.looking import log_look
from dialogs.reply import Reply
from dialogs.turn import Turn
from directory.organisation import Person
from directory.rights import may_do
from scoring.scenario import NoScenario, Scenario
from storage.levels import find_latest_with_index
from storage.organisation import find_root

_LONGEST = 20
"""Signs of a figure."""


async def scenario(turn: Turn) -> Reply:
    """Show the form, or with its figures what they would amount to."""
    if not turn.heard.is_personal:
        raise AskInPrivate
    if not may_think(turn.actor.person):
        raise Refused
    root = await find_root(turn.connection)
    found = await find_latest_with_index(turn.connection, code=root) if root else None
    if found is None or found.published.index is None or found.wave.closed_at is None:
        return Reply(card=no_scenario_card(language=turn.language))
    index, closed_at = found.published.index.value, found.wave.closed_at
    now = Now(index, closed_at, turn.desk.zone, unit=found.unit.unit.code, wave=found.wave.id)
    told = {name: figure_of(turn.data[name]) for name in LIMITS if name in turn.data}
    thought = _thought(told, now)
    if told and thought is None:
        return Reply(note=nonsense_in_words(language=turn.language))
    await log_look(turn, found, "scenario.viewed")
    return Reply(card=scenario_card(now, thought=thought, language=turn.language))


def may_think(person: Person) -> bool:
    """Say whether somebody answers for what work costs."""
    return may_do(person, "think")


def figure_of(value: object) -> float | None:
    """Read a figure as clients send it, a number or its text with a point or a comma; None for all else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    written = str(value).strip().replace(",", ".")
    if len(written) > _LONGEST or not written.isascii():
        return None
    try:
        figure = float(written)
    except ValueError:
        return None
    return figure if isfinite(figure) else None


def _thought(told: dict[str, float | None], now: Now) -> Scenario | None:
    """Make a scenario when every figure is there and within its limits."""
    known = {name: figure for name, figure in told.items() if figure is not None}
    if known.keys() != LIMITS.keys() or not all(_is_within(name, figure) for name, figure in known.items()):
        return None
    try:
        return Scenario(index_now=now.index, **known)
    except NoScenario:
        return None


def _is_within(name: str, figure: float) -> bool:
    lowest, highest = LIMITS[name]
    return lowest <= figure <= highest
