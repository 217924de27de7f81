"""Showing published results to those who may see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from cards.elements import Card
from cards.named import Named
from cards.notices import pending_card
from cards.open_wave import OpenWave
from cards.result_actions import Offer, offers_of
from cards.results import result_card
from cards.units import found_units_card
from dialogs.errors import AskInPrivate, Refused
from dialogs.intents import unit_in
from dialogs.looking import find_named, list_named, log_look, may_look
from dialogs.reply import Reply
from dialogs.sharing import shared_with_me
from dialogs.turn import Turn
from dialogs.unit_names import choose, named_units
from directory.rights import may_see
from storage.organisation import find_root, list_units_by_code
from storage.response_rates import OpenRound, find_open_round
from storage.results import Result


async def show(turn: Turn) -> Reply:
    """Show the result of the unit asked for or named, of the only one led, or let the person choose."""
    if not turn.heard.is_personal:
        raise AskInPrivate
    code = turn.word("unit")
    if not code and (name := unit_in(turn.heard.words)):
        found = await named_units(turn, name)
        if len(found) > 1:
            return Reply(card=found_units_card(found, language=turn.language))
        code = found[0].code
    meant = code or await _own_unit(turn)
    if isinstance(meant, Reply):
        return meant
    return await _result(turn, meant) if meant else await choose(turn)


async def _own_unit(turn: Turn) -> str | Reply | None:
    """Give the unit a person most likely means, None when several are led.

    Whoever may see none gets what has been shared with those who work in the own unit, or Refused.
    """
    person = turn.actor.person
    if len(person.charge) == 1:
        return person.charge[0]
    if person.charge:
        return None
    root = await find_root(turn.connection)
    if root is None or not may_see(person, (root,)):
        return await shared_with_me(turn)
    return root


async def _result(turn: Turn, code: str) -> Reply:
    # Both are looked for before anything is decided: a refusal takes the same way for every reason.
    result = await find_named(turn, code)
    opened = await find_open_round(turn.connection, code=code, now=turn.now)
    if opened is not None and not may_see(turn.actor.person, opened.unit.path):
        opened = None
    if result is None and not turn.word("wave"):
        return await _pending(turn, code, opened)
    if result is None or not may_look(turn, result):
        raise Refused
    named = await list_named(turn.connection, result)
    await log_look(turn, result, "result.viewed")
    return Reply(card=_drawn(_shown(turn, result, named, opened)))


async def _pending(turn: Turn, code: str, opened: OpenRound | None) -> Reply:
    """Tell when there will be a result; whoever sees no open wave is told only of units that exist."""
    if opened is None:
        known = await list_units_by_code(turn.connection, [code])
        if not known or not may_see(turn.actor.person, (code,)):
            raise Refused
    return Reply(card=pending_card(_open_wave(opened), zone=turn.desk.zone, language=turn.language))


def _open_wave(opened: OpenRound | None) -> OpenWave | None:
    return OpenWave(opened.closes_at, opened.day, opened.rate) if opened else None


@dataclass(frozen=True, slots=True)
class _Shown:
    """A result as somebody sees it; once a wave is closed, the first seven fields say all."""

    wave: str
    unit: str
    closed_at: datetime
    zone: ZoneInfo
    language: str
    offers: tuple[Offer, ...]
    open_wave: OpenWave | None
    result: Result = field(compare=False)
    named: Named = field(compare=False)


def _shown(turn: Turn, result: Result, named: Named, opened: OpenRound | None) -> _Shown:
    closed_at = result.wave.closed_at
    if closed_at is None:
        raise Refused
    code = result.unit.unit.code
    also = _open_wave(opened) if opened and opened.closes_at > turn.now else None
    offers = offers_of(
        result.published,
        person=turn.actor.person,
        path=result.unit.path,
        above=result.unit.above,
        others=result.leads_to,
    )
    return _Shown(result.wave.id, code, closed_at, turn.desk.zone, turn.language, offers, also, result, named)


@lru_cache(maxsize=512)
def _drawn(shown: _Shown) -> Card:
    """Draw the card, remembered: a result never changes, a rate does by day, and all ask on one day."""
    result = shown.result
    return result_card(
        result.published,
        unit=result.unit.unit,
        named=shown.named,
        organisation=result.whole,
        instrument=result.wave.instrument,
        closed_at=shown.closed_at,
        zone=shown.zone,
        language=shown.language,
        open_wave=shown.open_wave,
        offers=shown.offers,
    )
