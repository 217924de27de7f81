"""Files in the chat: Eero asks for one, consents, and finds it in his OneDrive; nobody else gets any."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import pytest_asyncio
from sqlalchemy import delete, update
from structlog.testing import capture_logs

import bot
import delivery.files
import reports.pdf
from cards.exports import CONSENT, STORED
from dialogs.files import FileRoom
from dialogs.sources import get_shown, read_file
from storage.audit import AuditBook, list_audit
from storage.tables.directory import supervisions
from storage.tables.waves import wave_units
from tests.conversations.conftest import ON_BOTH
from tests.conversations.exporting import answers, calls, offered, posted, replaced, stored, told, until
from tests.conversations.onedrive import LoopbackOneDrive
from tests.conversations.people import Member, Town, words
from tests.conversations.test_story import CLOSES, everybody_answers, opened
from tests.reports.exports import FORMATS, needs_pango

REFUSAL = "Tulosta ei voi näyttää"


@pytest_asyncio.fixture
async def wave(town: Town) -> str:
    """Eleven of home care, seven of the kitchen and two of the library have answered."""
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(10), "k2": range(2), "k3": range(7)})
    await town.passes(CLOSES)
    return wave


@pytest_asyncio.fixture
async def drive() -> AsyncIterator[LoopbackOneDrive]:
    async with LoopbackOneDrive() as drive:
        yield drive


async def as_at_the_shell(town: Town, wave: str, unit: str, kind: Any, language: str = "fi") -> bytes:
    async with town.house.stores.identity.reading() as connection:
        result = await get_shown(connection, wave, code=unit)
        zone = town.house.settings.zone
        return (await read_file(connection, result, kind, zone=zone, language=language))()


async def audited(town: Town, action: str = "result.exported") -> list[tuple[str, str]]:
    async with town.house.stores.identity.reading() as connection:
        entries = await list_audit(connection, newest=100)
    return [(entry.actor, entry.subject) for entry in entries if entry.action == action]


async def test_eero_chooses_among_kinds_of_files_and_can_go_back(wave: str, eero: Member):
    card = (await eero.presses("results.export", unit="K1", wave=wave))["value"]
    assert "Excel-työkirja" in words(card)
    assert "OneDrive" in words(card)
    asked = [each["data"] for each in buttons(card)]
    assert [each.get("format") for each in asked] == ["xlsx", "pptx", "pdf", "csv", None]
    assert asked[-1]["verb"] == "results.show"
    assert {(each["unit"], each["wave"]) for each in asked} == {("K1", wave)}


async def test_only_a_unit_with_others_below_is_offered_a_table_of_all(
    wave: str, helmi: Member, eero: Member
):
    whole = (await helmi.presses("results.export", unit="K", wave=wave))["value"]
    assert "units" in [each["data"].get("format") for each in buttons(whole)]
    refused = (await eero.presses("results.export", unit="K1", wave=wave, format="units"))["value"]
    assert REFUSAL in words(refused)


@ON_BOTH
@pytest.mark.parametrize("kind", FORMATS)
async def test_a_file_comes_into_eeros_onedrive_as_the_shell_makes_it(
    town: Town, wave: str, eero: Member, drive: LoopbackOneDrive, kind: str
):
    question = await offered(eero, unit="K1", wave=wave, kind=kind)
    assert question["name"] == f"Työelämän laatu - Kotihoito - 30.11.2026.{kind}"
    assert await audited(town) == []
    await answers(eero, question["content"]["acceptContext"], upload=drive.place(question["name"]))
    shown = await stored(eero)
    [put] = drive.puts
    assert put.content == await as_at_the_shell(town, wave, "K1", kind)
    assert len(put.content) == question["content"]["sizeInBytes"]
    assert shown == {
        "contentType": STORED,
        "contentUrl": drive.place(question["name"])["contentUrl"],
        "name": question["name"],
        "content": {"uniqueId": drive.place()["uniqueId"], "fileType": kind},
    }
    await until(lambda: calls(eero, "DELETE"))
    assert [call.activity for call in calls(eero, "DELETE")] == ["consent-1"]
    assert await audited(town) == [(eero.person.aad_object_id, f"{wave}/K1")]


async def test_helmi_gets_a_table_of_all_units(town: Town, wave: str, helmi: Member, drive: LoopbackOneDrive):
    question = await offered(helmi, unit="K", wave=wave, kind="units")
    assert question["name"] == "Työelämän laatu - Kaupunki ja alemmat yksiköt - 30.11.2026.xlsx"
    await answers(helmi, question["content"]["acceptContext"], upload=drive.place(question["name"]))
    assert (await stored(helmi))["content"]["fileType"] == "xlsx"
    with ZipFile(BytesIO(drive.puts[0].content)) as book:
        written = book.read("xl/sharedStrings.xml").decode()
    assert "Kotihoito" in written
    assert "Keittiö" in written
    assert await audited(town, "units.exported") == [(helmi.person.aad_object_id, f"{wave}/K")]


async def test_the_question_carries_ids_only(wave: str, eero: Member):
    question = await offered(eero, unit="K1", wave=wave, kind="csv")
    assert question["contentType"] == CONSENT
    assert set(question["content"]) == {"description", "sizeInBytes", "acceptContext", "declineContext"}
    asked = {"unit": "K1", "wave": wave, "format": "csv", "language": "fi"}
    assert question["content"]["acceptContext"] == asked
    assert question["content"]["declineContext"] == {}
    assert "Luottamuksellinen" in question["content"]["description"]


async def test_a_client_that_submits_is_told_and_asked_as_well(wave: str, eero: Member):
    assert await eero.submits("results.export", unit="K1", wave=wave, format="csv") == []
    assert "Teen tiedostoa" in calls(eero, "POST")[-1].body.get("text", "") or told(eero, CONSENT)
    await until(lambda: told(eero, CONSENT))
    [card] = await eero.submits("results.export", unit="K1", wave=wave)
    assert "CSV-tiedosto" in words(card)


async def test_a_file_is_in_the_readers_language(
    wave: str, onni: Member, eero: Member, drive: LoopbackOneDrive
):
    question = await offered(onni, unit="K2", wave=wave, kind="csv")
    assert question["name"] == "Arbetslivets kvalitet - Biblioteket - 30.11.2026.csv"
    context = question["content"]["acceptContext"]
    await answers(onni, context, upload=drive.place())
    await stored(onni)
    assert "Resultat: Arbetslivets kvalitet" in drive.puts[0].content.decode("utf-8-sig")
    del eero


async def test_a_no_leaves_a_kind_sentence_and_nothing_else(
    town: Town, wave: str, eero: Member, drive: LoopbackOneDrive
):
    question = await offered(eero, unit="K1", wave=wave, kind="csv")
    await answers(eero, question["content"]["declineContext"], action="decline")
    card = await replaced(eero)
    assert "Mitään ei tallennettu" in words(card)
    assert not buttons(card)
    assert drive.puts == []
    assert await audited(town) == []


async def test_consenting_twice_stores_one_file(wave: str, eero: Member, drive: LoopbackOneDrive):
    context = (await offered(eero, unit="K1", wave=wave, kind="csv"))["content"]["acceptContext"]
    await asyncio.gather(*(answers(eero, context, upload=drive.place()) for _ in range(5)))
    await stored(eero)
    await answers(eero, context, upload=drive.place())
    await until(lambda: calls(eero, "DELETE"))
    assert len(drive.puts) == len(told(eero, STORED)) == 1


async def test_no_file_leaves_that_cannot_be_written_down_and_the_question_stays(
    town: Town, wave: str, eero: Member, drive: LoopbackOneDrive, monkeypatch: pytest.MonkeyPatch
):
    async def breaks(*_: object, **__: object) -> None:
        raise OSError("no room")

    context = (await offered(eero, unit="K1", wave=wave, kind="csv"))["content"]["acceptContext"]
    with monkeypatch.context() as broken:
        broken.setattr(AuditBook, "note", breaks)
        await answers(eero, context, upload=drive.place())
        await until(lambda: [c for c in calls(eero, "POST") if "Vika on meillä" in c.body.get("text", "")])
    assert drive.puts == []
    assert calls(eero, "DELETE") == []
    await answers(eero, context, upload=drive.place())
    await stored(eero)
    assert await audited(town) == [(eero.person.aad_object_id, f"{wave}/K1")]


async def test_a_hurried_thumb_makes_one_question(wave: str, eero: Member, monkeypatch: pytest.MonkeyPatch):
    def takes_its_time(_: object) -> bytes:
        time.sleep(0.5)
        return b"PK"

    monkeypatch.setattr("reports.workbook.workbook", takes_its_time)
    data = {"unit": "K1", "wave": wave, "format": "xlsx"}
    answered = await asyncio.gather(*(eero.presses("results.export", **data) for _ in range(5)))
    assert len({each["value"] for each in answered}) == 1
    await until(lambda: told(eero, CONSENT))
    await offered(eero, unit="K1", wave=wave, kind="csv")
    assert len([each for each in told(eero, CONSENT) if each["name"].endswith(".xlsx")]) == 1


@ON_BOTH
@pytest.mark.parametrize("unit", ["K1", "K2", "NOPE", "k1", "K1/../K3", "' OR 1=1 --", "K1\u202e", ""])
async def test_onni_and_aino_get_the_same_refusal_for_every_unit_of_others(
    town: Town, wave: str, aino: Member, onni: Member, drive: LoopbackOneDrive, unit: str
):
    for who in (aino, onni):
        if who is onni and unit == "K2":
            continue
        refused = (await who.presses("results.show", unit=unit or "NOPE", wave=wave))["value"]
        for more in ({}, {"format": "xlsx"}, {"format": "units"}, {"format": "exe"}):
            assert (await who.presses("results.export", unit=unit, wave=wave, **more))["value"] == refused
        context = {"unit": unit, "wave": wave, "format": "xlsx", "language": "fi"}
        await answers(who, context, upload=drive.place())
        assert await replaced(who) == refused
    assert drive.puts == []
    assert await audited(town) == []


async def test_eeros_consent_replayed_by_others_is_refused(
    town: Town, wave: str, eero: Member, aino: Member, onni: Member, drive: LoopbackOneDrive
):
    context = (await offered(eero, unit="K1", wave=wave, kind="xlsx"))["content"]["acceptContext"]
    for who in (aino, onni):
        await answers(who, context, upload=drive.place())
        assert "Luvut" not in words(await replaced(who))
        assert not told(who, STORED)
    assert drive.puts == []
    assert await audited(town) == []


@pytest.mark.parametrize(
    "edited",
    [
        {"unit": "K"},
        {"unit": "K3"},
        {"unit": ["K1"]},
        {"unit": None},
        {"wave": "nope"},
        {"wave": {"$ne": ""}},
        {"format": "exe"},
        {"format": "units"},
        {"format": "../../xlsx"},
        {"format": ""},
        {"format": None},
        {"format": ["xlsx"]},
    ],
)
async def test_an_edited_consent_is_refused_like_everything(
    town: Town, wave: str, eero: Member, drive: LoopbackOneDrive, edited: dict[str, Any]
):
    context = {"unit": "K1", "wave": wave, "format": "xlsx", "language": "fi"}
    if edited.get("wave", wave) is None or isinstance(edited.get("wave"), dict):
        edited |= {"unit": "K3"}  # without a wave the latest is meant
    await answers(eero, context | edited, upload=drive.place())
    assert REFUSAL in words(await replaced(eero))
    assert drive.puts == []
    assert await audited(town) == []


@pytest.mark.parametrize("value", [None, "x", 7, [], ["accept"], {"action": "explode"}, {"action": None}])
async def test_an_answer_that_is_none_is_told_to_be_stale(wave: str, eero: Member, value: Any):
    activity = {"type": "invoke", "name": "fileConsent/invoke", "value": value, "replyToId": "consent-1"}
    response = await eero.posts(activity)
    assert response.status == 200
    assert "vanhentunut" in words(await replaced(eero))
    del wave


async def test_whoever_has_lost_the_right_meanwhile_gets_nothing(
    town: Town, wave: str, eero: Member, drive: LoopbackOneDrive
):
    context = (await offered(eero, unit="K1", wave=wave, kind="xlsx"))["content"]["acceptContext"]
    async with town.house.stores.identity.writing() as connection:
        await connection.execute(delete(supervisions))
    await answers(eero, context, upload=drive.place())
    assert REFUSAL in words(await replaced(eero))
    assert drive.puts == []
    assert await audited(town) == []


@pytest.mark.parametrize(
    "upload",
    [None, {}, "x", {"uploadUrl": None}, {"uploadUrl": 7}, {"uploadUrl": ""}, {"uniqueId": None}],
)
async def test_without_a_place_in_onedrive_there_are_words_and_a_way_on(
    wave: str, eero: Member, drive: LoopbackOneDrive, upload: Any
):
    context = (await offered(eero, unit="K1", wave=wave, kind="csv"))["content"]["acceptContext"]
    told_place = drive.place() | upload if upload and isinstance(upload, dict) else upload
    await answers(eero, context, upload=told_place)
    card = await replaced(eero)
    assert "OneDrivea ei löytynyt" in words(card)
    assert [each["data"]["verb"] for each in buttons(card)] == ["results.export"]
    assert drive.puts == []


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/upload",
        "https://contoso-my.sharepoint.com.evil.example/x",
        "https://contoso-my.sharepoint.com@evil.example/x",
        "http://contoso-my.sharepoint.com/x",
        "https://169.254.169.254/latest",
        "file:///etc/passwd",
        "\u202ehttps://contoso-my.sharepoint.com/x",
    ],
)
async def test_no_file_leaves_for_an_address_that_is_not_microsofts(
    wave: str, eero: Member, drive: LoopbackOneDrive, url: str
):
    context = (await offered(eero, unit="K1", wave=wave, kind="csv"))["content"]["acceptContext"]
    await answers(eero, context, upload=drive.place(uploadUrl=url))
    assert "Tiedostoa ei lähetetty" in words(await replaced(eero))
    assert not told(eero, STORED)


@pytest.mark.parametrize(
    ("status", "heading"),
    [
        (403, "OneDrive ei ottanut tiedostoa vastaan"),
        (404, "Lupa ehti vanhentua"),
        (413, "Tiedosto on liian suuri"),
        (429, "OneDrivessa on ruuhkaa"),
        (500, "OneDrive ei vastannut"),
        (507, "OneDrivesi on täynnä"),
        (302, "OneDrive ei ottanut tiedostoa vastaan"),
    ],
)
async def test_a_onedrive_that_does_not_take_the_file_is_told_with_what_to_do(
    wave: str,
    eero: Member,
    drive: LoopbackOneDrive,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    heading: str,
):
    monkeypatch.setattr(delivery.files, "_PAUSE", 0.0)
    drive.refusals = [(status, {"Retry-After": "0", "Location": "https://evil.example/"})] * 3
    context = (await offered(eero, unit="K1", wave=wave, kind="csv"))["content"]["acceptContext"]
    await answers(eero, context, upload=drive.place())
    card = await replaced(eero)
    assert heading in words(card)
    assert not told(eero, STORED)
    [again] = buttons(card)
    sent = {name: each for name, each in again["data"].items() if name != "verb"}
    if status == 413:
        chosen = (await eero.presses(again["verb"], **sent))["value"]
        assert "PowerPoint-esitys" in words(chosen)
        return
    before = len(told(eero, CONSENT))
    await eero.presses(again["verb"], **sent)
    await until(lambda: len(told(eero, CONSENT)) > before)


async def test_the_answer_to_a_consent_waits_for_no_onedrive(
    wave: str, eero: Member, drive: LoopbackOneDrive
):
    drive.slow = 1.0
    context = (await offered(eero, unit="K1", wave=wave, kind="csv"))["content"]["acceptContext"]
    await answers(eero, context, upload=drive.place())
    assert drive.puts == []
    assert not told(eero, STORED)
    await stored(eero)


async def test_the_server_stops_though_a_onedrive_does_not_answer(
    town: Town, wave: str, eero: Member, drive: LoopbackOneDrive, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bot, "GRACE", 0.2)
    drive.slow = 60
    context = (await offered(eero, unit="K1", wave=wave, kind="csv"))["content"]["acceptContext"]
    await answers(eero, context, upload=drive.place())
    async with asyncio.timeout(10):
        await town.client.close()
    assert not told(eero, STORED)


async def test_where_others_read_along_no_file_is_spoken_of(wave: str, eero: Member, drive: LoopbackOneDrive):
    before = posted(eero)
    eero.conversation = {"id": "19:team@thread.tacv2", "conversationType": "groupChat", "isGroup": True}
    card = (await eero.presses("results.export", unit="K1", wave=wave, format="csv"))["value"]
    assert "Jatketaan kahden kesken" in words(card)
    context = {"unit": "K1", "wave": wave, "format": "csv", "language": "fi"}
    await answers(eero, context, upload=drive.place())
    assert drive.puts == []
    assert posted(eero) == before


async def test_without_pango_a_pdf_is_answered_with_what_else_there_is(
    wave: str, eero: Member, monkeypatch: pytest.MonkeyPatch
):
    def lacks(_: object) -> bytes:
        raise reports.pdf.NoPango

    monkeypatch.setattr(reports.pdf, "pdf", lacks)
    await eero.presses("results.export", unit="K1", wave=wave, format="pdf")
    await until(lambda: "PDF ei onnistu täällä" in words(eero.cards()))
    assert not told(eero, CONSENT)


async def test_a_file_that_breaks_in_the_making_is_told_kindly_and_logged_without_words(
    wave: str, eero: Member, monkeypatch: pytest.MonkeyPatch
):
    def breaks(_: object) -> bytes:
        raise ValueError("Kotihoito")

    monkeypatch.setattr("reports.csv_file.csv_file", breaks)
    with capture_logs() as lines:
        await eero.presses("results.export", unit="K1", wave=wave, format="csv")
        await until(lambda: [c for c in calls(eero, "POST") if "Vika on meillä" in c.body.get("text", "")])
    assert [line["error"] for line in lines if line["event"] == "turn_failed"] == ["ValueError"]
    assert "Kotihoito" not in json.dumps(lines)


@pytest.mark.parametrize(
    ("called", "named"),
    [
        ("Ä" * 60, "Ä" * 58),
        ("Hoiva / koti: *A* <b>", "Hoiva koti A b"),
        ("..\\..\\etc/passwd", "etc passwd"),
        ("gpj.\u202eexe", "gpj. exe"),
        ("🏥 Sairaala 🏥", "Sairaala"),
        ("=cmd|'/c calc'!A1", "cmd c calc A1"),
        ("🚒🚒", "K1"),
    ],
)
async def test_a_files_name_is_one_that_onedrive_takes(
    town: Town, wave: str, eero: Member, called: str, named: str
):
    async with town.house.stores.identity.writing() as connection:
        await connection.execute(update(wave_units).where(wave_units.c.code == "K1").values(name_fi=called))
    name = (await offered(eero, unit="K1", wave=wave, kind="csv"))["name"]
    assert len(name) <= 100
    assert named in name
    assert not set('"*:<>?/\\|#%~\u202e') & set(name)
    assert name.endswith("30.11.2026.csv")


async def test_a_file_that_somebody_sends_is_not_opened(eero: Member, drive: LoopbackOneDrive):
    download = {"downloadUrl": f"{drive.url}/secret.docx", "uniqueId": "1", "fileType": "docx"}
    kind = "application/vnd.microsoft.teams.file.download.info"
    sent = [{"contentType": kind, "name": "secret.docx", "content": download}]
    [card] = await eero.says("", attachments=sent)
    assert "secret" not in json.dumps(card)
    assert drive.puts == []


async def test_logs_of_a_file_name_nobody_and_no_address(wave: str, eero: Member, drive: LoopbackOneDrive):
    with capture_logs() as lines:
        context = (await offered(eero, unit="K1", wave=wave, kind="csv"))["content"]["acceptContext"]
        await answers(eero, context, upload=drive.place())
        await stored(eero)
    written = json.dumps(lines, default=str)
    assert {line["event"] for line in lines} == {"request"}
    for word in ("Kotihoito", "K1", eero.person.aad_object_id, "secret", "sharepoint", drive.url):
        assert word not in written, word


async def test_files_are_made_one_at_a_time_beside_the_loop():
    room, together, most = FileRoom(uploads=None), 0, 0

    def write() -> bytes:
        nonlocal together, most
        together += 1
        most = max(most, together)
        together -= 1
        return b"x"

    assert await asyncio.gather(*(room.make(write) for _ in range(20))) == [b"x"] * 20
    assert most == 1


def test_the_oldest_works_are_forgotten():
    room = FileRoom(uploads=None, most=2)
    assert [room.begin(work) for work in "abab"] == [True, True, False, False]
    assert room.begin("c")
    assert room.begin("a")


@needs_pango
async def test_a_pdf_made_anew_has_the_same_size(wave: str, eero: Member):
    sizes = [(await offered(eero, unit="K1", wave=wave, kind="pdf"))["content"]["sizeInBytes"] for _ in "ab"]
    assert sizes[0] == sizes[1]


def buttons(card: Any) -> list[dict[str, Any]]:
    """Give a card's buttons, without their older twins."""
    if isinstance(card, dict):
        own = [card] if card.get("type") == "Action.Execute" else []
        return own + [each for key, value in card.items() if key != "fallback" for each in buttons(value)]
    if isinstance(card, list):
        return [each for value in card for each in buttons(value)]
    return []
