"""Builds what asks HR about changes of the directory, as long as they wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from cards.activity import message
from cards.directory_stop import stop_card
from delivery.guards import Content, Skip
from directory.guard import Stop
from directory.organisation import Unit
from jobs.circumstances import Circumstances
from locales import texts
from storage.findings import find_reading, find_stop
from storage.organisation import list_units_by_code
from storage.outbox import Delivery
from storage.progress import list_hr
from storage.reasons import NOTHING_TO_SAY

_NOTHING: Final = Skip(NOTHING_TO_SAY)


async def stopped_messages(
    connection: AsyncConnection, deliveries: Sequence[Delivery], around: Circumstances
) -> dict[str, Content]:
    """Ask those who are HR now about the changes that wait now, by the delivery's key."""
    reading = await find_reading(connection)
    stop = await find_stop(connection, reading)
    if reading is None or stop is None or not reading.is_waiting:
        return {each.key: _NOTHING for each in deliveries}
    asked = set(await list_hr(connection))
    codes = [code for code, _ in stop.units]
    units = {unit.code: unit for unit in await list_units_by_code(connection, codes)}
    contents: dict[str, Content] = {}
    for each in deliveries:
        language = around.readers[each.person].language
        is_due = each.about == stop.name and each.person in asked
        contents[each.key] = _message(stop, units, language=language) if is_due else _NOTHING
    return contents


def _message(stop: Stop, units: Mapping[str, Unit], *, language: str) -> Content:
    card = stop_card(stop, units, language=language)
    return message(card, summary=texts(language)("carddirectory.stopped.heading"), alert=True)
