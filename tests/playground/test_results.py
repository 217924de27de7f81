"""From the news of a result to the talk about it, in a real Teams client: Eero on a phone, Aino, Helmi."""

from __future__ import annotations

import pytest

from demo.municipality import municipality
from demo.people import AINO, EERO, HELMI
from demo.stage import Stage
from tests.playground.teams import PHONE
from tests.playground.test_product import PEOPLE, UNITS, opened, town

pytestmark = pytest.mark.playground

__all__ = ["town"]


async def closed(town: Stage, instrument: str) -> None:
    """Let a wave be answered and close, and send what there is to tell."""
    wave = await opened(town, instrument)
    await town.answer(wave, municipality(people=PEOPLE, units=UNITS), lambda _: None)
    await town.close(wave)
    await town.house.worker.drain()


async def test_eero_goes_from_the_news_to_questions_choices_and_files_and_shares_it_with_aino(
    window, town: Stage
):
    eero, aino = await window(EERO, size=PHONE), await window(AINO)
    for each in (eero, aino):
        await each.sees_card("Pulssi")
    await closed(town, "tyoelaman-laatu")
    await eero.sees_card("Tulokset ovat valmiit")
    await eero.sees_card("Työelämän laadun indeksi")
    await eero.picture("ready-fi-phone")
    await eero.presses("Lisää tietoa")
    await eero.sees_card("Näin vastaukset jakautuivat")
    await eero.presses("Takaisin tulokseen")
    await eero.sees_card("Vastausprosentti")
    await eero.presses("Kysymyksiä keskusteluun")
    await eero.sees_card("kysymyksiä keskusteluun")
    await eero.picture("guide-fi-phone")
    await eero.presses("Takaisin tulokseen")
    await eero.presses("Valitkaa vahvuudet ja kohteet")
    await eero.sees_card("Idea: ")
    await eero.picture("choose-fi-phone")
    await eero.presses("Takaisin tulokseen")
    await eero.presses("Vie tiedostoksi")
    await eero.sees_card("PowerPoint")
    await eero.picture("export-fi-phone")
    await eero.presses("Takaisin tulokseen")
    await eero.presses("Jaa tiimille")
    await eero.sees_card("Jaetaanko pääkohdat tiimille?")
    await aino.sees_nothing_of("Tulosten pääkohdat")
    await eero.presses("Jaa nyt")
    await eero.sees_card("Pääkohdat on jaettu")
    await town.house.worker.drain()
    await aino.sees_card("Tulosten pääkohdat")
    await aino.picture("shared-fi")
    await aino.says("näytä yksikköni tulokset")
    await aino.sees_card("Tulosten pääkohdat")
    await aino.sees_nothing_of("Lisää tietoa")


async def test_helmi_walks_the_levels_and_looks_for_units_that_need_support(window, town: Stage):
    helmi = await window(HELMI)
    await helmi.sees_card("Pulssi")
    await closed(town, "tyoelaman-laatu")
    await helmi.sees_card("Tulokset ovat valmiit")
    await helmi.picture("ready-hr-fi")
    await helmi.presses("Muut yksiköt")
    await helmi.sees_card("Tulokset yksiköittäin")
    await helmi.picture("level-fi")
    await helmi.presses("Järjestys ja tuen tarve")
    await helmi.sees_card("korkein indeksi ensin")
    await helmi.picture("level-index-fi")
    await helmi.presses("Tuen tarve")
    await helmi.sees_card("Mukana ovat tulokset, joissa on merkki tuen tarpeesta")
    await helmi.picture("level-support-fi")
