"""`pulssi export`: a published result as a file to hand on, figure for figure as on the card."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

import bot
from cards.exports import Kind
from content.texts import Language
from dialogs.sources import get_shown, read_file
from reports.formats import Format
from settings import Settings
from shell.running import known_code, say, with_stores
from storage.audit import SHELL, record_audit
from storage.engine import Stores


def export(
    wave_id: Annotated[str, typer.Option("--wave", help="Id of a closed wave.")],
    unit: Annotated[str, typer.Option(help="Code of a unit.")],
    file_format: Annotated[Format, typer.Option("--format", help="The kind of file.")],
    language: Annotated[Language, typer.Option(help="Language of the file.")] = "fi",
    output: Annotated[Path | None, typer.Option(help="The file; one in build/results when left out.")] = None,
    units: Annotated[bool, typer.Option("--units", help="A table of all below, as xlsx.")] = False,  # noqa: FBT002  # typer's form
) -> None:
    """Write a unit's published result as a file."""
    if units and file_format != "xlsx":
        raise typer.BadParameter("the table of all units is an xlsx file: --format xlsx")

    async def run(stores: Stores, settings: Settings) -> None:
        code = await known_code(stores, unit)
        async with stores.identity.reading() as connection:
            result = await get_shown(connection, wave_id, code=code)
            kind: Kind = "units" if units else file_format
            write = await read_file(connection, result, kind, zone=settings.zone, language=language)
        content = write()
        async with stores.identity.writing() as connection:
            action, subject = "units.exported" if units else "result.exported", f"{wave_id}/{code}"
            await record_audit(connection, action, subject=subject, actor=SHELL, now=bot.now())
        path = output or _usual_place(wave_id, f"{unit}-units" if units else unit, language, file_format)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(content)
        say(str(path))

    with_stores(run)


def _usual_place(wave_id: str, unit: str, language: Language, file_format: Format) -> Path:
    name = re.sub(r"[^\w-]+", "_", f"{wave_id}-{unit}-{language}")
    return Path("build/results") / f"{name}.{file_format}"
