"""Attack 37: somebody looks at all that a reminder leaves behind, for who has answered."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import structlog
from sqlalchemy import select

from content.loader import load_instruments
from demo.people import AINO, EERO, HELMI, ONNI
from jobs.metrics import metrics
from jobs.open_waves import REMINDER
from jobs.plan_waves import plan_wave
from storage.tables.outbox import outbox
from tests.attacks.conftest import Shell
from tests.conversations.conftest import NOON, ON_BOTH, PEOPLE
from tests.conversations.people import Member, Town
from tests.conversations.test_story import CLOSES, answers

HALF = NOON + (CLOSES - NOON) / 2 + timedelta(minutes=1)
WHO = {each.aad_object_id for each in (AINO, EERO, HELMI, ONNI)}


async def reminded(town: Town, answering: list) -> list[dict]:
    """Ask everybody, let some answer, remind, and give the messages that were reminders."""
    wave = await plan_wave(
        town.house.stores,
        load_instruments()["fiilis"],
        unit_code="K",
        opens=NOON,
        closes=CLOSES,
        reminders=1,
        remind_whom="unanswered",
        actor="test",
        now=NOON,
    )
    await town.passes()
    for person in answering:
        await Member(town, person).presses("survey.submit", wave=wave.id, **answers(4, "fiilis"))
    before = len(town.connector.calls)
    await town.passes(HALF)
    sent = town.connector.calls[before:]
    return [call.body for call in sent if call.method == "POST" and "attachments" in call.body]


@ON_BOTH
async def test_no_row_tells_who_was_reminded(town: Town):
    said = await reminded(town, [AINO, HELMI])
    assert len(said) == PEOPLE - 2
    async with town.house.stores.identity.reading() as connection:
        found = await connection.execute(select(outbox).where(outbox.c.kind == REMINDER))
        rows = [str(dict(row)) for row in found.mappings()]
    assert len(rows) == PEOPLE
    nameless = {row.replace(who, "somebody") for who in WHO for row in rows if who in row}
    assert len(nameless) == 1


async def test_no_line_of_the_log_and_no_number_tells_who_was_reminded(town: Town):
    with structlog.testing.capture_logs() as lines:
        await reminded(town, [AINO])
    delivered = [line for line in lines if line["event"] == "batch_delivered"]
    assert sum(line["delivered"] for line in delivered) == 2 * PEOPLE
    assert not [person for person in WHO if person in str(lines)]
    house = town.house
    page = (await metrics(house.stores, house.meters, house.timers, rate=40.0, now=town.clock.now)).decode()
    assert not [person for person in WHO if person in page]


@pytest.mark.parametrize("answering", [[AINO], [ONNI]], ids=["aino", "onni"])
async def test_what_the_shell_prints_of_a_reminded_wave_is_the_same_whoever_answered(
    town: Town, shell: Shell, answering: list
):
    await reminded(town, answering)
    (line,) = json.loads(await shell("wave", "list", "--json"))
    assert (line["planned"], line["delivered"], line["waiting"]) == (PEOPLE, PEOPLE, 0)
    assert "reminder" not in await shell("audit")


async def test_every_reminder_says_the_same(town: Town):
    said = await reminded(town, [AINO])
    cards = {json.dumps(each, ensure_ascii=False, sort_keys=True) for each in said}
    languages = {card.split('"lang": "')[1][:2] for card in cards}
    assert len(cards) == len(languages)
    assert not [card for card in cards if "vastannut" in card or "har svarat" in card]
