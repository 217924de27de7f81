"""A comment that names somebody: its writer is warned once, and nothing tells of it."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

import bot
from storage.tables.ballots import ballots, tags
from tests.conversations.conftest import NOON, ON_BOTH
from tests.conversations.people import Member, Town, words
from tests.conversations.test_story import answers, opened, opened_for
from tests.conversations.writing import AFTER, CLEAN, CODE, NAMED, counted, files, sends

MESSAGE = "application/vnd.microsoft.activity.message"


@ON_BOTH
async def test_a_comment_that_names_somebody_is_sent_by_pressing_again(town: Town, aino: Member):
    wave = await opened(town)
    warned = await sends(aino, wave, NAMED)
    assert warned["type"] == MESSAGE
    assert "näyttää olevan nimi." in warned["value"]
    assert "HR lukee sen" in warned["value"]
    assert "Mati" not in warned["value"]
    assert await counted(town, ballots) == await counted(town, tags) == 0
    assert "Kiitos" in words((await sends(aino, wave, NAMED))["value"])
    assert await counted(town, ballots) == await counted(town, tags) == 1


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fi", "nimi, puhelinnumero ja sähköpostiosoite. Mitään ei vielä tallennettu"),
        ("sv", "ett namn, ett telefonnummer och en e-postadress. Ingenting har sparats"),
        ("en", "a name, a phone number and an e-mail address. Nothing has been saved"),
    ],
)
async def test_the_warning_says_in_the_persons_language_what_seems_to_be_there(
    town: Town, aino: Member, language, told
):
    wave = await opened(town)
    form = await aino.presses("survey.language", wave=wave, language=language)
    submit = form["value"]["actions"][0]["title"]
    warned = await sends(aino, wave, "Anna-Liisa, 040 123 4567, anna@example.org")
    assert told in warned["value"]
    assert submit in warned["value"]


async def test_a_comment_mended_is_sent_at_once_and_another_name_is_warned_about_anew(
    town: Town, aino: Member
):
    wave = await opened(town)
    await sends(aino, wave, NAMED)
    assert (await sends(aino, wave, f"{NAMED} Kysykää Pekalta."))["type"] == MESSAGE
    assert "Kiitos" in words((await sends(aino, wave, CLEAN[0]))["value"])


async def test_an_old_client_is_warned_too(town: Town, aino: Member):
    wave = await opened(town)
    await aino.submits("survey.submit", wave=wave, comment=NAMED, **answers())
    assert "näyttää olevan nimi" in town.connector.sent[-1]["text"]
    (card,) = await aino.submits("survey.submit", wave=wave, comment=NAMED, **answers())
    assert "Kiitos" in words(card)


async def test_an_identity_code_is_never_taken_however_often_it_is_sent(town: Town, aino: Member):
    wave = await opened(town)
    for text in (f"Asiakas {CODE}", f"Asiakas {CODE}", f"asiakas {CODE.lower()} ja Matti"):
        for _ in range(3):
            body = await sends(aino, wave, text)
            assert "Henkilötunnusta ei oteta vastaan" in body["value"]
    assert await counted(town, ballots) == 0


async def test_the_warning_is_each_persons_own_and_lasts_a_quarter(town: Town, aino: Member, onni: Member):
    wave = await opened(town)
    await sends(aino, wave, NAMED)
    assert (await sends(onni, wave, NAMED))["type"] == MESSAGE
    town.clock.set(NOON + timedelta(minutes=16))
    assert (await sends(aino, wave, NAMED))["type"] == MESSAGE
    assert "Kiitos" in words((await sends(aino, wave, NAMED))["value"])


async def test_after_a_restart_the_warning_simply_comes_again(town: Town, aino: Member):
    wave = await opened(town)
    await sends(aino, wave, NAMED)
    async with TestClient(TestServer(bot.web_app(town.house))) as client:
        town.client = client
        assert (await sends(aino, wave, NAMED))["type"] == MESSAGE
        assert "Kiitos" in words((await sends(aino, wave, NAMED))["value"])


@ON_BOTH
async def test_whoever_has_answered_gets_the_receipt_whatever_stands_on_the_card(town: Town, aino: Member):
    wave = await opened(town)
    receipt = await sends(aino, wave)
    for text in (NAMED, NAMED, f"Asiakas {CODE}"):
        assert await sends(aino, wave, text) == receipt
    assert await counted(town, ballots) == 1


@ON_BOTH
async def test_fifty_confirmations_at_once_leave_one_ballot(town: Town, aino: Member):
    wave = await opened(town)
    await sends(aino, wave, NAMED)
    bodies = await asyncio.gather(*(sends(aino, wave, NAMED) for _ in range(50)))
    assert all("Kiitos" in words(body["value"]) for body in bodies)
    assert await counted(town, ballots) == await counted(town, tags) == 1


async def test_other_reasons_come_before_the_comment(town: Town, aino: Member, onni: Member):
    others = await opened_for(town, "K2", "fiilis")
    assert "Et voi vastata" in words((await sends(aino, others, NAMED))["value"])
    wave = await opened(town)
    lacking = {name: value for name, value in answers().items() if name != "leadership-safety"}
    body = await aino.presses("survey.submit", wave=wave, comment=NAMED, **lacking)
    assert "en osaa sanoa" in body["value"]
    assert "vanhentunut" in words((await sends(aino, "no-such-wave", NAMED))["value"])
    await sends(onni, wave, NAMED)
    await town.passes(AFTER)
    for member in (aino, onni):
        closed = words((await sends(member, wave, NAMED))["value"])
        assert "sulkeutunut" in closed or "stängts" in closed


async def test_the_log_tells_a_warning_from_no_other_sentence_that_keeps_the_card(town: Town, aino: Member):
    wave = await opened(town)
    lines = []
    for comment, value in ((NAMED, "4"), (f"Asiakas {CODE}", "4"), ("ä" * 1001, "4"), (CLEAN[0], "99")):
        with capture_logs() as logs:
            given = answers() | {"leadership-safety": value}
            body = await aino.presses("survey.submit", wave=wave, comment=comment, **given)
        assert body["type"] == MESSAGE
        (line,) = logs
        assert not {"kanarialintu", "Matille", CODE, "name", "identity"} & set(json.dumps(line).split('"'))
        lines.append({field: value for field, value in line.items() if field != "ms"})
    assert lines[1:] == lines[:1] * 3


async def test_before_the_close_a_comment_is_in_no_log_and_in_no_file(
    town: Town, aino: Member, tmp_path: Path
):
    wave = await opened(town)
    canary = "kanarialintu-3f9a"
    with capture_logs() as logs:
        for _ in range(2):
            await sends(aino, wave, NAMED)
        await sends(aino, wave, f"{canary} {CODE}")
    assert canary not in json.dumps(logs, default=str)
    assert [name for name, content in files(tmp_path).items() if canary.encode() in content] == []
