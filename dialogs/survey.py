"""Answering a pulse: the form, the one submit, what a supervisor sees, the language of the card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cards.notices import notice_card
from cards.privacy import privacy_card
from cards.receipt import receipt_card
from cards.survey import COMMENT_INPUT, DONT_KNOW, survey_card
from content.instrument import Instrument
from content.personal_data import personal_data_in
from content.texts import LANGUAGES
from dialogs.errors import Incomplete, NotYourPulse, StaleCard, WaveClosed
from dialogs.reply import Reply
from dialogs.turn import Turn
from locales import texts
from scoring.planner import LOWEST_K
from storage.actors import record_language
from storage.ballots import UrnClosed, has_tag
from storage.sealing import COMMENT_LIMIT, Ballot, WaveSecrets, participation_tag, seal
from storage.secrets import SecretsMissing
from storage.waves import Wave, find_open_wave

_CHOICES = tuple(str(choice) for choice in range(1, 12))


async def submit(turn: Turn) -> Reply:
    """Take the answers: seal them, put them in the box with the tag of participation, give the receipt."""
    wave, cell = _membership(turn)
    if wave.state(turn.now) != "open":
        raise WaveClosed
    ballot = Ballot(
        cell=cell, answers=_answers(turn.data, wave.instrument), comment=_comment(turn.data, wave.instrument)
    )
    await _look_twice(turn, wave, ballot.comment)
    await _cast(turn, wave, ballot)
    return Reply(card=receipt_card(wave.instrument, language=turn.language), everywhere=True)


async def privacy(turn: Turn) -> Reply:
    """Tell what becomes of an answer, in a message of its own: the form keeps what is filled in."""
    asked = turn.actor.asked
    # Of no other wave is anything told, not even `k`.
    own = asked.wave if asked is not None and asked.cell is not None else None
    card = privacy_card(
        k=own.k if own else LOWEST_K,
        language=turn.language,
        has_comments=own is None or own.instrument.comment is not None,
    )
    if turn.heard.is_invoke:
        return Reply(note=texts(turn.language)("cardprivacy.below"), post=card)
    return Reply(card=card)


async def language(turn: Turn) -> Reply:
    """Keep the chosen language and draw the form, or the receipt, in it."""
    chosen = turn.word("language")
    if chosen not in LANGUAGES:
        raise StaleCard
    await record_language(turn.connection, turn.heard.person, language=chosen)
    if "wave" not in turn.data:
        return Reply(card=notice_card("language_changed", language=chosen))
    wave, _ = _membership(turn)
    return await _form(turn, wave, language=chosen)


async def show(turn: Turn) -> Reply:
    """Bring the form of the pulse that is open to this person, or say that there is none."""
    wave = await find_open_wave(turn.connection, person=turn.heard.person, now=turn.now)
    if wave is None:
        return Reply(card=notice_card("no_open_pulse", language=turn.language))
    return await _form(turn, wave, language=turn.language)


def _membership(turn: Turn) -> tuple[Wave, str]:
    asked = turn.actor.asked
    if asked is None or asked.cell is None:
        raise NotYourPulse
    return asked.wave, asked.cell


async def _form(turn: Turn, wave: Wave, *, language: str) -> Reply:
    if wave.state(turn.now) != "open":
        raise WaveClosed
    if await _has_answered(turn, wave):
        return Reply(card=receipt_card(wave.instrument, language=language))
    form = survey_card(
        wave.instrument,
        wave_id=wave.id,
        k=wave.k,
        closes=wave.closes_at,
        zone=turn.desk.zone,
        language=language,
    )
    return Reply(card=form)


async def _has_answered(turn: Turn, wave: Wave) -> bool:
    tag = participation_tag(await _secrets(turn, wave), turn.heard.person)
    async with turn.desk.stores.ballots.reading() as connection:
        return await has_tag(connection, wave.id, tag=tag)


async def _secrets(turn: Turn, wave: Wave) -> WaveSecrets:
    """Give the wave's secrets; when they are gone, no answer can be taken any more."""
    try:
        return await turn.desk.vault.get(wave.id, now=turn.now)
    except SecretsMissing:
        raise WaveClosed from None


async def _look_twice(turn: Turn, wave: Wave, comment: str) -> None:
    """Ask once to look again where a comment seems to hold personal data; identity codes are never taken."""
    found = personal_data_in(comment)
    if not found:
        return
    is_code = "identity-code" in found
    second_look = turn.desk.second_look
    mark = second_look.mark(wave=wave.id, person=turn.heard.person, comment=comment)
    if not is_code and second_look.was_warned(mark, now=turn.now):
        return
    # Whoever has answered gets the receipt, whatever is on the card that was pressed again.
    if await _has_answered(turn, wave):
        return
    second_look.remember(mark, now=turn.now)
    raise Incomplete("identity_code" if is_code else "personal_data", found=found)


async def _cast(turn: Turn, wave: Wave, ballot: Ballot) -> None:
    """Put the ballot in the box; whoever has answered already gets the same receipt."""
    secrets = await _secrets(turn, wave)
    tag = participation_tag(secrets, turn.heard.person)
    sealed = seal(ballot, secrets.public_key)
    try:
        await turn.desk.box.cast(wave.id, tag=tag, sealed=sealed)
    except UrnClosed:
        raise WaveClosed from None


def _answers(data: Mapping[str, Any], instrument: Instrument) -> dict[str, int]:
    """Read a choice for every item; "don't know" counts as answered and is left out."""
    answers = {}
    for item in instrument.items:
        given = data.get(item.id)
        if given == DONT_KNOW:
            continue
        if not isinstance(given, str) or given not in _CHOICES[: len(instrument.scale_of(item).labels)]:
            raise Incomplete("incomplete")
        answers[item.id] = int(given)
    return answers


def _comment(data: Mapping[str, Any], instrument: Instrument) -> str:
    given = data.get(COMMENT_INPUT) if instrument.comment else ""
    if not isinstance(given, str):
        return ""
    comment = "".join(sign for sign in given if sign.isprintable() or sign == "\n").strip()
    if len(comment) > COMMENT_LIMIT:
        raise Incomplete("comment_too_long")
    return comment
