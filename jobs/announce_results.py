"""Tells unasked that results are ready: recorded with the close, drawn by rights as they are at sending."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from cards.activity import message
from cards.elements import Card
from cards.named import Named
from cards.ready import Next, choose_ready_card, nothing_ready_card, ready_card
from cards.result_actions import offers_of
from cards.results import result_card
from delivery.guards import Content, Skip
from directory.organisation import Person, Unit
from directory.rights import may_do, may_see
from locales import texts
from storage.actors import Reader
from storage.audit import CLOCK, record_audit
from storage.cycle import find_cycle
from storage.follow_ups import list_asked
from storage.organisation import list_viewers
from storage.outbox import RESULT, Delivery, NewDelivery, record_deliveries
from storage.reasons import NOTHING_TO_SAY
from storage.results import find_result_of, list_named_units, list_tiers
from storage.shares import NEWS_FOR
from storage.waves import FrozenUnit, Wave

SENT: Final = "result.sent"
FOR_FOLLOW_UP: Final = "result.for_follow_up"
"""What the audit log says of a pulse whose figures come with the form of a follow-up."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How results are told: by the clocks of `zone`; `share_after` days later main points leave, 0: never."""

    zone: ZoneInfo
    share_after: int = 0


@dataclass(frozen=True, slots=True)
class _News:
    """A closed wave with the units that it shows, in tree order."""

    wave: Wave
    units: Sequence[FrozenUnit]
    shown: Sequence[FrozenUnit]
    manner: Manner
    talk_days: int

    @property
    def top(self) -> tuple[str, ...]:
        """Give the codes from the organisation's root down to the unit that was asked with all below it."""
        return self.units[0].path if self.units else ()

    @property
    def closed_at(self) -> datetime:
        """Give when the wave closed; one that has not is no news and is kept out before."""
        return self.wave.closed_at or self.wave.closes_at

    def name(self, language: str) -> str:
        """Name what was asked."""
        return self.wave.instrument.name.say(language)

    def following(self, person: Person) -> Next:
        """Say what comes next for somebody."""
        closed_on = self.closed_at.astimezone(self.manner.zone).date()
        days = self.manner.share_after
        shared_on = closed_on + timedelta(days=days) if days else None
        return Next(self._whose(person), closed_on + timedelta(days=self.talk_days), shared_on)

    def _whose(self, person: Person) -> Literal["own", "others", "both"]:
        if not may_see(person, ()) and not person.partner_of:
            return "own"
        led = set(person.leads) - {self.wave.unit_code}
        return "both" if any(not led.isdisjoint(unit.path) for unit in self.shown) else "others"


async def announce_results(connection: AsyncConnection, wave: Wave, *, now: datetime) -> None:
    """Put the news of a wave that has just closed into the outbox, once a person; nothing of one given up."""
    if await list_asked(connection, [wave.id]):
        await record_audit(connection, FOR_FOLLOW_UP, subject=wave.id, actor=CLOCK, now=now)
        return
    tiers = await list_tiers(connection, wave.id)
    if not tiers:
        return
    people = _told(await list_viewers(connection, now=now), [unit for unit, _ in tiers], _shown(tiers))
    await record_deliveries(connection, [_delivery(wave, person, now=now) for person in people])
    await record_audit(connection, SENT, subject=f"{wave.id}: {len(people)}", actor=CLOCK, now=now)


async def result_messages(
    connection: AsyncConnection,
    deliveries: Sequence[Delivery],
    *,
    waves: Mapping[str, Wave],
    readers: Mapping[str, Reader],
    manner: Manner,
    now: datetime,
) -> dict[str, Content]:
    """Build the news of closed waves, by the delivery's key."""
    talk_days = (await find_cycle(connection)).talk_days
    news = {
        about: _news(waves[about], await list_tiers(connection, about), manner, talk_days)
        for about in {each.about for each in deliveries}
    }
    found = await list_viewers(connection, now=now, among={each.person for each in deliveries})
    viewers = {person.aad_object_id: person for person in found}
    return {
        each.key: await _content(
            connection,
            viewers.get(each.person),
            news[each.about],
            language=readers[each.person].language,
        )
        for each in deliveries
    }


def units_to_open(person: Person, shown: Sequence[FrozenUnit], *, root: str) -> list[Unit]:
    """List what somebody opens first, in tree order: what is shown of the units led, or of the whole.

    Where that itself is not shown, the topmost units below it that are.
    """
    led = {root} if may_see(person, ()) else {*person.leads, *person.partner_of}
    seen = [each for each in shown if not led.isdisjoint(each.path)]
    codes = {each.unit.code for each in seen}
    return [each.unit for each in seen if each.unit.code in led or codes.isdisjoint(each.path[:-1])]


def _news(wave: Wave, tiers: Sequence[tuple[FrozenUnit, str]], manner: Manner, talk_days: int) -> _News:
    return _News(wave, [unit for unit, _ in tiers], _shown(tiers), manner, talk_days)


def _shown(tiers: Iterable[tuple[FrozenUnit, str]]) -> list[FrozenUnit]:
    return [unit for unit, tier in tiers if tier != "none"]


def _told(viewers: Iterable[Person], units: Sequence[FrozenUnit], shown: Sequence[FrozenUnit]) -> list[str]:
    """Give who is told: whoever may see something, or HR alone when there is nothing to see."""
    if not shown:
        return [each.aad_object_id for each in viewers if may_do(each, "run", units[0].path)]
    above = tuple({code for unit in shown for code in unit.path})
    return [each.aad_object_id for each in viewers if may_see(each, above)]


def _delivery(wave: Wave, person: str, *, now: datetime) -> NewDelivery:
    return NewDelivery(
        key=f"{RESULT}:{wave.id}:{person}",
        kind=RESULT,
        about=wave.id,
        person=person,
        due_at=now,
        expires_at=now + NEWS_FOR,
    )


async def _content(
    connection: AsyncConnection, person: Person | None, news: _News, *, language: str
) -> Content:
    """Give the card that somebody gets by the rights they have now; nothing where those are gone."""
    card = await _card(connection, person, news, language=language) if person else None
    if card is None:
        return Skip(NOTHING_TO_SAY)
    summary = texts(language)("shared.ready.summary", instrument=news.name(language))
    return message(card, summary=summary, alert=True)


async def _card(connection: AsyncConnection, person: Person, news: _News, *, language: str) -> Card | None:
    if not news.shown:
        runs = may_do(person, "run", news.top)
        return nothing_ready_card(news.name(language), language=language) if runs else None
    units = units_to_open(person, news.shown, root=news.wave.unit_code)
    if not units:
        return None
    following = news.following(person)
    if len(units) > 1:
        return choose_ready_card(units, wave=news.wave.id, following=following, language=language)
    result = await _result(connection, person, units[0].code, news, language=language)
    return result and ready_card(result, following=following, language=language)


async def _result(
    connection: AsyncConnection, person: Person, code: str, news: _News, *, language: str
) -> Card | None:
    """Draw the card that asking for the unit's result would bring."""
    found = await find_result_of(connection, news.wave.id, code=code)
    if found is None:
        return None
    return result_card(
        found.published,
        unit=found.unit.unit,
        named=Named(*await list_named_units(connection, found)),
        organisation=found.whole,
        instrument=news.wave.instrument,
        closed_at=news.closed_at,
        zone=news.manner.zone,
        language=language,
        offers=offers_of(
            found.published,
            person=person,
            path=found.unit.path,
            above=found.unit.above,
            others=found.leads_to,
        ),
    )
