from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
import structlog
from sqlalchemy import select, update

from delivery.errors import ConnectorError
from jobs.open_waves import INVITATION, REMINDER
from storage.outbox import RESULT
from storage.pauses import record_pause
from storage.tables.directory import conversations
from storage.tables.outbox import outbox
from tests.jobs.house import DAY, END, NOW
from tests.jobs.post import Post, everybody
from tests.storage.town import town

PEOPLE = sorted(town().people)
ANSWERED, OTHERS = PEOPLE[::2], PEOPLE[1::2]
HALF = NOW + 3.5 * DAY


@pytest.fixture
def post(house) -> Post:
    return Post(house, NOW)


async def invited(post: Post, whom: str, *, answered=ANSWERED) -> str:
    """Open a wave, invite everybody, and let some answer."""
    wave = await post.house.opened(reminders=1, remind_whom=whom)
    assert await post.passes(NOW) == everybody(PEOPLE, INVITATION)
    for person in answered:
        await post.house.answers(wave, person)
    return wave


async def chats(post: Post) -> list[tuple]:
    async with post.house.stores.identity.reading() as connection:
        return [tuple(row) for row in await connection.execute(select(conversations).order_by("person"))]


async def test_everybody_hears_a_reminder_to_all(post):
    await invited(post, "all")
    assert await post.passes(HALF) == everybody(PEOPLE, REMINDER)


async def test_only_who_has_not_answered_hears_one_to_the_unanswered(post):
    await invited(post, "unanswered")
    assert await post.passes(HALF) == everybody(OTHERS, REMINDER)
    assert await post.passes(HALF + DAY) == {}


async def test_afterwards_the_rows_of_those_who_have_answered_are_those_of_the_others(post):
    await invited(post, "unanswered")
    met = await chats(post)
    await post.passes(HALF)
    rows = await post.rows(REMINDER)
    assert sorted(rows) == PEOPLE
    assert len({str(row) for row in rows.values()}) == 1
    assert rows["aino"]["state"] == "delivered"
    assert rows["aino"]["activity_id"] is None
    assert await chats(post) == met


@pytest.mark.parametrize("status", [403, 404, 412, 413, 429, 500, 502, 0])
async def test_rows_are_alike_whatever_teams_answers(post, status):
    await invited(post, "unanswered")
    met = await chats(post)
    unlucky = OTHERS[1]
    post.teams.trouble = lambda person: ConnectorError(status, "Oops") if person == unlucky else None
    got = await post.passes(HALF)
    assert got == everybody([person for person in OTHERS if person != unlucky], REMINDER)
    assert len({str(row) for row in (await post.rows(REMINDER)).values()}) == 1
    assert await chats(post) == met


@pytest.mark.parametrize(
    "refusal", [ConnectorError(401, ""), ConnectorError(429, "", retry_after=600.0), ConnectorError(502, "")]
)
async def test_while_teams_takes_nothing_all_wait_alike_and_nothing_is_lost(post, refusal):
    await invited(post, "unanswered")
    post.teams.trouble = lambda _person: refusal if post.now < HALF + timedelta(minutes=3) else None
    assert await post.passes(HALF) in ({}, everybody(OTHERS, REMINDER))
    rows = (await post.rows(REMINDER)).values()
    assert len({str(row) for row in rows}) == 1
    if not post.teams.got[len(PEOPLE) :]:
        assert {row["state"] for row in rows} == {"waiting"}
        got = await post.passes(HALF + timedelta(minutes=10))
        assert got == everybody(OTHERS, REMINDER)
    assert len({str(row) for row in (await post.rows(REMINDER)).values()}) == 1


@pytest.mark.parametrize("refusal", [ConnectorError(429, "", retry_after=5.0), ConnectorError(502, "")])
async def test_whom_teams_refuses_once_hears_it_all_the_same(post, refusal):
    await invited(post, "unanswered")
    refused = set()

    def once(person: str) -> ConnectorError | None:
        if person not in OTHERS[:3] or person in refused:
            return None
        refused.add(person)
        return refusal

    post.teams.trouble = once
    assert await post.passes(HALF) == everybody(OTHERS, REMINDER)
    assert refused == set(OTHERS[:3])
    assert len({str(row) for row in (await post.rows(REMINDER)).values()}) == 1


async def test_a_blind_batch_that_has_begun_is_said_to_all_before_the_worker_stops(post):
    await invited(post, "unanswered")
    stop = asyncio.Event()

    def stops(_person: str) -> None:
        stop.set()

    post.teams.trouble = stops
    post.now = HALF
    await post.clockwork.tick(post.now)
    before = len(post.teams.got)
    await post.worker.run(stop)
    assert Counter(post.teams.got[before:]) == everybody(OTHERS, REMINDER)


async def test_log_and_metrics_are_the_same_whoever_answered(post):
    told = []
    for number, answered in enumerate((ANSWERED[:10], OTHERS[:10])):
        start = NOW + number * 14 * DAY
        post.now = start
        wave = await post.house.opened(
            reminders=1, remind_whom="unanswered", now=start, closes=start + 7 * DAY
        )
        await post.passes(start)
        for person in answered:
            await post.house.answers(wave, person, now=start)
        with structlog.testing.capture_logs() as lines:
            await post.passes(start + 3.5 * DAY)
        told.append(lines)
        assert {kind for _, kind in await post.passes(start + 7 * DAY)} == {RESULT}
    assert told[0] == told[1]
    page = await post.metrics()
    assert not [person for person in PEOPLE if person in page]


async def test_without_the_waves_secrets_nobody_hears_anything(post):
    wave = await invited(post, "unanswered", answered=[])
    await post.house.vault.destroy(wave)
    assert await post.passes(HALF) == {}
    assert {row["state"] for row in (await post.rows(REMINDER)).values()} == {"delivered"}


@pytest.mark.parametrize("whom", ["all", "unanswered"])
async def test_who_has_paused_reminders_gets_invitations_only(post, whom):
    async with post.house.stores.identity.writing() as connection:
        await record_pause(connection, OTHERS[0], until=HALF.date())
        await record_pause(connection, OTHERS[1], until=(HALF - DAY).date())
    await invited(post, whom, answered=[])
    heard = [person for person in PEOPLE if person != OTHERS[0]]
    assert await post.passes(HALF) == everybody(heard, REMINDER)


async def test_nobody_is_reminded_in_the_last_hour(post):
    await invited(post, "unanswered", answered=[])
    assert await post.passes(END - timedelta(minutes=59)) == {}
    rows = (await post.rows(REMINDER)).values()
    assert {(row["state"], row["reason"]) for row in rows} == {("failed", "too_late")}


async def test_an_invitation_that_is_said_again_never_takes_the_place_of_a_receipt(post):
    await invited(post, "all")
    before = await post.rows(INVITATION)
    async with post.house.stores.identity.writing() as connection:
        await connection.execute(update(outbox).where(outbox.c.kind == INVITATION).values(state="waiting"))
    assert await post.passes(NOW + DAY) == everybody(OTHERS, f"{INVITATION} again")
    assert await post.rows(INVITATION) == before
