"""Builds what the outbox sends, at the moment of sending and in each person's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cards.activity import message
from cards.notices import reminder_card
from cards.survey import survey_card
from delivery.guards import Skip
from jobs.open_waves import REMINDER
from storage.actors import list_languages
from storage.engine import Stores
from storage.outbox import Delivery
from storage.reasons import NOT_IN_DIRECTORY, WAVE_CLOSED
from storage.waves import Wave, find_wave

Message = Mapping[str, Any]


class Messages:
    """Turn intents into messages; a card is made once for each wave, kind and language of a batch."""

    def __init__(self, stores: Stores, *, zone: ZoneInfo) -> None:
        self._stores = stores
        self._zone = zone

    async def build(self, deliveries: Sequence[Delivery], now: datetime) -> dict[str, Message | Skip]:
        """Give a message or the reason for none, by the delivery's key."""
        async with self._stores.identity.reading() as connection:
            languages = await list_languages(connection, {each.person for each in deliveries})
            waves = {
                about: await find_wave(connection, about) for about in {each.about for each in deliveries}
            }
        made: dict[tuple[str, str, str], Message] = {}
        return {
            each.key: self._one(each, waves[each.about], languages.get(each.person), made=made, now=now)
            for each in deliveries
        }

    def _one(
        self,
        delivery: Delivery,
        wave: Wave | None,
        language: str | None,
        *,
        made: dict[tuple[str, str, str], Message],
        now: datetime,
    ) -> Message | Skip:
        if language is None:
            return Skip(NOT_IN_DIRECTORY)
        if wave is None or wave.state(now) != "open":
            return Skip(WAVE_CLOSED)
        key = (wave.id, delivery.kind, language)
        if key not in made:
            made[key] = self._message(wave, delivery.kind, language)
        return made[key]

    def _message(self, wave: Wave, kind: str, language: str) -> Message:
        name = wave.instrument.name.say(language)
        about: dict[str, Any] = {
            "wave_id": wave.id,
            "closes": wave.closes_at,
            "zone": self._zone,
            "language": language,
        }
        if kind == REMINDER:
            return message(reminder_card(wave.instrument, **about), summary=name, alert=True)
        return message(survey_card(wave.instrument, k=wave.k, **about), summary=name, alert=True)
