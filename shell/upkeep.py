"""`pulssi purge`: what is not kept for ever."""

from __future__ import annotations

from typing import Annotated

import typer

import bot
from jobs.purge import purge_expired
from settings import Settings
from shell.running import say, vault_of, with_stores
from storage.audit import SHELL
from storage.engine import Stores


def purge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would be removed.")] = False,  # noqa: FBT002  # typer's form
) -> None:
    """Remove what has been kept long enough, as is done every night."""

    async def run(stores: Stores, settings: Settings) -> None:
        vault = vault_of(stores, settings)
        word = "would be removed" if dry_run else "removed"
        for each in await purge_expired(stores, vault, dry_run=dry_run, actor=SHELL, now=bot.now()):
            say(f"{each.rule.name}: {each.count} {word}; kept: {each.rule.kept}")

    with_stores(run)
