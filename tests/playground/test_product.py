"""The product in a real Teams client: Aino answers in Finnish, Onni in Swedish, Eero sees the result."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot import hours_of, now
from content.loader import load_instruments
from demo.municipality import municipality
from demo.people import AINO, EERO, ONNI
from demo.shape import ROOT
from demo.stage import OPEN_FOR, Stage, running_bot
from jobs.import_directory import import_directory
from jobs.open_waves import open_wave
from jobs.plan_waves import plan_wave
from tests.playground.teams import PHONE, Teams

pytestmark = pytest.mark.playground

PEOPLE, UNITS = 400, 30


@pytest_asyncio.fixture
async def town(issuer, shim, tmp_path: Path) -> AsyncIterator[Stage]:
    async with running_bot(tmp_path, issuer=issuer, shim=shim) as house:
        wanted = municipality(people=PEOPLE, units=UNITS)
        await import_directory(house.stores, wanted, dry_run=False, actor="test", now=now())
        yield Stage(house, shim, tmp_path, PEOPLE, UNITS)


async def opened(town: Stage, instrument: str) -> str:
    """Open a wave for everybody and send it."""
    wave = await plan_wave(
        town.house.stores,
        load_instruments()[instrument],
        unit_code=ROOT,
        opens=now(),
        closes=now() + OPEN_FOR,
        reminders=0,
        actor="test",
        now=now(),
    )
    hours = hours_of(town.house.settings)
    await open_wave(town.house.stores, town.house.vault, wave.id, hours=hours, now=now())
    await town.house.worker.drain()
    return wave.id


async def answers_all(person: Teams, language: str, *, instrument: str, choice: int) -> None:
    asked = load_instruments()[instrument]
    for place, item in enumerate(asked.items, start=1):
        label = f"{place}/{len(asked.items)} · {item.text.say(language)}"
        await person.chooses(label, asked.scale_of(item).labels[choice - 1].say(language))


async def test_aino_answers_in_finnish_on_a_phone(window, town: Stage):
    aino = await window(AINO, size=PHONE)
    await aino.sees_card("Pulssi")
    await aino.picture("welcome-fi-phone")
    await opened(town, "tyoelaman-laatu")
    await aino.sees_card("Lähetä vastaukset")
    await aino.picture("survey-fi-phone")
    await aino.presses("Lähetä vastaukset")
    await aino.sees_card("Valitse yksi vaihtoehto")
    await aino.picture("survey-required-fi-phone")
    await answers_all(aino, "fi", instrument="tyoelaman-laatu", choice=4)
    await aino.writes(load_instruments()["tyoelaman-laatu"].comment.fi, "Palaverit ovat lyhentyneet 👍")
    await aino.presses("Lähetä vastaukset")
    await aino.sees_card("Kiitos vastauksestasi")
    await aino.sees_nothing_of("Palaverit ovat lyhentyneet")
    await aino.picture("receipt-fi-phone")


async def test_onni_reads_about_privacy_and_answers_in_swedish(window, town: Stage):
    onni = await window(ONNI)
    await onni.sees_card("Pulssi")
    await opened(town, "fiilis")
    await onni.sees_card("Skicka")
    await onni.picture("survey-fiilis-sv")
    await onni.presses("Vad ser min chef?")
    await onni.sees_card("konfidentiell")
    await onni.picture("privacy-sv")
    await answers_all(onni, "sv", instrument="fiilis", choice=5)
    await onni.presses("Skicka svaren")
    await onni.sees_card("Tack")
    await onni.picture("receipt-sv")


async def test_whoever_opens_teams_after_the_survey_has_opened_gets_what_waited(window, shim, town: Stage):
    shim.open(AINO, url="http://127.0.0.1:9/")
    await opened(town, "fiilis")
    aino = await window(AINO)
    await aino.sees_card("Olen Pulssi")
    await town.house.worker.drain()
    await aino.sees_card("Lähetä vastaukset")
    assert len(await aino.cards()) == 2


async def test_the_form_changes_its_language_in_place(window, town: Stage):
    aino = await window(AINO)
    await aino.sees_card("Pulssi")
    await opened(town, "fiilis")
    await aino.sees_card("Lähetä vastaukset")
    await aino.picture("survey-fiilis-fi")
    await aino.presses("På svenska")
    await aino.sees_card("Skicka svaren")
    await aino.presses("In English")
    await aino.sees_card("Send answers")
    await aino.picture("survey-fiilis-en")


async def test_eero_sees_charts_and_numbers_and_aino_is_refused(window, town: Stage):
    eero = await window(EERO)
    await eero.sees_card("Pulssi")
    wave = await opened(town, "tyoelaman-laatu")
    await eero.says("näytä yksikköni tulokset")
    await eero.sees_card("Tuloksia ei vielä ole")
    await eero.picture("result-pending-fi")
    await town.answer(wave, municipality(people=PEOPLE, units=UNITS), lambda _: None)
    await town.close(wave)
    await eero.says("näytä yksikköni tulokset")
    await eero.sees_card("Työelämän laadun indeksi")
    await eero.sees_card("Vastausprosentti")
    await eero.picture("result-fi")
    await eero.presses("Lisää tietoa")
    await eero.presses("Kommentit")
    await eero.sees_card("Avoimet kommentit")
    await eero.picture("comments-fi")
    aino = await window(AINO)
    await aino.says("näytä yksikköni tulokset")
    await aino.sees_card("Tulosta ei voi näyttää")
    await aino.sees_nothing_of("Työelämän laadun indeksi")
    await aino.picture("refusal-fi")


async def test_eero_reads_the_result_on_a_phone_where_charts_are_tables(window, town: Stage):
    eero = await window(EERO, size=PHONE)
    await eero.sees_card("Pulssi")
    wave = await opened(town, "fiilis")
    await town.answer(wave, municipality(people=PEOPLE, units=UNITS), lambda _: None)
    await town.close(wave)
    await eero.says("show my unit results")
    await eero.sees_card("Vastausprosentti")
    await eero.picture("result-fiilis-fi-phone")
