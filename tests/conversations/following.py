"""What the conversations about follow-ups share: a plan that the team has agreed on, and what is pressed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from demo.people import EERO, object_id
from directory.organisation import Organisation, Person
from jobs.import_directory import import_directory
from storage.channels import Channel, record_channel
from storage.follow_ups import FollowUp, list_follow_ups
from storage.plans import Plan, Target, find_plan, record_plan
from storage.tables.outbox import outbox
from tests.conversations.conftest import small_town
from tests.conversations.people import Member, Town

AGREED = date(2026, 11, 23)
DUE = datetime(2027, 2, 23, 7, 0, tzinfo=UTC)
"""Nine o'clock in Helsinki, three months after."""
PLAN = Plan(
    id="plan-1",
    code="K1",
    wave=None,
    strengths=("Huumori",),
    targets=(
        Target(id="t1", words="Palaverit alkavat ajallaan", state="ongoing"),
        Target(id="t2", words="Tauot pidetään"),
    ),
    made_on=AGREED,
    agreed_on=AGREED,
)
CHANNEL = Channel("K1", "", "", "28:bot", "19:team", "19:channel@thread.tacv2", "fi")


async def with_plan(town: Town, **more: Any) -> Plan:
    plan = replace(PLAN, **more)
    async with town.house.stores.identity.writing() as connection:
        assert await record_plan(connection, plan, now=town.clock.now)
    return plan


async def with_channel(town: Town, tenant: str) -> None:
    channel = replace(CHANNEL, service_url=town.connector.service_url, tenant_id=tenant)
    async with town.house.stores.identity.writing() as connection:
        await record_channel(connection, channel)


async def plan_now(town: Town, plan: str = "plan-1") -> Plan:
    async with town.house.stores.identity.reading() as connection:
        found = await find_plan(connection, plan)
    assert found is not None
    return found


async def follow_ups_of(town: Town, plan: str = "plan-1") -> list[FollowUp]:
    async with town.house.stores.identity.reading() as connection:
        return await list_follow_ups(connection, plan)


async def rows_of(town: Town, kind: str) -> list[Any]:
    async with town.house.stores.identity.reading() as connection:
        found = await connection.execute(select(outbox).where(outbox.c.kind == kind).order_by(outbox.c.key))
        return list(found.mappings())


async def boss_above(town: Town, key: str = "boss") -> None:
    """Let somebody lead the whole town."""
    made = small_town()
    boss = Person(object_id(f"person/{key}"), "K", None, ("K",), frozenset())
    await knows(town, Organisation(made.units.values(), [*made.people.values(), boss]))


async def new_leader(town: Town, key: str = "k1-0") -> None:
    """Let somebody else lead home care in Eero's place."""
    made = small_town()
    people = {
        each.aad_object_id: replace(each, supervises=()) if each.aad_object_id == EERO.aad_object_id else each
        for each in made.people.values()
    }
    person = object_id(f"person/{key}")
    people[person] = replace(people[person], supervises=("K1",))
    await knows(town, Organisation(made.units.values(), people.values()))


async def knows(town: Town, organisation: Organisation) -> None:
    await import_directory(town.house.stores, organisation, dry_run=False, actor="test", now=town.clock.now)


async def pressed(who: Member, verb: str, **data: Any) -> Any:
    """Press a button and give what takes the card's place: a card, or a sentence."""
    return (await who.presses(f"followup.{verb}", plan="plan-1", **data))["value"]


def filled(**more: Any) -> dict[str, Any]:
    """Fill the form in."""
    return {
        "number": "1",
        "state-t1": "done",
        "went_well-t1": "Alkaa tasalta",
        "changed-t1": "Kello seinällä",
        "next_step-t1": "Pidetään kiinni",
        "state-t2": "ongoing",
        "went_well-t2": "",
        "changed-t2": "Kukaan ei syö koneella",
        "next_step-t2": "Vuorolista",
        **more,
    }


def values(card: Any) -> dict[str, Any]:
    """Give what a card's inputs hold, by their ids."""
    if isinstance(card, dict):
        own = {card["id"]: card.get("value")} if str(card.get("type", "")).startswith("Input.") else {}
        return own | {key: v for part in card.values() for key, v in values(part).items()}
    if isinstance(card, list):
        return {key: v for part in card for key, v in values(part).items()}
    return {}
