"""Attacks 25 to 27: somebody watches the metrics, everything the bot sends, and every card fetched later."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

import bot
from dialogs.intents import INTENTS
from dialogs.routes import VERBS
from tests.attacks.raw_stores import (
    PATTERN,
    SAID,
    answered_so,
    as_bytes,
    dump,
    found_in,
    marks_of_answers,
    send_button,
)
from tests.conversations.conftest import NOON, ON_BOTH, colleague
from tests.conversations.people import Clock, Member, Town, inputs
from tests.conversations.test_story import CLOSES, everybody_answers, opened

HALFWAY = NOON + (CLOSES - NOON) / 2 + timedelta(minutes=1)
COMMENTS = (
    "",
    SAID,
    "ä" * 1000,
    "😀" * 1000,
    "Kan inte säga",
    '"}],"a":{}',
    "<b>x</b> {{comment}} ${comment}",
)
PATTERNS = (PATTERN, "1" * 15, "5" * 15, "0" * 15, "0" * 14 + "3")


@pytest.fixture
async def metrics(town: Town) -> AsyncIterator[TestClient]:
    async with TestClient(TestServer(bot.metrics_app(town.house))) as client:
        yield client


@ON_BOTH
async def test_metrics_and_health_are_the_same_bytes_before_and_after_answers(
    town: Town, aino: Member, metrics: TestClient, monkeypatch: pytest.MonkeyPatch
):
    wave = await opened(town)
    monkeypatch.setattr(Clock, "now", NOON)  # ages grow with time; let it stand still, and nothing may move
    before = await watched(town, metrics)
    await aino.presses("survey.submit", wave=wave, **answered_so())
    assert await watched(town, metrics) == before
    await everybody_answers(town, wave, {"k1": range(10)})
    assert await watched(town, metrics) == before


async def watched(town: Town, metrics: TestClient) -> dict[str, bytes]:
    """Give what a monitoring system reads, but for what the operating system says of the process."""
    response = await metrics.get("/metrics")
    lines = (await response.read()).splitlines(keepends=True)
    seen = {"/metrics": b"".join(line for line in lines if b"process_" not in line)}
    assert b"pulssi_" in seen["/metrics"]
    for path in ("/healthz", "/readyz"):
        answer = await town.client.get(path)
        seen[path] = await answer.read()
        assert answer.status == 200
    return seen


async def test_what_the_metrics_count_has_no_name_of_a_person_a_unit_or_a_wave(
    town: Town, aino: Member, metrics: TestClient
):
    wave = await opened(town)
    await aino.presses("survey.submit", wave=wave, **answered_so())
    told = (await (await metrics.get("/metrics")).read()).decode()
    assert not [word for word in (wave, aino.person.aad_object_id, "K1", "survey") if word in told]


@dataclass(frozen=True)
class Told:
    """All that leaves the process because of one press, and what it writes down."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    rewritten: str
    log: tuple[Any, ...]


async def press(who: Member, wave: str, answers: dict[str, str]) -> Told:
    """Press Send and give everything that follows."""
    calls = len(who.town.connector.calls)
    with capture_logs() as logs:
        response = await who.posts(send_button(wave, answers))
        body = await response.read()
        (sent,) = (await who.town.connector.wait_for(calls + 1))[calls:]
    headers = tuple(sorted((name, value) for name, value in response.headers.items() if name != "Date"))
    assert (sent.method, sent.activity) == ("PUT", "the-form")
    lines = [{name: value for name, value in line.items() if name != "ms"} for line in logs]
    return Told(response.status, headers, body, json.dumps(sent.body), tuple(map(str, lines)))


@ON_BOTH
async def test_everything_after_a_press_is_the_same_whoever_answers_whatever(
    town: Town, aino: Member, eero: Member, helmi: Member
):
    wave = await opened(town)
    people = [
        aino,
        eero,
        helmi,
        *(Member(town, colleague(f"k{unit}-{n}")) for unit in (1, 2, 3) for n in range(3)),
    ]
    cases = [(PATTERNS[0], comment) for comment in COMMENTS] + [(pattern, SAID) for pattern in PATTERNS]
    told = [
        await press(who, wave, answered_so(pattern, comment=comment))
        for who, (pattern, comment) in zip(people, cases, strict=True)
    ]
    assert told == [told[0]] * len(told)
    assert not found_in(str(told).encode(), marks_of_answers())
    sealed = [bytes(row["sealed"]) for row in (await dump(town.house.stores.ballots))["ballots"]]
    assert len(sealed) == len(people)
    assert len({len(ballot) for ballot in sealed}) == 1


async def test_the_second_press_of_a_person_looks_like_the_first(town: Town, aino: Member):
    wave = await opened(town)
    first, second = [await press(aino, wave, answered_so(pattern)) for pattern in (PATTERN, "4" * 15)]
    assert first == second


async def test_what_an_old_client_gets_is_the_same_too(town: Town, aino: Member, eero: Member):
    wave = await opened(town)
    told = [
        await who.submits("survey.submit", wave=wave, **answered_so(pattern, comment=comment))
        for who, pattern, comment in ((aino, PATTERN, SAID), (eero, "3" * 15, ""))
    ]
    assert told[0] == told[1]


@ON_BOTH
async def test_no_card_that_is_fetched_later_holds_an_answer(
    town: Town, aino: Member, eero: Member, helmi: Member
):
    wave = await opened(town, reminders=1)
    await aino.presses("survey.submit", wave=wave, **answered_so())
    form = aino.cards()[-1]
    told = [each async for each in everything_asked((aino, eero, helmi), wave)]
    await town.passes(HALFWAY)
    assert aino.cards()[-1] == eero.cards()[-1], "a reminder is the same for all"
    await everybody_answers(town, wave, {"k1": range(9), "k3": range(7)})
    await town.passes(CLOSES)
    told += [each async for each in everything_asked((aino, eero, helmi), wave)]
    sent = [call.body for call in town.connector.calls]
    everything = json.dumps([told, sent], ensure_ascii=False).encode()
    assert not found_in(everything, marks_of_answers())
    assert not preset(form)
    assert not [each for each in sent if preset(each)]


async def everything_asked(people: tuple[Member, ...], wave: str) -> AsyncIterator[Any]:
    """Let some people say all the words that the bot knows and press every button, in three languages."""
    for who in people:
        for language in ("sv", "en", "fi"):
            yield await who.presses("survey.language", wave=wave, language=language)
        for phrases in INTENTS.values():
            for spoken in phrases.values():
                yield await who.says(spoken[0])
        for verb in VERBS:
            yield await who.presses(
                verb, wave=wave, unit="K1", language="fi", **answered_so("3" * 15, comment="")
            )


NO_QUESTIONS = frozenset(
    {
        *("about", "period", "kind", "language", "instrument", "unit", "opens_time", "closes", "closes_time"),
        *("reminders", "remind_whom", "comments", "rest"),
    }
)
"""Inputs by which a list is narrowed, settings are made and HR opens a survey."""


def preset(part: Any) -> bool:
    """Say whether a question on a card brings an answer along; what sets or narrows is none."""
    if isinstance(part, dict):
        is_question = str(part.get("type", "")).startswith("Input.") and part["id"] not in NO_QUESTIONS
        is_filled = is_question and bool(part.get("value"))
        return is_filled or any(preset(value) for value in part.values())
    return isinstance(part, list) and any(preset(each) for each in part)


async def test_after_the_answer_every_way_to_the_form_leads_to_the_receipt(town: Town, aino: Member):
    wave = await opened(town)
    body = await aino.presses("survey.submit", wave=wave, **answered_so())
    ways = [
        (await aino.says("vastaa kyselyyn"))[0],
        (await aino.presses("survey.language", wave=wave, language="fi"))["value"],
        (await aino.presses("survey.submit", wave=wave, **answered_so("2" * 15)))["value"],
    ]
    assert ways == [body["value"]] * len(ways)
    assert not inputs(body["value"])


async def test_no_answer_is_in_the_identity_store_while_the_wave_is_open(town: Town, aino: Member):
    wave = await opened(town)
    await aino.presses("survey.submit", wave=wave, **answered_so())
    await asyncio.gather(aino.says("apua"), aino.says("kysely"))
    assert not found_in(as_bytes(await dump(town.house.stores.identity)), marks_of_answers())
