"""What lies behind a result: its questions, capabilities, trend, comments, choices and explanations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from cards.comments import comments_card
from cards.details import Reading, rows, ways_on
from cards.details_capabilities import capabilities_card
from cards.details_choose import choose_card
from cards.details_explain import explain_card, general_explain_card
from cards.details_items import items_card
from cards.details_trend import OtherWave, trend_card
from cards.elements import Card
from cards.result_actions import offers_of
from dialogs.comments import deletable
from dialogs.errors import AskInPrivate, Refused
from dialogs.looking import list_named, log_look, may_look, pressed_result
from dialogs.reply import Reply
from dialogs.turn import Turn
from dialogs.wave_rights import may_with
from directory.rights import may_do, may_see
from locales import texts
from storage.comments import list_shown
from storage.organisation import find_root
from storage.results import Result, find_latest_result, list_results_of_unit

_BY_RESULT: Final[Mapping[str, Callable[[Reading], Card]]] = {
    "capabilities": capabilities_card,
    "choose": choose_card,
    "explain": explain_card,
}
"""Views that need nothing but the result."""


async def detail(turn: Turn) -> Reply:
    """Show a view of what lies behind a result; a card that names none is an older one and means comments."""
    result = await pressed_result(turn)
    view = turn.word("view") if "view" in turn.data else "comments"
    await log_look(turn, result, "comments.viewed" if view == "comments" else "result.viewed")
    return Reply(card=await _card(turn, result, view))


async def explain(turn: Turn) -> Reply:
    """Explain the latest result that is somebody's own, or results in general to whoever sees none."""
    if not turn.heard.is_personal:
        raise AskInPrivate
    result = await _own_result(turn)
    if result is None:
        return Reply(card=general_explain_card(language=turn.language))
    await log_look(turn, result, "result.viewed")
    return Reply(card=explain_card(await _reading(turn, result)))


async def _own_result(turn: Turn) -> Result | None:
    """Find the latest result of the only unit somebody leads, or else of the whole."""
    led = turn.actor.person.charge
    code = await find_root(turn.connection) if not led else led[0] if len(led) == 1 else None
    found = await find_latest_result(turn.connection, code=code) if code else None
    return found if found and may_look(turn, found) else None


async def _card(turn: Turn, result: Result, view: str) -> Card:
    reading = await _reading(turn, result)
    if view in _BY_RESULT:
        return _BY_RESULT[view](reading)
    match view:
        case "comments":
            return await _comments(turn, result, reading)
        case "trend":
            return trend_card(reading, await _others(turn, result))
        case _:
            return items_card(reading, page=turn.word("page"))


async def _comments(turn: Turn, result: Result, reading: Reading) -> Card:
    unit = result.unit.unit
    found = await list_shown(turn.connection, result.wave.id, code=unit.code)
    if await may_with(turn, "review", result.wave):
        return deletable(found, unit=unit, wave=result.wave.id, language=turn.language)
    ways = rows(ways_on("comments", reading=reading))
    return comments_card([comment.text for comment in found], unit=unit, language=turn.language, ways=ways)


async def _others(turn: Turn, result: Result) -> list[OtherWave]:
    """List the unit's other waves that this person may open."""
    found = await list_results_of_unit(turn.connection, code=result.unit.unit.code)
    return [
        _other(turn, each)
        for each in found
        if each.wave.id != result.wave.id and may_see(turn.actor.person, each.unit.path)
    ]


def _other(turn: Turn, result: Result) -> OtherWave:
    closed_at = result.wave.closed_at or result.wave.closes_at
    day = texts(turn.language).date(closed_at.astimezone(turn.desk.zone).date())
    return OtherWave(result.wave.id, result.wave.instrument.name.say(turn.language), day)


async def _reading(turn: Turn, result: Result) -> Reading:
    if result.wave.closed_at is None:
        raise Refused
    return Reading(
        result.published,
        result.unit.unit,
        result.whole,
        result.wave.instrument,
        result.wave.closed_at,
        turn.desk.zone,
        turn.language,
        k=result.wave.k,
        has_others=result.has_others,
        members=(await list_named(turn.connection, result)).members,
        actions=turn.desk.actions,
        leads=may_do(turn.actor.person, "lead", result.unit.path),
        offers=offers_of(
            result.published,
            person=turn.actor.person,
            path=result.unit.path,
            above=result.unit.above,
            others=result.leads_to,
        ),
    )
