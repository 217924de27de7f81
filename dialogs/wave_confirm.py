"""The second person of HR lets a survey of many people open, or not."""

from __future__ import annotations

from cards.wave_change import cancelled_card
from dialogs.errors import StaleCard
from dialogs.reply import Reply
from dialogs.turn import Turn
from dialogs.wave_one import changeable_wave, wave_reply
from storage.outbox import NewDelivery, record_deliveries
from storage.wave_changes import DECLINED, cancel_wave
from storage.wave_requests import WAVE_ANSWERED, Request, confirm, find_request
from storage.waves import Wave


async def answer(turn: Turn) -> Reply:
    """Confirm the survey or take it away; whoever comes second sees what the first has done."""
    wave = await changeable_wave(turn)
    request = await find_request(turn.connection, wave.id)
    if request is None:
        return await wave_reply(turn, wave, done="answered")
    if request.actor == turn.heard.person:
        return await wave_reply(turn, wave, done="own")
    if turn.now >= request.until:
        return await wave_reply(turn, wave, done="late")
    if turn.word("answer") == "yes":
        is_first = await confirm(turn.connection, wave.id, actor=turn.heard.person, now=turn.now)
        if is_first:
            await _tell(turn, wave, request)
        return await wave_reply(turn, wave, done="confirmed" if is_first else "answered")
    if turn.word("answer") != "no":
        raise StaleCard
    is_gone = await cancel_wave(
        turn.connection, wave.id, actor=turn.heard.person, now=turn.now, action=DECLINED
    )
    if not is_gone:
        return await wave_reply(turn, wave, done="answered")
    await _tell(turn, wave, request)
    gone = cancelled_card(wave.instrument.name.say(turn.language), language=turn.language)
    return Reply(card=gone, everywhere=True)


async def _tell(turn: Turn, wave: Wave, request: Request) -> None:
    """Let whoever asked for the survey know."""
    news = NewDelivery(
        key=f"{WAVE_ANSWERED}:{wave.id}:{request.actor}",
        kind=WAVE_ANSWERED,
        about=wave.id,
        person=request.actor,
        due_at=turn.now,
        expires_at=wave.closes_at,
    )
    await record_deliveries(turn.connection, [news] if request.actor else [])
