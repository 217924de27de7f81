"""What every command does alike: settings, stores, words out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Annotated, Any

import typer

import bot
from content.instrument import Instrument
from jobs.plan_waves import CannotPlan
from settings import Settings, load_settings, read_master_key
from storage.engine import Stores
from storage.migrate import migrate
from storage.secrets import Vault

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Work = Callable[[Stores, Settings], Coroutine[Any, Any, Any]]


def with_stores(work: Work, *, migrated: bool = True) -> Any:
    """Run something on the stores that the settings name."""

    async def run() -> Any:
        settings = load_settings()
        stores = bot.stores_of(settings)
        try:
            if migrated:
                await migrate(stores)
            return await work(stores, settings)
        finally:
            await stores.close()

    return asyncio.run(run())


def instruments_of(settings: Settings) -> dict[str, Instrument]:
    """Load the questionnaires that are shipped, and the customer's own."""
    return bot.instruments_of(settings)


def vault_of(stores: Stores, settings: Settings) -> Vault:
    """Open the vault with the master key."""
    return Vault(stores.secrets, read_master_key(settings))


def moment_in(text: str, settings: Settings) -> datetime:
    """Read a time, local when it has no offset; raise CannotPlan."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CannotPlan(f"{text!r} is no ISO 8601 time, for example 2026-12-01T16:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=settings.zone)


def warn(line: str) -> None:
    """Print a line beside what programs read."""
    typer.echo(f"pulssi: {line}", err=True)


def say(line: str) -> None:
    """Print a line."""
    typer.echo(line)
