"""What the conversations at HR's desk share: a filled form, its summary, and a second person of HR."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import insert

from storage import wave_requests
from storage.tables.rights import grants
from storage.waves import Wave, list_waves
from tests.conversations.conftest import colleague
from tests.conversations.people import Member, Town

FORM = {
    "instrument": "tyoelaman-laatu",
    "unit": "K",
    "opens": "",
    "opens_time": "09:00",
    "closes": "2026-12-07",
    "closes_time": "16:00",
    "reminders": "1",
    "remind_whom": "all",
    "comments": "yes",
    "rest": "0",
    "k": "",
}


async def value(who: Member, verb: str, **data: Any) -> dict[str, Any]:
    return (await who.presses(verb, **data))["value"]


async def waves(town: Town) -> list[Wave]:
    async with town.house.stores.identity.reading() as connection:
        return await list_waves(connection)


def data_of(card: Any, verb: str) -> list[dict[str, Any]]:
    """Give what the buttons of a verb send."""
    if isinstance(card, dict):
        is_it = card.get("type") == "Action.Execute" and card.get("verb") == verb
        own = [{name: said for name, said in card["data"].items() if name != "verb"}] if is_it else []
        return own + [each for inner in card.values() for each in data_of(inner, verb)]
    return [each for inner in card for each in data_of(inner, verb)] if isinstance(card, list) else []


def values(card: Any) -> dict[str, str]:
    """Give what the inputs of a card hold."""
    if isinstance(card, dict):
        is_input = str(card.get("type", "")).startswith("Input.")
        own = {card["id"]: str(card.get("value", ""))} if is_input else {}
        return own | {name: said for inner in card.values() for name, said in values(inner).items()}
    if isinstance(card, list):
        return {name: said for inner in card for name, said in values(inner).items()}
    return {}


async def looks_ahead(who: Member, **typed: str) -> dict[str, Any]:
    """Fill in the form and go on to the summary."""
    form = await value(who, "waves.new")
    (mark,) = data_of(form, "waves.open")
    return await value(who, "waves.open", **mark, **FORM | typed)


async def opens(who: Member, **typed: str) -> dict[str, Any]:
    """Fill in the form and press twice."""
    (sent,) = data_of(await looks_ahead(who, **typed), "waves.open")
    return await value(who, "waves.open", **sent)


async def joins_hr(town: Town, key: str, *, unit: str = "") -> Member:
    """Give somebody the role at the shell, for the whole or for an area."""
    person = colleague(key)
    row = {"person": person.aad_object_id, "role": "hr", "unit_code": unit}
    async with town.house.stores.identity.writing() as connection:
        await connection.execute(insert(grants).values(row))
    return Member(town, person)


def asks_two(patch: pytest.MonkeyPatch, *, most_alone: int = 10) -> None:
    """Let fewer people than in real life need a second person of HR."""
    patch.setattr(wave_requests, "MOST_ALONE", most_alone)


def wave_of(card: dict[str, Any]) -> str:
    """Give the id of the wave that a card is about."""
    return re.findall(r"'wave': '([^']+)'", str(card))[0]
