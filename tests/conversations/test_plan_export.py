"""The plan leaves with the result it came from, for those who may see it, as plain text."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from pptx import Presentation

from demo.people import AINO
from dialogs.sources import get_shown, read_file
from directory.organisation import Person
from storage.plans import record_plan, save_plan
from tests.conversations.people import Member, Town
from tests.conversations.planning import (
    BREAKS,
    MEETINGS,
    PLAN,
    as_kept,
    button_of,
    drafted,
    greeted,
    presses,
    presses_on,
    saves,
    says,
    verbs_of,
)
from tests.conversations.test_unasked import closed
from tests.reports.exports import needs_pango

FORMULA = '=HYPERLINK("http://a","x")'


async def exported(town: Town, wave: str, kind, *, reader: Person | None = None, unit: str = "K1") -> bytes:
    async with town.house.stores.identity.reading() as connection:
        result = await get_shown(connection, wave, code=unit)
        zone = town.house.settings.zone
        return (await read_file(connection, result, kind, zone=zone, language="fi", reader=reader))()


@pytest.fixture
async def wave(town: Town, aino: Member, eero: Member) -> str:
    """Close a wave, and make a plan of the result of home care."""
    made = await closed(town)
    await drafted(town, wave=made)
    await greeted(aino, eero)
    saved = await saves(eero, goal=FORMULA, practice="Yksi\nkaksi", starts_on="2026-12-01")
    assert says(saved, "Tallennettu")
    return made


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))


async def test_the_csv_holds_the_plan_as_text_and_no_formula(town: Town, wave: str):
    told = {(part, name): text for part, name, _, text, _ in lines(await exported(town, wave, "csv"))}
    assert told["Kehittämiskohde 1", "Tavoite"] == "'" + FORMULA
    assert told["Kehittämiskohde 1", "Vastuuhenkilöt"] == "Aino Aalto, Talonmies"
    assert told["Kehittämiskohde 1", "Mitä se tarkoittaa käytännössä"] == "Yksi kaksi"
    assert told["Kehittämiskohde 1", "Tila"] == "Suunnitteilla"
    assert told["Kehittämiskohde 2", "Kehittämiskohde"] == BREAKS.words
    assert told["Kehittämissuunnitelma", "Vahvuudet, joista pidämme kiinni"] == "Huumori kantaa"


async def test_the_workbook_has_a_page_of_its_own_for_it_without_formulas(town: Town, wave: str):
    with ZipFile(BytesIO(await exported(town, wave, "xlsx"))) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
        names = book.read("xl/workbook.xml").decode()
        sheets = [
            book.read(each).decode() for each in book.namelist() if each.startswith("xl/worksheets/sheet")
        ]
    assert 'name="Suunnitelma"' in names
    assert MEETINGS.words in texts
    assert "HYPERLINK" in texts
    assert not any("<f>" in each for each in sheets)


async def test_slides_hold_it_in_as_many_parts_as_it_takes(town: Town, eero: Member, wave: str):
    long = dict.fromkeys(("goal", "action", "practice", "follow_up", "upwards"), "Pitkä lause. " * 38)
    assert says(await saves(eero, version=2, starts_on="2026-12-01", **long), "Tallennettu")
    deck = Presentation(BytesIO(await exported(town, wave, "pptx")))
    tables = [
        [cell.text_frame.text for row in shape.table.rows for cell in row.cells]
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_table and shape.name == "Kehittämiskohde 1"
    ]
    assert len(tables) > 1
    assert all(sum(map(len, cells)) < 1700 for cells in tables)
    assert sum(cells.count(("Pitkä lause. " * 38).strip()) for cells in tables) == 5


@needs_pango
async def test_the_pdf_is_made_with_it(town: Town, wave: str):
    assert (await exported(town, wave, "pdf")).startswith(b"%PDF")


async def test_whoever_may_not_see_the_plan_gets_the_file_without_it(town: Town, wave: str):
    eero = Person("eero", "K1", None, ("K1",), frozenset())
    other = Person("other", "K2", None, ("K2",), frozenset())
    with_it, without = [await exported(town, wave, "csv", reader=each) for each in (eero, other)]
    assert with_it == await exported(town, wave, "csv")
    assert MEETINGS.words not in without.decode()
    assert MEETINGS.words not in (await exported(town, wave, "csv", unit="K3")).decode()


async def test_a_plan_belongs_to_the_files_of_its_own_wave(town: Town, wave: str):
    old = replace(await as_kept(town), ended_on=date(2026, 12, 1))
    newer = replace(
        PLAN,
        id="p-newer",
        wave=None,
        targets=(replace(MEETINGS, id="t-newer", words="Aivan uusi kohde"),),
        made_on=date(2026, 12, 1),
    )
    async with town.house.stores.identity.writing() as connection:
        await save_plan(connection, old, now=town.clock.now)
        assert await record_plan(connection, newer, now=town.clock.now)
    told = (await exported(town, wave, "csv")).decode()
    assert MEETINGS.words in told
    assert "Aivan uusi kohde" not in told


async def test_the_button_of_the_plan_leads_to_the_files_of_its_result(town: Town, eero: Member, wave: str):
    card = await presses(eero, "plan.show")
    offered = await presses_on(eero, button_of(card, "results.export"))
    assert "results.export" in verbs_of(offered)
    assert await presses(eero, "plan.export") == offered


async def test_without_a_plan_a_result_leads_to_the_talk_and_the_choice(town: Town, eero: Member):
    made = await closed(town)
    (card,) = await eero.says("suunnitelma")
    assert verbs_of(card) == ["guide.agenda", "choose.agree"]
    assert all(button_of(card, verb)["data"]["wave"] == made for verb in verbs_of(card))
    assert AINO.aad_object_id not in str(card)
