"""How attackers act through the running app: they press, speak and listen, and forget no byte."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zlib import crc32

import numpy as np

from content.instrument import Instrument
from content.loader import load_instruments
from jobs.plan_waves import plan_wave
from tests.attacks.county import (
    CANARY,
    LEADERS,
    PARENTS,
    QWL,
    ROLES,
    STAFF,
    county,
    inhabit,
    member,
    staff_of,
)
from tests.conversations.people import Member, Town
from tests.conversations.test_story import CLOSES

Ballots = Mapping[str, Mapping[str, str]]
"""What each person puts into the card, by the person's key."""

EVERYBODY = (*LEADERS, *ROLES, *(key for code in STAFF for key in staff_of(code)))
VIEWERS = (*LEADERS, *ROLES, "aino", "ka3-0")
"""Everybody with a right to some result, and two without."""


@dataclass(frozen=True)
class Heard:
    """All that somebody is told: the answer to the request, and what the bot says in the chat."""

    status: int
    body: bytes
    said: tuple[str, ...]


async def hears(who: Member, activity: Mapping[str, Any]) -> Heard:
    """Send an activity and give everything that comes back before the request is answered."""
    before = len(who.town.connector.calls)
    response = await who.posts(dict(activity))
    body = await response.read()
    # What replaces a form on other devices comes at a moment of its own.
    calls = [call for call in who.town.connector.calls[before:] if call.method == "POST"]
    said = [json.dumps(call.body, ensure_ascii=False) for call in calls if who.chat in call.conversation]
    return Heard(response.status, body, tuple(said))


async def presses(who: Member, verb: str, **data: Any) -> Heard:
    """Press a button."""
    action = {"type": "Action.Execute", "verb": verb, "data": {"verb": verb, **data}}
    activity = {"type": "invoke", "name": "adaptiveCard/action", "replyToId": "card-1"}
    return await hears(who, activity | {"value": {"action": action}})


async def submits(who: Member, verb: str, **data: Any) -> Heard:
    """Press it in a client that submits; all that is said comes before the answer to the request."""
    return await hears(who, {"type": "message", "value": {"verb": verb, **data}})


async def says(who: Member, text: str) -> Heard:
    """Write something."""
    return await hears(who, {"type": "message", "text": text})


def card_of(heard: Heard) -> dict[str, Any]:
    """Give the card that came back."""
    if heard.said:
        return json.loads(heard.said[-1])["attachments"][0]["content"]
    return json.loads(heard.body)["value"]


def filled_in(keys: Iterable[str] = EVERYBODY, *, instrument: Instrument = QWL, seed: int = 1) -> Ballots:
    """Fill the card in for some people, each with a comment that only they could have written."""
    random = np.random.default_rng(seed)
    return {
        key: {item: str(random.integers(2, 6)) for item in instrument.item_ids}
        | ({"comment": canary_of(key, seed=seed)} if instrument.comment else {})
        for key in keys
    }


def canary_of(key: str, *, seed: int = 1) -> str:
    """Give a comment that only one person can have written, and that looks like no name or number."""
    written = f"{crc32(key.encode()):08x}".translate(str.maketrans("0123456789abcdef", "bcdfghjklmnpqrst"))
    return f"{CANARY}-{seed}-{written}"


async def opened(
    town: Town,
    instrument: str = "tyoelaman-laatu",
    *,
    unit: str = "K",
    closes: datetime = CLOSES,
    now: datetime | None = None,
) -> str:
    """Open a wave now and send it to everybody."""
    moment = now or town.clock.now
    wave = await plan_wave(
        town.house.stores,
        load_instruments()[instrument],
        unit_code=unit,
        opens=moment,
        closes=closes,
        reminders=0,
        actor="test",
        now=moment,
    )
    await town.passes()
    return wave.id


async def answered(town: Town, wave: str, ballots: Ballots) -> None:
    """Let people answer, all at the same time."""
    told = await asyncio.gather(
        *(presses(member(town, key), "survey.submit", wave=wave, **data) for key, data in ballots.items())
    )
    assert {each.status for each in told} == {200}
    assert len({each.body for each in told}) == 1, "receipts differ"


async def surveyed(town: Town, ballots: Ballots | None = None) -> str:
    """Let the county be asked, answer, and the wave close."""
    await inhabit(town, county())
    wave = await opened(town)
    await answered(town, wave, filled_in() if ballots is None else ballots)
    await town.passes(CLOSES)
    return wave


async def looked_at(town: Town, viewers: Iterable[str] = VIEWERS) -> dict[tuple[str, str], Heard]:
    """Let everybody with any right ask for every unit, and for their own."""
    found = {}
    for key in viewers:
        who = member(town, key)
        found[key, ""] = await says(who, "show my unit results")
        for code in [*PARENTS, "NOWHERE"]:
            found[key, code] = await presses(who, "results.show", unit=code)
    return found


def everything_said(town: Town) -> str:
    """Give every message that the bot has sent to anybody."""
    return json.dumps([call.body for call in town.connector.calls], ensure_ascii=False)
