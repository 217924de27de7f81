"""Attack 28: the process that takes an answer is killed in the middle of it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

import bot
from demo.people import APP_ID
from settings import Settings
from storage.sealing import Ballot
from storage.tables.ballots import ballots, tags
from tests.attacks.raw_stores import PATTERN, Killed, answered_so, in_a_process, opened_ballots, send_button
from tests.conversations.conftest import NOON, ON_BOTH
from tests.conversations.people import Clock, Member, Town, words
from tests.conversations.test_story import _count, opened
from tests.jobs import test_close_waves
from tests.jobs.test_close_waves import dying

BEFORE_COMMIT = (
    ("storage.box.record_ballots", "before"),  # before the tag
    ("storage.ballots.token_bytes", "before"),  # between the tag and the ballot
    ("storage.box.record_ballots", "after"),  # both are there, nothing is committed
)
AFTER_COMMIT = (
    ("dialogs.survey.receipt_card", "before"),  # before the receipt
    ("dialogs.turn.answer_press", "after"),  # the answer is ready, nobody has got it
)
SECOND = "4" * 15


def take_a_press(settings: Settings, activity: dict[str, Any], token: str, step: str, moment: str) -> None:
    """Be another process of the same bot, and die on the way."""
    asyncio.run(_take(settings, activity, token, step, moment))


async def _take(settings: Settings, activity: dict[str, Any], token: str, step: str, moment: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(test_close_waves, "Killed", Killed)
        module, _, name = step.rpartition(".")
        patch.setattr(step, dying(getattr(__import__(module, fromlist=[name]), name), moment))
        async with (
            bot.house(settings, clock=Clock(NOON + timedelta(minutes=1))) as house,
            TestClient(TestServer(bot.web_app(house))) as client,
        ):
            headers = {"Authorization": f"Bearer {token}"}
            await client.post("/api/messages", json=activity, headers=headers)


async def press_that_dies(who: Member, wave: str, step: str, moment: str) -> None:
    """Let somebody press Send, and the process that hears it be killed."""
    activity = who.activity() | send_button(wave, answered_so())
    url = who.town.connector.service_url
    token = who.town.issuer.token(app_id=APP_ID, service_url=url, now=who.town.clock.now)
    assert await in_a_process(take_a_press, who.town.house.settings, activity, token, step, moment) == -9


def digits(ballot: Ballot) -> str:
    return "".join(str(answer) for answer in ballot.answers.values())


@ON_BOTH
@pytest.mark.parametrize(("step", "moment"), BEFORE_COMMIT)
async def test_killed_before_the_commit_nothing_is_there_and_the_person_answers_again(
    town: Town, aino: Member, step: str, moment: str
):
    wave = await opened(town)
    await press_that_dies(aino, wave, step, moment)
    assert (await _count(town, ballots), await _count(town, tags)) == (0, 0)
    body = await aino.presses("survey.submit", wave=wave, **answered_so(SECOND))
    assert "Kiitos" in words(body["value"])
    assert [digits(ballot) for ballot in await opened_ballots(town, wave)] == [SECOND]
    assert await _count(town, tags) == 1


@ON_BOTH
@pytest.mark.parametrize(("step", "moment"), AFTER_COMMIT)
async def test_killed_after_the_commit_both_are_there_and_the_person_gets_the_receipt(
    town: Town, aino: Member, step: str, moment: str
):
    wave = await opened(town)
    await press_that_dies(aino, wave, step, moment)
    assert (await _count(town, ballots), await _count(town, tags)) == (1, 1)
    shown = (await aino.says("kysely"))[0]
    again = await aino.presses("survey.submit", wave=wave, **answered_so(SECOND))
    assert again["value"] == shown
    assert "Kiitos" in words(shown)
    assert [digits(ballot) for ballot in await opened_ballots(town, wave)] == [PATTERN]
    assert await _count(town, tags) == 1
