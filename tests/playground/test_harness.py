from __future__ import annotations

import asyncio
import socket
import sys

import psutil
import pytest
import pytest_asyncio
from PIL import Image

from demo.people import AINO, BOT_ID, EERO, TENANT_ID
from demo.playground import PROJECT, Playground
from tests.playground.stub_bot import QUESTIONS, SUBMIT, card, message, running, text
from tests.playground.teams import PHONE, NotAsExpected

pytestmark = pytest.mark.playground


@pytest_asyncio.fixture
async def bot(issuer, shim):
    async with running(issuer) as started:
        shim.bot_url = started.url
        yield started


async def test_a_message_gets_a_card_and_the_choices_come_back_from_its_button(window, bot):
    aino = await window(AINO)
    await aino.says("apua")
    await aino.sees_card("Miten työ sujuu?")
    await aino.chooses("Uskallan sanoa ääneen.", "Samaa mieltä")
    await aino.chooses("Kuinka usein on kiire?", "Usein")
    await aino.chooses("Mikä auttaa?", "Kysyy", "Arvostaa")
    await aino.chooses("Mitä toivot?", "Aikaa", "Apua")
    await aino.chooses("Lupa", "Saa jakaa")
    await aino.writes("Kommentti", "Ihan hyvin.")
    await aino.writes("Päivä", "12/24/2026")
    await aino.picture("harness-questions")
    await aino.presses(SUBMIT)
    await aino.sees_card("Kiitos vastauksestasi!")
    await aino.sees_nothing_of("Miten työ sujuu?")
    (invoke,) = bot.of_type("invoke")
    assert invoke["value"]["action"]["data"] == {
        "wave": "w1",
        "safety": "2",
        "pace": "2",
        "habits": "1,3",
        "wishes": "1,2",
        "agree": "true",
        "comment": "Ihan hyvin.",
        "day": "2026-12-24",
    }


async def test_a_missing_answer_is_asked_for_before_anything_is_sent(window, bot):
    aino = await window(AINO)
    await aino.says("apua")
    await aino.sees_card("Miten työ sujuu?")
    await aino.presses(SUBMIT)
    await aino.sees_card("Valitse yksi vaihtoehto.")
    assert bot.of_type("invoke") == []


async def test_every_activity_is_signed_and_says_where_it_comes_from(window, shim, bot):
    aino = await window(AINO, locale="sv-FI")
    await aino.says("hjälp")
    await aino.sees_card("Miten työ sujuu?")
    assert [activity["type"] for activity in bot.received] == [
        "installationUpdate",
        "conversationUpdate",
        "message",
    ]
    for activity, claims in zip(bot.received, bot.claims, strict=True):
        assert claims["serviceurl"] == activity["serviceUrl"] == shim.service_url
        assert activity["channelData"]["tenant"]["id"] == TENANT_ID
        assert activity["conversation"]["tenantId"] == TENANT_ID
        assert activity["conversation"]["id"] == AINO.chat_id
        assert activity["from"]["aadObjectId"] == AINO.aad_object_id
        assert activity["recipient"]["id"] == BOT_ID
        assert activity["locale"] == "sv-FI"


async def test_each_person_has_a_window_of_their_own_and_the_bot_can_speak_first(window, shim, bot):
    aino, eero = await window(AINO), await window(EERO)
    await shim.wait_for_install(EERO)
    status, created = await bot.post(
        f"{shim.service_url}v3/conversations",
        {
            "bot": {"id": BOT_ID},
            "members": [{"id": EERO.member_id}],
            "channelData": {"tenant": {"id": TENANT_ID}},
            "tenantId": TENANT_ID,
            "isGroup": False,
        },
    )
    assert (status, created["id"]) == (201, EERO.chat_id)
    url = f"{shim.service_url}v3/conversations/{created['id']}/activities"
    status, sent = await bot.post(url, message(card(text("Tulokset ovat valmiit."))))
    assert status == 201
    await eero.sees_card("Tulokset ovat valmiit.")
    async with bot.session.put(f"{url}/{sent['id']}", json=message(card(text("Päivitetty.")))) as answer:
        assert answer.status == 200
    await eero.sees_card("Päivitetty.")
    assert await eero.cards() == ["Päivitetty."]
    await aino.sees_nothing_of("Päivitetty.")
    assert [(call.method, call.conversation, call.status) for call in shim.calls] == [
        ("POST", "", 201),
        ("POST", EERO.chat_id, 201),
        ("PUT", EERO.chat_id, 200),
    ]


async def test_a_refused_call_does_not_reach_the_window(window, shim, bot):
    eero = await window(EERO)
    url = f"{shim.service_url}v3/conversations/{EERO.chat_id}/activities"
    shim.refuse(429, headers={"Retry-After": "1"}, times=1)
    async with bot.session.post(url, json=message(card(text("Ensimmäinen")))) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "1")
    await bot.post(url, message(card(text("Toinen"))))
    await eero.sees_card("Toinen")
    await eero.sees_nothing_of("Ensimmäinen")
    assert [call.status for call in shim.calls] == [429, 201]


async def test_the_bot_is_reached_in_a_group_by_its_name(window, bot):
    aino = await window(AINO)
    await aino.goes_to("Työyhteisö")
    await aino.says(" apua", mention="Pulssi")
    await aino.sees_card("Miten työ sujuu?")
    (heard,) = bot.of_type("message")
    assert heard["conversation"]["conversationType"] == "groupChat"
    assert "<at>Pulssi</at>" in heard["text"]


async def test_the_bot_can_post_into_a_channel(window, shim, bot):
    aino = await window(AINO)
    channel = f"19:channel-{AINO.key}@thread.tacv2"
    status, _ = await bot.post(
        f"{shim.service_url}v3/conversations",
        {
            "bot": {"id": BOT_ID},
            "isGroup": True,
            "channelData": {"channel": {"id": channel}, "tenant": {"id": TENANT_ID}},
            "activity": message(card(text("Suunnitelma on sovittu."))),
        },
    )
    assert status == 201
    await aino.goes_to("Kuulasalmi - Pulssi")
    await aino.sees_card("Suunnitelma on sovittu.")


async def test_an_uninstalled_bot_hears_of_it(window, bot):
    aino = await window(AINO)
    await aino.mocks("Uninstall application")
    heard = await bot.hears("installationUpdate", action="remove")
    assert heard["from"]["id"] == AINO.member_id


async def test_a_narrow_window_shows_the_card_as_wide_as_a_phone_does(window, bot):
    aino = await window(AINO, size=PHONE)
    await aino.says("apua")
    await aino.sees_card("Miten työ sujuu?")
    assert 280 < await aino.card_width() < 340
    shown = await aino.picture("harness-phone", whole=True)
    with Image.open(shown) as picture:
        assert picture.size == PHONE
    await aino.chooses("Uskallan sanoa ääneen.", "Eri mieltä")
    await aino.presses(SUBMIT)
    await aino.sees_card("Kiitos vastauksestasi!")


async def test_a_picture_shows_the_whole_of_a_long_card(window, shim, bot):
    aino = await window(AINO)
    long = card(*(text(f"rivi {number}") for number in range(1, 80)))
    await bot.post(f"{shim.service_url}v3/conversations/{AINO.chat_id}/activities", message(long))
    await aino.sees_card("rivi 79")
    with Image.open(await aino.picture("harness-long")) as picture:
        assert picture.height > 2000
        last_lines = picture.convert("L").crop((0, picture.height - 100, picture.width, picture.height))
        assert last_lines.getextrema()[0] < 100


async def test_a_screen_reader_finds_every_question_by_its_label(window, bot):
    aino = await window(AINO)
    await aino.says("apua")
    await aino.sees_card("Miten työ sujuu?")
    outline = await aino.outline()
    labels = [element["label"] for element in QUESTIONS["body"] if "label" in element]
    assert [label for label in labels if f'"{label}' not in outline] == []


async def test_what_is_not_there_fails_with_the_conversation(window, bot):
    aino = await window(AINO)
    await aino.says("apua")
    await aino.sees_card("Miten työ sujuu?")
    with pytest.raises(NotAsExpected, match=r"not seen: Tulokset[\s\S]*Miten työ sujuu\?"):
        await aino.sees("Tulokset", seconds=0.5)


async def test_the_page_reaches_nothing_outside_this_machine(window, bot):
    aino = await window(AINO)
    assert all(address.startswith("https://res-1.cdn.office.net/") for address in await aino.kept_out())


async def test_the_client_listens_on_loopback_only_and_ends_with_its_window(shim, tmp_path):
    client = Playground(AINO, endpoint=shim.endpoint(AINO), service_url=shim.service_url, folder=tmp_path)
    async with client:
        process = psutil.Process(client.pid)
        listening = [c.laddr.ip for c in process.net_connections() if c.status == psutil.CONN_LISTEN]
        assert listening == ["127.0.0.1"]
        port = int(client.url.rpartition(":")[2])
    assert client.pid is None
    assert not process.is_running()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


async def test_the_client_ends_even_when_its_starter_is_killed(tmp_path):
    starter = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _STARTER, str(tmp_path)),
        cwd=PROJECT,
        stdout=asyncio.subprocess.PIPE,
    )
    client = psutil.Process(int(await starter.stdout.readline()))
    starter.kill()
    await starter.wait()
    await asyncio.to_thread(client.wait, timeout=10)


_STARTER = """
import asyncio, pathlib, sys
from demo.people import AINO
from demo.playground import PROJECT, Playground

async def main():
    nowhere = "http://127.0.0.1:9/"
    folder = pathlib.Path(sys.argv[1])
    async with Playground(AINO, endpoint=nowhere, service_url=nowhere, folder=folder) as client:
        print(client.pid, flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""
