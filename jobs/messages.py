"""Builds what the outbox sends, at the moment of sending and in each person's language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cards.activity import message
from cards.notices import reminder_card
from cards.survey import survey_card
from delivery.guards import Blind, Content, Quiet, Skip, Wait
from followups.own_time import OwnTime
from followups.working_time import Calendar, WorkingTime
from jobs.announce_results import Manner, result_messages
from jobs.circumstances import EMPTY, Circumstances, Library
from jobs.share_results import shared_messages
from jobs.unit_messages import BUILDERS, unit_messages
from storage.actors import Reader, list_readers
from storage.ballots import list_tags
from storage.engine import Stores
from storage.outbox import AFTER_CLOSE, INVITATION, REMINDER, RESULT, Delivery, list_overtaken
from storage.reasons import NOT_IN_DIRECTORY, OVERTAKEN, WAVE_CLOSED
from storage.sealing import participation_tag
from storage.secrets import SecretsMissing, Vault
from storage.waves import Wave, find_wave
from storage.working_hours import find_calendar

Message = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known about a batch when it is built."""

    now: datetime
    waves: Mapping[str, Wave]
    readers: Mapping[str, Reader]
    calendar: Calendar
    overtaken: Collection[str]


class Messages:
    """Turn intents into messages; a card is made once for each wave, kind and language of a batch.

    `hours` hold where a unit and those above it have none of their own. Results are drawn one by one, by
    each person's rights; their main points leave for teams `share_after` days after the close, 0: never.
    """

    def __init__(
        self,
        stores: Stores,
        vault: Vault,
        *,
        hours: WorkingTime,
        share_after: int = 0,
        library: Library = EMPTY,
        representatives: Collection[str] = (),
    ) -> None:
        self._stores = stores
        self._vault = vault
        self._hours = hours
        self._manner = Manner(hours.zone, share_after)
        self._library = library
        self._representatives = representatives

    async def build(self, deliveries: Sequence[Delivery], now: datetime) -> dict[str, Content]:
        """Give a message or what is to be done instead, by the delivery's key."""
        known = await self._look_up(deliveries, now)
        of_units = [each for each in deliveries if each.kind in BUILDERS]
        of_waves = [each for each in deliveries if each.kind not in BUILDERS]
        return await self._of_units(of_units, known) | await self._of_waves(of_waves, known)

    async def _of_units(self, deliveries: Sequence[Delivery], known: _Known) -> dict[str, Content]:
        """Build what is about a unit's choice, plan or talk."""
        if not deliveries:
            return {}
        around = Circumstances(
            known.now, self._hours.zone, known.readers, self._library, self._representatives
        )
        async with self._stores.identity.reading() as connection:
            return await unit_messages(connection, deliveries, calendar=known.calendar, circumstances=around)

    async def _of_waves(self, deliveries: Sequence[Delivery], known: _Known) -> dict[str, Content]:
        """Build what is about a wave."""
        refused = {each.key: content for each in deliveries if (content := _hindrance(each, known))}
        news = [each for each in deliveries if each.key not in refused and each.kind in AFTER_CLOSE]
        left = [each for each in deliveries if each.key not in refused and each.kind not in AFTER_CLOSE]
        answered = await self._answered([each for each in left if _is_blind(each, known)], known)
        made: dict[tuple[str, str, str], Message] = {}
        asked: dict[str, Content] = {
            each.key: Quiet() if each.key in answered else self._said(each, known, made=made) for each in left
        }
        return refused | await self._news(news, known) | asked

    async def _look_up(self, deliveries: Sequence[Delivery], now: datetime) -> _Known:
        reminders = [each.key for each in deliveries if each.kind == REMINDER]
        async with self._stores.identity.reading() as connection:
            found = [await find_wave(connection, about) for about in _waves_among(deliveries)]
            return _Known(
                now=now,
                waves={wave.id: wave for wave in found if wave is not None},
                readers=await list_readers(connection, {each.person for each in deliveries}),
                calendar=await find_calendar(connection, self._hours),
                overtaken=await list_overtaken(connection, reminders, now=now) if reminders else (),
            )

    async def _news(self, deliveries: Sequence[Delivery], known: _Known) -> dict[str, Content]:
        """Build what is said of closed waves."""
        if not deliveries:
            return {}
        results = [each for each in deliveries if each.kind == RESULT]
        shared = [each for each in deliveries if each.kind != RESULT]
        waves, readers, zone = known.waves, known.readers, self._manner.zone
        async with self._stores.identity.reading() as connection:
            return {
                **await result_messages(
                    connection, results, waves=waves, readers=readers, manner=self._manner, now=known.now
                ),
                **await shared_messages(connection, shared, waves=waves, readers=readers, zone=zone),
            }

    async def _answered(self, blind: Iterable[Delivery], known: _Known) -> set[str]:
        """Give the keys of those whose person has answered, or can answer no more. Nothing of it is kept."""
        by_wave: dict[str, list[Delivery]] = {}
        for delivery in blind:
            by_wave.setdefault(delivery.about, []).append(delivery)
        found: set[str] = set()
        for wave, some in by_wave.items():
            try:
                secrets = await self._vault.get(wave, now=known.now)
            except SecretsMissing:
                found.update(each.key for each in some)
                continue
            keys = {participation_tag(secrets, each.person): each.key for each in some}
            async with self._stores.ballots.reading() as connection:
                there = await list_tags(connection, wave, among=keys.keys())
            found.update(keys[tag] for tag in there)
        return found

    def _said(
        self, delivery: Delivery, known: _Known, *, made: dict[tuple[str, str, str], Message]
    ) -> Message | Blind:
        wave, language = known.waves[delivery.about], known.readers[delivery.person].language
        key = (wave.id, delivery.kind, language)
        if key not in made:
            made[key] = self._message(wave, delivery.kind, language)
        return Blind(made[key]) if _is_blind(delivery, known) else made[key]

    def _message(self, wave: Wave, kind: str, language: str) -> Message:
        name = wave.instrument.name.say(language)
        about: dict[str, Any] = {
            "wave_id": wave.id,
            "closes": wave.closes_at,
            "zone": self._hours.zone,
            "language": language,
        }
        if kind == REMINDER:
            card = reminder_card(wave.instrument, whom=wave.remind_whom, **about)
            return message(card, summary=name, alert=True)
        return message(survey_card(wave.instrument, k=wave.k, **about), summary=name, alert=True)


def _waves_among(deliveries: Sequence[Delivery]) -> set[str]:
    return {each.about for each in deliveries if each.kind not in BUILDERS}


def _hindrance(delivery: Delivery, known: _Known) -> Content | None:
    """Say what is to be done instead of speaking, for reasons that have nothing to do with answers."""
    reader, wave = known.readers.get(delivery.person), known.waves.get(delivery.about)
    if reader is None:
        return Skip(NOT_IN_DIRECTORY)
    if wave is None or wave.state(known.now) != ("closed" if delivery.kind in AFTER_CLOSE else "open"):
        return Skip(WAVE_CLOSED)
    if delivery.key in known.overtaken:
        return Skip(OVERTAKEN)
    hours = OwnTime(known.calendar.of(reader.unit_code), reader.quiet)
    opens = hours.next_moment(known.now)
    if opens > known.now:
        return Wait(opens)
    today = known.now.astimezone(hours.zone).date()
    if delivery.kind == REMINDER and reader.paused_until and today <= reader.paused_until:
        return Quiet()
    return None


def _is_blind(delivery: Delivery, known: _Known) -> bool:
    """Say whether only those hear it who have not answered: nobody may find out who they are.

    An invitation that is said again would take the place of a receipt.
    """
    if delivery.kind == REMINDER:
        return known.waves[delivery.about].remind_whom == "unanswered"
    return delivery.kind == INVITATION and delivery.activity_id is not None
