"""Sharing the main points of a result with a team: its supervisor presses twice, and a member may ask."""

from __future__ import annotations

from datetime import datetime

from cards.elements import Card
from cards.shared import Team, already_card, confirm_card, done_card, nobody_card, shared_card
from dialogs.errors import Refused
from dialogs.looking import log_look, pressed_result
from dialogs.reply import Reply
from dialogs.turn import Turn
from directory.rights import may_do
from storage.audit import record_audit
from storage.results import Result, find_result_of
from storage.shares import count_staff, find_newest_share, find_share, share_results
from storage.waves import list_units_of_wave


async def share(turn: Turn) -> Reply:
    """Show what the team will get, and at the second press send it; a second time say when it was shared."""
    result = await pressed_result(turn)
    if not may_do(turn.actor.person, "share", result.unit.path):
        raise Refused
    code, person = result.unit.unit.code, turn.heard.person
    if found := await find_share(turn.connection, result.wave.id, code):
        return Reply(card=_already(turn, result, found.shared_at))
    staff = await count_staff(turn.connection, code, but=person)
    if not staff:
        return Reply(card=nobody_card(result.published, unit=result.unit.unit, language=turn.language))
    if turn.word("confirmed") != "yes":
        return Reply(card=await _confirmation(turn, result, staff=staff))
    if not await share_results(turn.connection, result.wave.id, [code], actor=person, now=turn.now):
        return Reply(card=_already(turn, result, turn.now))  # somebody else has pressed a moment ago
    done = done_card(result.published, unit=result.unit.unit, staff=staff, language=turn.language)
    return Reply(card=done, everywhere=True)


async def shared_with_me(turn: Turn) -> Reply:
    """Show the newest main points that were shared with the own unit, or raise Refused before the first."""
    code = turn.actor.person.unit_code
    found = await find_newest_share(turn.connection, code)
    # Looked for even where nothing is shared: a refusal takes the same way for every reason.
    result = await find_result_of(turn.connection, found.wave if found else "", code=code)
    if result is None or result.published.tier == "none":
        raise Refused
    await log_look(turn, result, "result.viewed")
    team = await _team(turn, result)
    return Reply(card=shared_card(team, zone=turn.desk.zone, language=turn.language))


async def _confirmation(turn: Turn, result: Result, *, staff: int) -> Card:
    subject = f"{result.wave.id}/{result.unit.unit.code}"
    await record_audit(
        turn.connection, "result.viewed", subject=subject, actor=turn.heard.person, now=turn.now
    )
    team = await _team(turn, result)
    return confirm_card(team, staff=staff, zone=turn.desk.zone, language=turn.language)


def _already(turn: Turn, result: Result, shared_at: datetime) -> Card:
    day = shared_at.astimezone(turn.desk.zone).date()
    return already_card(result.published, unit=result.unit.unit, day=day, language=turn.language)


async def _team(turn: Turn, result: Result) -> Team:
    wave, published = result.wave, result.published
    if wave.closed_at is None:
        raise Refused
    members = await list_units_of_wave(turn.connection, wave.id, codes=published.members)
    return Team(
        published, result.unit.unit, members, wave.instrument, wave.closed_at, wave.k, result.has_below
    )
