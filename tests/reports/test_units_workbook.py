"""The table of units tells what is published, figure for figure, each group once, and nothing beside it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from content.instrument import FACTORS, THEMES, Instrument
from content.loader import load_instruments
from content.texts import LANGUAGES
from directory.organisation import Unit
from reports.formats import exported_units
from reports.units_sheet import UnitsSource, units_sheet
from scoring.disclosure import Published
from scoring.figures import Figure
from tests.reports.exports import INSTRUMENTS, MAIN
from tests.reports.test_office_files import HIDING, MADE, parts_of
from tests.scoring.waves import Wave, random_rows

QWL = load_instruments()["tyoelaman-laatu"]
PARENTS = {
    "K": None,
    **dict.fromkeys(("A", "B", "C", "D"), "K"),
    **{f"A{number}": "A" for number in range(1, 6)},
    **{f"B{number}": "B" for number in range(1, 6)},
    **{f"C{number}": "C" for number in range(1, 4)},
    "D1": "D",
}
COUNTS = {
    "A1": 14,
    "A2": 7,
    "A3": 2,
    "A4": 3,
    "A5": 1,
    "B1": 12,
    "B2": 3,
    "B3": 30,
    "B4": 9,
    "C1": 2,
    "C2": 4,
}
INVITED = {code: 3 * COUNTS.get(code, 4) for code in PARENTS if len(code) > 1 and code != "D1"}
DASH = "\N{EN DASH}"
ALLOWED_NAMES = {"_xlnm._FilterDatabase", "_xlnm.Print_Titles"}


def wave_of(instrument: Instrument = QWL) -> Wave:
    count = sum(COUNTS.values())
    rows = random_rows(instrument, count, seed=4)
    rows[-9:] = np.array([5.0] * rows.shape[1])  # so that something is coded
    return Wave(PARENTS, COUNTS, instrument=instrument, rows=rows, invited=INVITED)


WAVE = wave_of()
RESULTS: dict[str, Published] = dict(WAVE.results)


def unit(code: str, **names: str) -> Unit:
    told = {"name_fi": f"Yksikkö {code}", "name_sv": f"Enhet {code}", "name_en": f"Unit {code}"} | names
    return Unit(code, PARENTS[code], "tulosalue" if len(code) == 1 else "työyksikkö", **told)


def source(top: str = "K", *, language: str = "fi", **changes: Any) -> UnitsSource:
    given: dict[str, Any] = {
        "top": unit(top),
        "units": {code: unit(code) for code in PARENTS},
        "results": [RESULTS[code] for code in PARENTS],
        "instrument": QWL,
        "closed_at": datetime(2026, 11, 13, 14, 0, tzinfo=UTC),
        "zone": ZoneInfo("Europe/Helsinki"),
        "language": language,
    }
    return UnitsSource(**(given | changes))


def table(content: bytes) -> dict[str, dict[str, Any]]:
    """Read the table back: first column -> head -> number, or text."""
    with ZipFile(BytesIO(content)) as book:
        root = fromstring(book.read("xl/sharedStrings.xml"))
        shared = ["".join(node.itertext()) for node in root.iter(f"{MAIN}si")]
        page = fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows: list[dict[str, Any]] = []
    for row in page.iter(f"{MAIN}row"):
        told = {}
        for cell in row.iter(f"{MAIN}c"):
            value = cell.findtext(f"{MAIN}v")
            if value is not None:
                column = re.sub(r"\d", "", cell.get("r") or "")
                told[column] = shared[int(value)] if cell.get("t") == "s" else float(value)
        rows.append(told)
    top = next(place for place, row in enumerate(rows) if len(row) > 1)
    heads = rows[top]
    return {
        str(row["A"]): {str(heads[column]): value for column, value in row.items()} for row in rows[top + 1 :]
    }


TABLE = table(exported_units(units_sheet(source())))


def written(figure: Figure | None) -> Any:
    """Say what a published percent looks like in the table, without asking what wrote it."""
    if figure is None:
        return DASH
    if figure.bound:
        return f"{'alle' if figure.bound == '<' else 'yli'} {figure.value:g} %"
    return float(Decimal(str(figure.value)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def row_of(code: str) -> dict[str, Any]:
    """Give the only row that names a unit."""
    [found] = [row for name, row in TABLE.items() if f"Yksikkö {code}" in name.split(" + ")]
    return {
        head: value.replace("\N{NO-BREAK SPACE}", " ") if isinstance(value, str) else value
        for head, value in found.items()
    }


def test_the_wave_has_results_of_every_kind():
    assert {result.tier for result in RESULTS.values()} == {"full", "means", "group", "coverage"}
    assert [f for r in RESULTS.values() for f in r.factors.values() if f and f.bound]


@pytest.mark.parametrize("code", [code for code in PARENTS if RESULTS[code].tier != "none"])
def test_every_figure_is_the_published_one(code: str):
    row, result = row_of(code), RESULTS[code]
    assert row["Indeksi"] == written(result.index)
    factors = ("Turvallisuus", "Yhteenkuuluvuus ja identiteetti", "Päämäärät ja luovuus")
    assert [row[name] for name in factors] == [written(result.factors[factor]) for factor in FACTORS]
    themes = {
        "trust": "Luottamus",
        "belonging": "Yhteenkuuluvuus",
        "capability": "Kyvykkyys",
        "autonomy": "Autonomia",
        "processes": "Palveluprosessit",
    }
    assert [row[themes[theme]] for theme in THEMES] == [written(result.themes[theme]) for theme in THEMES]
    assert row["Vastauksia"] == (result.n if isinstance(result.n, int) else f"5{DASH}9")
    rate = result.response_rate
    if result.tier != "group" and rate:
        sides = {"<": f"enintään {rate.value:g} %", ">": f"vähintään {rate.value:g} %"}
        assert row["Vastausprosentti"] == sides.get(rate.bound, rate.value)
    elif rate:
        assert f"Yksikkö {code}: " in row["Vastausprosentti"]
    elif result.tier != "group":
        assert row["Vastausprosentti"] == DASH


def test_every_group_has_one_row_with_all_its_units():
    groups = [name.split(" + ") for name in TABLE if " + " in name]
    assert groups
    told = [name for group in groups for name in group]
    assert len(told) == len(set(told))
    for code, result in RESULTS.items():
        if result.tier == "group":
            [group] = [group for group in groups if f"Yksikkö {code}" in group]
            assert {f"Yksikkö {member}" for member in result.members} <= set(group)


def test_a_unit_without_a_result_has_no_row_and_is_named_nowhere():
    wave = Wave(PARENTS, {"A1": 14, "B1": 12}, instrument=QWL)
    results = [wave.results[code] for code in PARENTS]
    hidden = [result.unit for result in results if result.tier == "none"]
    assert "C1" in hidden
    told = table(exported_units(units_sheet(source(results=results))))
    assert len(told) == len([each for each in results if each.tier in {"full", "means", "coverage"}])
    written = " ".join(str(value) for row in told.values() for value in row.values())
    assert not [code for code in hidden if re.search(rf"Yksikkö {code}\b", written)]


def test_the_results_of_a_groups_units_differ_in_their_names_and_response_rates_alone():
    apart = {"unit", "members", "response_rate", "covers"}
    groups: dict[str, list[dict[str, Any]]] = {}
    for code, result in RESULTS.items():
        if result.tier == "group":
            told = {name: each for name, each in result.in_full().items() if name not in apart}
            groups.setdefault(str(row_of(code)["Yksikkö"]), []).append(told)
    assert [name for name, told in groups.items() if len(told) > 1]
    assert all(told == alike[0] for alike in groups.values() for told in alike)


def test_colours_are_said_in_words():
    row = next(
        row for row in TABLE.values() if isinstance(row["Turvallisuus"], float) and row["Turvallisuus"] < 70
    )
    assert "Riskirajan alla: Turvallisuus" in row["Riskirajat sanoina"]
    told = [(name, row["Erot muuhun organisaatioon"]) for name, row in TABLE.items()]
    for code, result in RESULTS.items():
        for theme, name in (("trust", "Luottamus"), ("autonomy", "Autonomia")):
            standing = result.standings.get(f"theme.{theme}")
            words = next((words for unit_name, words in told if unit_name == f"Yksikkö {code}"), None)
            if words is not None and standing is not None:
                assert (name in words) == (standing != "level")


def test_what_is_coloured_is_what_stands_apart_or_below_a_limit():
    sheet = units_sheet(source())
    place = {name: column for column, (name, _) in enumerate(sheet.heads)}
    for row in sheet.rows:
        code = row[0][0].text.removeprefix("Yksikkö ")
        if code in RESULTS:
            cell, tone = row[place["Luottamus"]]
            standing = RESULTS[code].standings.get("theme.trust", "level")
            assert tone == ("" if standing == "level" else standing), cell
            assert row[place["Indeksi"]][1] == ""
            assert row[place["Turvallisuus"]][1] in {"green", "amber", "red"}


def test_a_table_can_begin_anywhere():
    within = [RESULTS[code] for code in PARENTS if code.startswith("B")]
    told = table(exported_units(units_sheet(source("B", results=within))))
    assert "Yksikkö B" in told
    assert not {"Yksikkö K", "Yksikkö A", "Yksikkö A1"} & set(told)
    # A group is named whole, as on the card of each of its units.
    assert [name for name in told if "Yksikkö A3 + " in name]


def test_the_workbook_hides_nothing_and_says_nothing_of_its_making():
    parts = parts_of(exported_units(units_sheet(source())))
    book = parts["xl/workbook.xml"].decode()
    assert "state=" not in book
    assert len(re.findall("<sheet ", book)) == 1
    assert set(re.findall(r'definedName name="([^"]+)"', book)) == ALLOWED_NAMES
    page = parts["xl/worksheets/sheet1.xml"]
    assert b"hidden" not in page
    assert b"<f>" not in page
    assert b'state="frozen"' in page
    assert b"<autoFilter" in page
    assert not [each for each in parts if HIDING.search(each.lower())]
    core = parts["docProps/core.xml"].decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {MADE}
    assert not re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>[^<]+", core)


def test_no_number_is_finer_than_it_is_shown():
    page = parts_of(exported_units(units_sheet(source())))["xl/worksheets/sheet1.xml"].decode()
    numbers = re.findall(r"<c r=\"[A-Z]+\d+\" s=\"\d+\"><v>([^<]+)</v>", page)
    assert numbers
    # The sixteenth digit of a binary number is not ours.
    assert [number for number in numbers if round(float(number), 1) != float(f"{float(number):.14g}")] == []


@pytest.mark.parametrize(
    "name",
    ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-1", "<b>&amp;", "A\u202eB", "Ä" * 60, "🚒", "http://x"],
)
def test_a_name_is_nothing_but_a_text(name: str):
    units = {code: unit(code, name_fi=name) if code == "A1" else unit(code) for code in PARENTS}
    content = exported_units(units_sheet(source(units=units)))
    assert name in table(content)
    assert b"<f>" not in parts_of(content)["xl/worksheets/sheet1.xml"]
    assert b"hyperlink" not in parts_of(content)["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", INSTRUMENTS)
def test_every_questionnaire_has_a_table_in_every_language(name: str, language: str):
    instrument = INSTRUMENTS[name]
    wave = Wave(PARENTS, COUNTS, instrument=instrument, rows=_answers(instrument), invited=INVITED)
    results = [wave.results[code] for code in PARENTS]
    sheet = units_sheet(source(instrument=instrument, results=results, language=language))
    assert {len(row) for row in sheet.rows} == {len(sheet.heads)}
    content = exported_units(sheet)
    assert content == exported_units(sheet)
    told = table(content)
    assert len(told) == len(sheet.rows)
    if not instrument.has_index:
        top = next(iter(told.values()))
        first = wave.results["K"].items[instrument.items[0].id]
        heads = [head for head in top if head.startswith(instrument.items[0].text.say(language))]
        assert top[heads[0]] == written(first)


def _answers(instrument: Instrument) -> np.ndarray:
    random = np.random.default_rng(7)
    columns = []
    for item in instrument.items:
        scale = instrument.scale_of(item)
        columns.append(random.integers(1, len(scale.labels) + 1, sum(COUNTS.values())).astype(float))
    return np.stack(columns, axis=1)
