"""Every kind of message that people get waits for the end of their quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event

from delivery.guards import Wait
from followups.quiet_hours import QuietHours
from followups.working_time import Calendar
from jobs.circumstances import EMPTY, Circumstances
from jobs.messages import Messages
from jobs.unit_messages import AT_ONCE, BUILDERS, TO_OTHERS, unit_messages
from storage.actors import Reader
from storage.outbox import Delivery
from storage.quiet_hours import record_quiet_hours
from tests.jobs.house import ALWAYS, HELSINKI, NOW, OFFICE
from tests.storage.town import town

NIGHT = datetime(2027, 3, 2, 20, 0, tzinfo=UTC)
"""Ten in the evening in Helsinki."""
WAKES = datetime(2027, 3, 3, 5, 0, tzinfo=UTC)
QUIET = QuietHours("21:00", "07:00")


async def built(kind: str, *, now: datetime = NIGHT) -> Any:
    """Build a message to somebody who wants quiet; nothing is asked of the store before that is known."""
    around = Circumstances(now, HELSINKI, {"aino": Reader("fi", "K1", None, QUIET)}, EMPTY)
    delivery = Delivery("key", kind, "about", "aino", 0)
    store: Any = None
    return (await unit_messages(store, [delivery], calendar=Calendar(ALWAYS), circumstances=around))["key"]


@pytest.mark.parametrize("kind", sorted(BUILDERS.keys() - (AT_ONCE - TO_OTHERS)))
async def test_news_of_every_kind_wait_for_the_end_of_quiet_hours(kind):
    assert await built(kind) == Wait(WAKES)


def test_what_does_not_wait_for_quiet_hours_goes_to_channels_or_to_whoever_pressed():
    assert TO_OTHERS < AT_ONCE < BUILDERS.keys()


@pytest.mark.parametrize("kind", ["invitation", "reminder"])
async def test_what_is_said_of_a_wave_waits_for_each_person_alone(small_house, kind):
    wave = await small_house.opened()
    async with small_house.stores.identity.writing() as connection:
        await record_quiet_hours(connection, "aino", QuietHours("00:00", "12:00"))
    messages = Messages(small_house.stores, small_house.vault, hours=OFFICE)
    morning = NOW.astimezone(HELSINKI).replace(hour=9, minute=0).astimezone(UTC)
    deliveries = [Delivery(who, kind, wave, who, 0) for who in ("aino", "onni")]
    told = await messages.build(deliveries, morning)
    assert told["aino"] == Wait(morning.astimezone(HELSINKI).replace(hour=12).astimezone(UTC))
    assert not isinstance(told["onni"], Wait)


async def test_for_many_people_no_more_is_asked_than_for_one(small_house):
    wave = await small_house.opened()
    people = [person.aad_object_id for person in town().people.values()]
    async with small_house.stores.identity.writing() as connection:
        for who in people:
            await record_quiet_hours(connection, who, QUIET)
    messages = Messages(small_house.stores, small_house.vault, hours=OFFICE)
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    engine = small_house.stores.identity.reader.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    counts = []
    for some in (people[:1], people):
        asked.clear()
        await messages.build([Delivery(who, "invitation", wave, who, 0) for who in some], NOW)
        counts.append(len(asked))
    event.remove(engine, "before_cursor_execute", note)
    assert counts[0] == counts[1]
    assert len(people) > 1
