"""Short answers in a calm tone: one heading, one sentence, and a button where there is something to do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from microsoft_teams.cards import Action

from cards.elements import Card, card, execute, plain, title
from cards.open_wave import OpenWave, answered_in_words
from content.instrument import Instrument
from content.personal_data import KINDS, Kind
from followups.reminders import Whom
from locales import texts

NOTICES: Final = (
    "refusal",
    "not_in_directory",
    "wave_closed",
    "stale_card",
    "not_your_pulse",
    "not_your_vote",
    "vote_over",
    "no_open_vote",
    "incomplete",
    "comment_too_long",
    "ask_in_private",
    "no_open_pulse",
    "something_went_wrong",
    "try_again",
    "language_changed",
)
"""The notices that need no facts; "refusal" is the one answer to no right, too few and does not exist."""


def notice_card(
    key: str, *, language: str, actions: Sequence[Action] = (), more: str = "", **facts: object
) -> Card:
    """Say what `cardnotice.<key>` says, and `more` below it; facts may be words that people wrote."""
    say = texts(language)
    sentences = [say(f"cardnotice.{key}.sentence", **facts), more]
    body = [title(say(f"cardnotice.{key}.heading")), *(plain(each) for each in sentences if each)]
    return card(body, language=language, actions=actions)


def found_sentence(key: str, found: Collection[Kind], *, language: str) -> str:
    """Say what a comment seems to hold, by kinds and never by its words, and what can be done about it."""
    say = texts(language)
    named = say.listed([say(f"cardnotice.found.{kind}") for kind in KINDS if kind in found])
    return say(f"cardnotice.{key}.sentence", found=named, submit=say("cardsurvey.submit"))


def pending_card(wave: OpenWave | None, *, zone: ZoneInfo, language: str) -> Card:
    """Tell that there is no result yet: a wave is open, or there has been none (None)."""
    if wave is None:
        return notice_card("pending_never", language=language)
    say = texts(language)
    moment = say.moment(wave.closes, zone)
    return notice_card(
        "pending_open", language=language, moment=moment, more=answered_in_words(wave, say=say)
    )


def reminder_card(
    instrument: Instrument, *, whom: Whom, wave_id: str, closes: datetime, zone: ZoneInfo, language: str
) -> Card:
    """Remind of an open wave in words that fit everybody, and say of nobody whether they have answered."""
    say = texts(language)
    open_form = execute(
        say("cardnotice.open_survey"),
        "survey.language",
        data={"wave": wave_id, "language": language},
        style="positive",
    )
    return notice_card(
        "reminder" if whom == "all" else "reminder_unanswered",
        language=language,
        actions=[open_form],
        instrument=instrument.name.say(language),
        moment=say.moment(closes, zone),
    )
