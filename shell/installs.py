"""`pulssi org install`: the bot for everybody who has never met it, now."""

from __future__ import annotations

import asyncio
from typing import Annotated, Final

import typer

import bot
from jobs.install_everywhere import Installer
from jobs.install_runs import Run, Stopped
from settings import load_settings
from shell.running import say
from storage.audit import SHELL

_ENDED: Final[dict[Stopped, str]] = {
    "graph": "Graph is busy, or refuses the app: check its secret, then call this again",
    "all_refused": "everybody was refused: check PULSSI_TEAMS_APP and that the app may use"
    " TeamsAppInstallation.ReadWriteSelfForUser.All",
    "taken": "another process is installing just now",
}


class NoTeamsApp(ValueError):
    """The settings name no app."""

    def __init__(self) -> None:
        super().__init__("PULSSI_TEAMS_APP is missing: the app's id in the organisation's Teams catalogue")


class InstallsStopped(RuntimeError):
    """Not everybody could be asked about."""


DryRun = Annotated[bool, typer.Option("--dry-run", help="Only count for how many it would be tried.")]


def install(dry_run: DryRun = False) -> None:  # noqa: FBT002  # typer's form
    """Install the bot for everybody who has never met it, the refused included."""

    async def run() -> None:
        async with bot.house(load_settings()) as house:
            if house.installer is None:
                raise NoTeamsApp
            await (_count if dry_run else _install)(house.installer)

    asyncio.run(run())


async def _count(installer: Installer) -> None:
    say(f"would be tried for {await installer.count_due(is_asked_for=True)} people")


async def _install(installer: Installer) -> None:
    run = await installer.install_all(asyncio.Event(), actor=SHELL, is_asked_for=True)
    for line in _told(run):
        say(line)
    if run.stopped:
        raise InstallsStopped(_ENDED.get(run.stopped, run.stopped))


def _told(run: Run) -> list[str]:
    """Say what came of it, outcome by outcome."""
    return [f"{outcome}: {count}" for outcome, count in sorted(run.outcomes.items())] or [
        "nobody to install for"
    ]
