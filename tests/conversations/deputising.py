"""What the conversations about deputies share: appointing somebody, and what came of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from demo.people import DemoPerson
from storage.deputies import Deputy, list_deputies
from tests.conversations.people import Member, Town

FIRST, LAST = date(2026, 11, 30), date(2026, 12, 13)
BEGINS = datetime(2026, 11, 29, 22, 0, tzinfo=UTC)
"""Midnight in Helsinki."""
OVER = datetime(2026, 12, 13, 22, 0, tzinfo=UTC)
REFUSAL = "Tulosta ei voi näyttää"
UNITS = ("K", "K1", "K2", "K3")


async def card_of(who: Member, **data: Any) -> dict[str, Any]:
    """Press the button of deputies and give the card that takes its place."""
    value = (await who.presses("admin.deputy", **data))["value"]
    assert isinstance(value, dict), value
    return value


async def appoints(
    who: Member,
    person: DemoPerson,
    *,
    first: object = FIRST,
    last: object = LAST,
    unit: str = "K1",
    **more: Any,
) -> dict[str, Any]:
    """Fill in the form and press."""
    typed = {"person": person.aad_object_id, "from": str(first), "until": str(last), "unit": unit}
    return await card_of(who, confirmed="yes", **typed | more)


async def standing(town: Town, *codes: str, now: datetime | None = None) -> list[Deputy]:
    """Give who stands in now and later."""
    async with town.house.stores.identity.reading() as connection:
        return await list_deputies(connection, codes or UNITS, now=now or town.clock.now)


async def stands_in(town: Town, eero: Member, person: DemoPerson, *, unit: str = "K1") -> Deputy:
    """Let somebody be appointed from today on."""
    await appoints(eero, person, first=town.clock.now.date(), unit=unit)
    (made,) = [each for each in await standing(town, unit) if each.person == person.aad_object_id]
    return made
