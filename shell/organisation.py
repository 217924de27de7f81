"""`pulssi org`: who works where under whom."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

import bot
import entra
from directory.changes import Changes
from directory.csv_files import read_directory
from jobs.import_directory import import_directory
from jobs.sync_directory import Synced, sync_directory
from settings import Settings
from shell.running import say, with_stores
from storage.audit import SHELL
from storage.engine import Stores

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")]

Accept = Annotated[bool, typer.Option("--accept", help="Change it even when that is more than is usual.")]
org = typer.Typer(no_args_is_help=True, help="Who works where under whom.")


@org.command("import")
def import_(
    units: Annotated[Path, typer.Option(help="units.csv")],
    people: Annotated[Path, typer.Option(help="people.csv")],
    dry_run: DryRun = False,  # noqa: FBT002  # typer's form
) -> None:
    """Bring the directory to what the two files say, whole or not at all."""
    wanted = read_directory(units, people)

    async def run(stores: Stores, _settings: Settings) -> None:
        changes = await import_directory(stores, wanted, dry_run=dry_run, actor=SHELL, now=bot.now())
        say(_told("would change" if dry_run else "changed", changes))

    with_stores(run)


class CannotSync(Exception):
    """The directory was not brought to what Entra says."""


@org.command("sync")
def sync(
    accept: Accept = False,  # noqa: FBT002  # typer's form
    dry_run: DryRun = False,  # noqa: FBT002  # typer's form
) -> None:
    """Read what has changed in Entra and bring the directory to it."""

    async def run(stores: Stores, settings: Settings) -> Synced | None:
        async with entra.reading(settings, clock=bot.now) as source:
            return await sync_directory(
                stores, source, actor=SHELL, clock=bot.now, accept=accept, dry_run=dry_run
            )

    synced = with_stores(run)
    if synced is None:
        raise CannotSync("another process is just reading the directory; try again in a while")
    _say_synced(synced, dry_run=dry_run)


def _say_synced(synced: Synced, *, dry_run: bool) -> None:
    say(f"read: accounts {synced.accounts}, groups {synced.groups}, pages {synced.pages}")
    applied = synced.applied
    say(_told("would change" if dry_run or applied.stopped else "changed", applied.changes))
    kinds: Counter[str] = Counter()
    for finding in applied.findings:
        kinds[finding.kind] += finding.count
    if kinds:
        say("findings: " + ", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items())))
    if synced.nested:
        say(f"groups within groups, whose members are not looked up: {synced.nested}")
    if applied.stopped:
        raise CannotSync(
            "stopped, nothing has changed: more would change than is usual in a night."
            " If that is right, call `pulssi org sync --accept`"
        )


def _told(prefix: str, changes: Changes) -> str:
    if changes.is_empty:
        return "nothing to change"
    return (
        f"{prefix}: units +{len(changes.units_added)} ~{len(changes.units_changed)}"
        f" -{len(changes.units_removed)}, people +{len(changes.people_added)}"
        f" ~{len(changes.people_changed)} -{len(changes.people_removed)}"
    )
