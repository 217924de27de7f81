"""HR changes a survey: open for longer, closed now, or never opened; each asks once before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from cards.wave_change import Change, Changing, cancelled_card, extend_card, sure_card
from dialogs.annual_clock import written
from dialogs.reply import Reply
from dialogs.turn import Turn
from dialogs.wave_one import changeable_wave, unit_of_wave, wave_reply
from dialogs.wave_outlook import get_organisation
from dialogs.wave_typed import moment_of
from followups.clock_rules import Problem
from storage.audit import record_audit
from storage.wave_changes import LONGEST, cancel_wave, extend_wave
from storage.waves import Wave, find_overlapping, mark_ended

USUALLY: Final = timedelta(days=7)


async def extend(turn: Turn) -> Reply:
    """Ask until when a survey shall be open, and at the second press let it."""
    wave = await changeable_wave(turn)
    if wave.state(turn.now) != "open":
        return await wave_reply(turn, wave, done="over")
    if turn.word("confirmed") != "yes":
        latest = _latest(wave).astimezone(turn.desk.zone)
        offered = min((wave.closes_at + USUALLY).astimezone(turn.desk.zone), latest)
        typed = {"closes": offered.date().isoformat(), "closes_time": f"{offered:%H:%M}"}
        return Reply(card=extend_card(await _changing(turn, wave), typed, language=turn.language))
    typed = {name: written(turn.data, name) for name in ("closes", "closes_time")}
    closes = moment_of(typed["closes"], typed["closes_time"], zone=turn.desk.zone)
    if closes == wave.closes_at:
        return await wave_reply(turn, wave, done="extended")  # pressed twice, or two people want the same
    problems = await _problems(turn, wave, closes)
    if problems or closes is None:
        given_back = extend_card(
            await _changing(turn, wave), typed, problems=problems, language=turn.language
        )
        return Reply(card=given_back)
    is_done = await extend_wave(
        turn.connection, wave.id, closes=closes, actor=turn.heard.person, now=turn.now
    )
    return await wave_reply(turn, wave, done="extended" if is_done else "over")


async def close(turn: Turn) -> Reply:
    """Ask whether a survey shall close now, and at the second press end its time; the clock counts it."""
    wave = await changeable_wave(turn)
    if wave.state(turn.now) != "open":
        return await wave_reply(turn, wave, done="over")
    if turn.word("confirmed") != "yes":
        return await _ask(turn, wave, "close")
    if await mark_ended(turn.connection, wave.id, now=turn.now):
        actor = turn.heard.person
        await record_audit(turn.connection, "wave.ended", subject=wave.id, actor=actor, now=turn.now)
        return await wave_reply(turn, wave, done="ended")
    return await wave_reply(turn, wave, done="over")


async def cancel(turn: Turn) -> Reply:
    """Ask whether a survey shall never open, and at the second press take it away."""
    wave = await changeable_wave(turn)
    if wave.opened_at is not None:
        return await wave_reply(turn, wave, done="over")
    if turn.word("confirmed") != "yes":
        return await _ask(turn, wave, "cancel")
    if not await cancel_wave(turn.connection, wave.id, actor=turn.heard.person, now=turn.now):
        return await wave_reply(turn, wave, done="over")
    gone = cancelled_card(wave.instrument.name.say(turn.language), language=turn.language)
    return Reply(card=gone, everywhere=True)


async def _ask(turn: Turn, wave: Wave, change: Change) -> Reply:
    return Reply(card=sure_card(await _changing(turn, wave), change, language=turn.language))


async def _changing(turn: Turn, wave: Wave) -> Changing:
    name = wave.instrument.name.say(turn.language)
    return Changing(wave.id, name, await unit_of_wave(turn, wave), wave.closes_at, turn.desk.zone)


def _latest(wave: Wave) -> datetime:
    return (wave.opened_at or wave.opens_at) + LONGEST


async def _problems(turn: Turn, wave: Wave, closes: datetime | None) -> Sequence[Problem]:
    if closes is None:
        return [Problem("closes")]
    if closes < wave.closes_at:
        return [Problem("later", {"closes": wave.closes_at})]
    if closes > _latest(wave):
        return [Problem("longest", {"most": LONGEST.days, "closes": _latest(wave)})]
    longer = replace(wave, closes_at=closes)
    organisation = await get_organisation(turn)
    if wave.unit_code not in organisation.units:
        return []
    other = await find_overlapping(turn.connection, longer, organisation=organisation, now=turn.now)
    return [Problem("overlap", {"opens": other.opens_at, "closes": other.closes_at})] if other else []
