"""What the conversations about plans share: a plan of home care, and what its cards hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from demo.people import AINO, EERO
from storage.plans import Plan, Target, find_plan, record_plan
from tests.conversations.people import Member, Town, words

TODAY = date(2026, 11, 23)
MEETINGS = Target(id="t-meetings", words="Palaverit alkavat ajallaan", item="trust-2")
BREAKS = Target(id="t-breaks", words="Tauot pidetään")
PLAN = Plan(
    id="p-home-care",
    code="K1",
    wave=None,
    strengths=("Huumori kantaa",),
    targets=(MEETINGS, BREAKS),
    made_on=TODAY,
    scribe="Aino",
)
FILLED = {
    "words": "Palaverit alkavat ajallaan",
    "goal": "Kaikki ehtivät mukaan",
    "action": "Hankimme kellon seinälle",
    "practice": "Aloitamme tasalta, vaikka joku puuttuu",
    "owners": AINO.aad_object_id,
    "others": "Talonmies",
    "starts_on": "2026-11-24",
    "due_on": "2027-02-01",
    "follow_up": "Kysymme kuukauden päästä",
    "upwards": "",
    "state": "planned",
}
YES = {"confirmed": "yes"}


async def drafted(town: Town, **more: Any) -> Plan:
    """Record a plan as the choice leaves it: a draft with words only."""
    plan = replace(PLAN, **more)
    async with town.house.stores.identity.writing() as connection:
        assert await record_plan(connection, plan, now=town.clock.now)
    return plan


async def as_kept(town: Town, plan: str = PLAN.id) -> Plan:
    async with town.house.stores.identity.reading() as connection:
        found = await find_plan(connection, plan)
    assert found is not None
    return found


async def presses(who: Member, verb: str, **data: Any) -> dict[str, Any]:
    """Press a button on the plan of home care and give the card that takes its place."""
    value = (await who.presses(verb, **({"unit": "K1"} | data)))["value"]
    assert isinstance(value, dict), value
    return value


async def presses_on(who: Member, button: dict[str, Any], **typed: str) -> dict[str, Any]:
    """Press a button of a card, with what is typed on it."""
    sent = {name: value for name, value in button["data"].items() if name != "verb"}
    return await presses(who, button["verb"], **sent | typed)


def button_of(card: Any, verb: str, **data: str) -> dict[str, Any]:
    """Find the one button with a verb and some data."""
    (found,) = [b for b in buttons_of(card) if b["verb"] == verb and data.items() <= b["data"].items()]
    return found


async def saves(who: Member, target: str = MEETINGS.id, version: int = 1, **typed: str) -> dict[str, Any]:
    """Fill in a target and save it."""
    given = FILLED | typed
    return await presses(who, "plan.save", plan=PLAN.id, target=target, version=str(version), **given)


async def shares(who: Member, **data: Any) -> dict[str, Any]:
    return await presses(who, "plan.share", plan=PLAN.id, **data)


async def greeted(*members: Member) -> None:
    """Let Teams tell the names of some."""
    for who in members:
        await who.posts({"type": "message", "text": "moi", "from": named(who)})


def named(who: Member) -> dict[str, str]:
    name = {AINO.aad_object_id: "Aino Aalto", EERO.aad_object_id: "Eero Eskola"}.get(
        who.person.aad_object_id, f"Nimi {who.person.aad_object_id[-3:]}"
    )
    return {"id": who.person.member_id, "aadObjectId": who.person.aad_object_id, "name": name}


def field_of(card: Any, name: str) -> dict[str, Any]:
    """Find one input of a card."""
    if isinstance(card, dict):
        if card.get("id") == name:
            return card
        found = [each for value in card.values() if (each := field_of(value, name))]
        return found[0] if found else {}
    found = [each for part in card if (each := field_of(part, name))] if isinstance(card, list) else []
    return found[0] if found else {}


def buttons_of(card: Any) -> list[dict[str, Any]]:
    """Give the buttons of a card, without their older twins."""
    if isinstance(card, dict):
        own = [card] if card.get("type") == "Action.Execute" else []
        return own + [b for key, value in card.items() if key != "fallback" for b in buttons_of(value)]
    return [b for each in card for b in buttons_of(each)] if isinstance(card, list) else []


def verbs_of(card: Any) -> list[str]:
    return [each["verb"] for each in buttons_of(card)]


def values_of(card: Any) -> dict[str, str]:
    return {name: field_of(card, name).get("value", "") for name in FILLED}


def says(card: Any, *texts: str) -> bool:
    return all(text in words(card) for text in texts)
