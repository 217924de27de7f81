"""`pulssi export`: a published result as a file to hand on, figure for figure as on the card."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

import bot
from content.texts import Language
from reports.formats import Format, exported
from reports.result_sheet import Source
from reports.sections import result_sheet
from settings import Settings
from shell.running import say, with_stores
from storage.audit import SHELL, record_audit
from storage.engine import Stores
from storage.results import NotPublished, get_result
from storage.waves import get_wave, list_units_of_wave


def export(
    wave_id: Annotated[str, typer.Option("--wave", help="Id of a closed wave.")],
    unit: Annotated[str, typer.Option(help="Code of a unit.")],
    file_format: Annotated[Format, typer.Option("--format", help="The kind of file.")],
    language: Annotated[Language, typer.Option(help="Language of the file.")] = "fi",
    output: Annotated[Path | None, typer.Option(help="The file; one in build/results when left out.")] = None,
) -> None:
    """Write a unit's published result as a file."""

    async def run(stores: Stores, settings: Settings) -> None:
        source = await _source(stores, wave_id, code=unit, settings=settings, language=language)
        content = exported(result_sheet(source), file_format)
        async with stores.identity.writing() as connection:
            subject = f"{wave_id}/{unit}"
            await record_audit(connection, "result.exported", subject=subject, actor=SHELL, now=bot.now())
        path = output or _usual_place(wave_id, unit, language, file_format)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(content)
        say(str(path))

    with_stores(run)


async def _source(
    stores: Stores, wave_id: str, *, code: str, settings: Settings, language: Language
) -> Source:
    """Read all that a sheet is made of; raise NotPublished where there is nothing to show."""
    async with stores.identity.reading() as connection:
        published = await get_result(connection, wave_id, code=code)
        wave = await get_wave(connection, wave_id)
        if published.tier == "none" or wave.closed_at is None:
            raise NotPublished(wave_id, code)
        (unit,) = await list_units_of_wave(connection, wave_id, codes=[code])
        members = await list_units_of_wave(connection, wave_id, codes=published.members)
        areas = await list_units_of_wave(connection, wave_id, codes=[published.area or ""])
        organisation = await get_result(connection, wave_id, code=wave.unit_code)
    return Source(
        published=published,
        unit=unit,
        members=members,
        organisation=organisation,
        instrument=wave.instrument,
        closed_at=wave.closed_at,
        zone=settings.zone,
        language=language,
        area=next(iter(areas), None),
    )


def _usual_place(wave_id: str, unit: str, language: Language, file_format: Format) -> Path:
    name = re.sub(r"[^\w-]+", "_", f"{wave_id}-{unit}-{language}")
    return Path("build/results") / f"{name}.{file_format}"
