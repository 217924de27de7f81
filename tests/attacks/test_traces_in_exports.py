"""Attacks 29 and 32: somebody reads exports to the last digit, and looks for a way to single answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import typer
from aiohttp import web

import bot
import cli
from dialogs.routes import VERBS
from directory.organisation import Unit
from reports.formats import Format, exported
from reports.result_sheet import Source
from reports.sections import result_sheet
from scoring.disclosure import restore
from storage.ballots import has_tag
from storage.sealing import participation_tag
from tests.attacks.closing import closed
from tests.attacks.conftest import Shell
from tests.attacks.county import QWL
from tests.attacks.raw_stores import PATTERN, answered_so, found_in, marks_of_answers, opened_ballots
from tests.attacks.test_stores_killed import digits
from tests.conversations.conftest import ON_BOTH, colleague
from tests.conversations.people import Member, Town
from tests.conversations.test_story import CLOSES, everybody_answers, opened
from tests.reports.exports import FORMATS, read_back
from tests.reports.test_office_files import embedded, parts_of
from tests.shell.test_commands import CONTRACT

DETAILS = CONTRACT | {
    *("instrument", "parameters", "margins", "distributions", "enps", "low_share", "rest", "standings"),
    *("strengths", "targets", "intelligence", "changes", "trend", "area", "around", "beside_area"),
}
WORDS = {
    "raw",
    "ballot",
    "ballots",
    "answer",
    "answers",
    "respondent",
    "respondents",
    "impersonate",
    "as",
    "view",
}
"""What a command or an option would be called that shows single answers or another person's view."""
DASH = "\N{EN DASH}"
ABOUT_A_PERSON = {("person", "export"), ("person", "erase")}


@pytest.fixture
async def wave(town: Town, aino: Member) -> str:
    """A closed wave with a unit of eleven, a unit of seven, a group, and a comment that nobody may see."""
    opened_wave = await opened(town)
    await everybody_answers(town, opened_wave, {"k1": range(10), "k2": range(2), "k3": range(7)})
    await aino.presses("survey.submit", wave=opened_wave, **answered_so())
    await town.passes(CLOSES)
    return opened_wave


@ON_BOTH
async def test_no_number_in_an_export_has_more_decimals_than_are_promised(wave: str, shell: Shell):
    for result in json.loads(await shell("results", "--wave", wave, "--details"), parse_float=str):
        few = result["n"] is None or result["n"] == "5-9" or result["n"] < 10
        assert decimals(result["items"]) <= (1 if few else 2), result["unit"]
        for kind in ("index", "spread", "factors", "capabilities", "themes", "rest", "trend"):
            assert decimals(result[kind]) <= 1, (result["unit"], kind)
        assert decimals(result["margins"]) <= 2
        assert decimals([result["response_rate"], result["covers"]], places=("0",)) == 0
        assert all(part % 5 == 0 for parts in result["distributions"].values() for part in parts)


def decimals(part: Any, *, places: tuple[str, ...] = ()) -> int:
    """Give the most decimals of any number in a part of an export; `places` count as none."""
    if isinstance(part, dict | list):
        return max((decimals(each, places=places) for each in values(part)), default=0)
    written = part.rpartition(".")[2] if isinstance(part, str) and "." in part else ""
    return 0 if written in places else len(written)


def values(part: dict[str, Any] | list[Any]) -> Iterator[Any]:
    yield from part.values() if isinstance(part, dict) else part


@ON_BOTH
async def test_an_export_has_no_field_beside_those_that_are_promised(wave: str, shell: Shell):
    short = json.loads(await shell("results", "--wave", wave, "--json"))
    full = json.loads(await shell("results", "--wave", wave, "--details"))
    assert {frozenset(result) for result in short} == {frozenset(CONTRACT)}
    assert {frozenset(result) for result in full} == {frozenset(DETAILS)}
    counted = {result["unit"]: result["n"] for result in full}
    assert counted["K3"] == "5-9"
    assert all(n is None or n == "5-9" or n >= 10 for n in counted.values())


@pytest.mark.parametrize(("n", "other"), [(6, 8), (8, 6)])
def test_the_hidden_number_of_a_small_unit_is_in_no_digit_of_its_export(n: int, other: int):
    """Half answer 3 and half 4, so that nothing but the number of people differs."""
    assert export_of_a_small_unit(n) == export_of_a_small_unit(other)


def export_of_a_small_unit(n: int) -> dict[str, Any]:
    tree = {"K": None, "K1": "K", "K2": "K"}
    halves = np.tile(np.repeat([[3], [4]], len(QWL.items), axis=1), ((12 + n) // 2, 1))
    wave = closed(tree, {"K1": 12, "K2": n}, rows=halves, invited={"K": 1, "K1": 20, "K2": 9})
    told: dict[str, Any] = json.loads(wave.details["K2"])
    return told


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize(("n", "other"), [(6, 8), (8, 6)])
def test_the_hidden_number_of_a_small_unit_is_in_no_byte_of_its_file(n: int, other: int, file_format: Format):
    files = [file_of(export_of_a_small_unit(each), file_format) for each in (n, other)]
    assert files[0] == files[1]


def file_of(told: dict[str, Any], file_format: Format) -> bytes:
    given = Source(
        published=restore(json.dumps(told)),
        unit=Unit("K2", "K", "unit", "Yksikkö", "Enhet", "Unit"),
        members=(),
        organisation=None,
        instrument=QWL,
        closed_at=CLOSES,
        zone=ZoneInfo("Europe/Helsinki"),
        language="fi",
    )
    return exported(result_sheet(given), file_format)


@ON_BOTH
async def test_a_file_has_no_finer_number_no_hidden_sheet_and_no_property(
    wave: str, shell: Shell, tmp_path: Path
):
    for unit, file_format in product(("K", "K1", "K2", "K3"), FORMATS):
        content = await file_from(shell, wave, unit, file_format, tmp_path)
        told = json.loads(
            await shell("results", "--wave", wave, "--unit", unit, "--details"), parse_float=str
        )
        if file_format in {"xlsx", "csv"}:
            written = read_back(content, file_format).replace(",", ".")
            # A day has two points and is no number.
            assert not re.findall(r"(?<![\d.])\d+\.\d\d+(?![\d.])", written), (unit, file_format)
        if told["n"] == "5-9":
            assert f"5{DASH}9" in read_back(content, file_format)
        assert not found_in(content, marks_of_answers())
        if file_format == "xlsx":
            book = parts_of(content)["xl/workbook.xml"]
            assert b"state=" not in book
            assert b"definedName" not in book
        if file_format in {"xlsx", "pptx"}:
            for parts in (parts_of(content), *embedded(content)):
                assert not re.search(rb"<(dc:creator|cp:lastModifiedBy)>[^<]", parts["docProps/core.xml"])


async def file_from(shell: Shell, wave: str, unit: str, file_format: str, folder: Path) -> bytes:
    path = folder / f"{unit}.{file_format}"
    options = ("--wave", wave, "--unit", unit, "--format", file_format, "--output", str(path))
    assert (await shell("export", *options)).strip() == str(path)
    return path.read_bytes()


@ON_BOTH
async def test_no_file_is_made_where_nothing_is_published_and_the_refusals_are_the_same(
    town: Town, shell: Shell, tmp_path: Path
):
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(4)})
    path = tmp_path / "result.csv"

    async def asked(unit: str) -> str:
        options = ("--wave", wave, "--unit", unit, "--format", "csv", "--output", str(path))
        return await shell("export", *options)

    refused = {await asked(unit) for unit in ("K", "K1", "nope")}
    await town.passes(CLOSES)
    refused |= {await asked(unit) for unit in ("K", "K1", "nope")}
    assert refused == {"failed: NotPublished"}
    assert not path.exists()
    assert "result.exported" not in await shell("audit")


def every_command(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    below = getattr(command, "commands", None)
    if below is None:
        yield path, command
    for name, each in (below or {}).items():
        yield from every_command(each, (*path, name))


COMMANDS = dict(every_command(typer.main.get_command(cli.app)))


def test_no_command_is_made_for_single_answers_or_for_another_persons_eyes():
    assert {("results",), ("wave", "close")} < COMMANDS.keys()
    named = {
        path: {*path, *(word for option in each.params for word in words_of(option))}
        for path, each in COMMANDS.items()
    }
    assert {path: found for path, used in named.items() if (found := used & WORDS)} == {}
    assert {path for path, used in named.items() if {"person", "id"} <= used} == ABOUT_A_PERSON


def words_of(option: Any) -> list[str]:
    return [word for name in option.opts for word in name.strip("-").replace("-", "_").split("_")]


@ON_BOTH
async def test_no_command_prints_an_answer_while_a_wave_is_open_or_after(
    town: Town, aino: Member, shell: Shell
):
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(10), "k3": range(7)})
    await aino.presses("survey.submit", wave=wave, **answered_so())
    told = await everything_printed(shell, wave, aino)
    await town.passes(CLOSES)
    told += await everything_printed(shell, wave, aino)
    assert '"waves"' in told
    assert '"tier"' in told
    assert not found_in(told.encode(), marks_of_answers())


async def everything_printed(shell: Shell, wave: str, who: Member) -> str:
    """Run every command that reads."""
    asked = [
        *(
            ("results", "--wave", wave, *more)
            for more in ((), ("--json",), ("--details",), ("--unit", "K1", "--details"))
        ),
        ("audit", "--newest", "1000"),
        ("wave", "list", "--json"),
        ("comments", "list", "--wave", wave),
        ("comments", "list", "--wave", wave, "--held"),
        ("person", "export", who.person.aad_object_id),
        ("purge", "--dry-run"),
        ("check",),
    ]
    return "".join([await shell(*words) for words in asked])


async def test_the_server_has_three_doors_and_none_of_them_reads_answers(town: Town):
    routes = {
        (route.method, str(route.resource and route.resource.canonical))
        for route in routes_of(bot.web_app(town.house))
    }
    assert routes == {
        ("POST", "/api/messages"),
        *((method, path) for path in ("/healthz", "/readyz") for method in ("GET", "HEAD")),
    }
    metrics = {
        (route.method, str(route.resource and route.resource.canonical))
        for route in routes_of(bot.metrics_app(town.house))
    }
    assert metrics == {("GET", "/metrics"), ("HEAD", "/metrics")}


def routes_of(app: web.Application) -> list[web.AbstractRoute]:
    return list(app.router.routes())


OTHER = colleague("k3-0")
FORGED = dict.fromkeys(
    ("person", "user", "as", "actor", "aadObjectId", "from", "onBehalfOf"), OTHER.aad_object_id
)
FORGED |= {
    "cell": "K3",
    "u": "K3",
    "unit_code": "K3",
    "tag": "00" * 32,
    "roles": ["hr"],
    "supervises": ["K1"],
}


async def test_an_answer_with_anothers_id_on_the_card_is_still_ones_own(town: Town, aino: Member):
    wave = await opened(town)
    await aino.presses("survey.submit", wave=wave, **answered_so(), **FORGED)
    (ballot,) = await opened_ballots(town, wave)
    assert (ballot.cell, digits(ballot)) == ("K1", PATTERN)
    secrets = await town.house.vault.get(wave, now=town.clock.now)
    async with town.house.stores.ballots.reading() as connection:
        told = [
            await has_tag(connection, wave, tag=participation_tag(secrets, who.aad_object_id))
            for who in (aino.person, OTHER)
        ]
    assert told == [True, False]


async def test_a_button_with_anothers_id_on_the_card_does_what_it_does_without(
    wave: str, aino: Member, eero: Member
):
    data = {"wave": wave, "unit": "K1", "language": "fi", "key": "0" * 32}
    for who, verb in product((aino, eero), VERBS):
        honest = await who.presses(verb, **data)
        assert await who.presses(verb, **data, **FORGED) == honest, verb
        assert not found_in(json.dumps(honest, ensure_ascii=False).encode(), marks_of_answers())
