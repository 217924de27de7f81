"""`pulssi org`: who works where under whom."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import bot
from directory.csv_files import read_directory
from jobs.import_directory import import_directory
from settings import Settings
from shell.running import say, with_stores
from storage.audit import SHELL
from storage.engine import Stores

org = typer.Typer(no_args_is_help=True, help="Who works where under whom.")


@org.command("import")
def import_(
    units: Annotated[Path, typer.Option(help="units.csv")],
    people: Annotated[Path, typer.Option(help="people.csv")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,  # noqa: FBT002  # typer's form
) -> None:
    """Bring the directory to what the two files say, whole or not at all."""
    wanted = read_directory(units, people)

    async def run(stores: Stores, _settings: Settings) -> None:
        changes = await import_directory(stores, wanted, dry_run=dry_run, actor=SHELL, now=bot.now())
        prefix = "would change" if dry_run else "changed"
        if changes.is_empty:
            say("nothing to change")
            return
        say(
            f"{prefix}: units +{len(changes.units_added)} ~{len(changes.units_changed)}"
            f" -{len(changes.units_removed)}, people +{len(changes.people_added)}"
            f" ~{len(changes.people_changed)} -{len(changes.people_removed)}"
        )

    with_stores(run)
