"""What an administrator does at the shell; every command is a thin call."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

import bot
from content.loader import BadInstrument, load_instruments
from dialogs.routes import commands
from directory.csv_files import BadFiles, read_directory
from directory.organisation import NotATree
from jobs.close_waves import close_wave
from jobs.import_directory import import_directory
from jobs.open_waves import open_wave
from jobs.plan_waves import CannotPlan, plan_wave
from jobs.watch_waves import WaveLine, list_wave_lines
from logs import configure_logging
from manifest.build import BadManifest, build_manifest
from settings import BadSettings, Settings, load_settings, read_master_key
from storage.audit import SHELL, list_audit, record_audit
from storage.engine import BadStoreUrl, StoreAway, Stores
from storage.migrate import is_current, migrate
from storage.results import NotPublished, get_result, list_results
from storage.scrub import NotScrubbed
from storage.sealing import TamperedBallot, WrongMasterKey
from storage.secrets import SecretsMissing, Vault
from storage.waves import UnknownWave, get_wave, mark_ended

EXPECTED = (
    BadFiles,
    BadInstrument,
    BadManifest,
    BadSettings,
    BadStoreUrl,
    CannotPlan,
    NotATree,
    NotPublished,
    NotScrubbed,
    SecretsMissing,
    StoreAway,
    TamperedBallot,
    UnknownWave,
    WrongMasterKey,
    OSError,
)

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)
org = typer.Typer(no_args_is_help=True, help="Who works where under whom.")
wave = typer.Typer(no_args_is_help=True, help="Survey rounds.")
manifest = typer.Typer(no_args_is_help=True, help="The app package for Teams.")
app.add_typer(org, name="org")
app.add_typer(wave, name="wave")
app.add_typer(manifest, name="manifest")

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def main() -> None:
    """Run a command; an expected failure is told in clear lines and exit code 1."""
    configure_logging()
    try:
        app()
    except EXPECTED as error:
        for line in _told(error):
            typer.echo(f"pulssi: {line}", err=True)
        sys.exit(1)


def _told(error: Exception) -> list[str]:
    """Say what went wrong: one line, or one for every bad line of the files."""
    match error:
        case BadFiles():
            return [str(problem) for problem in error.problems]
        case BadInstrument():
            return [str(problem) for problem in error.problems]
        case StoreAway():
            # The driver's own words name addresses and statements.
            return [
                "a store cannot be reached or is busy: see PULSSI_DATABASE_URL, _BALLOT_URL and _SECRETS_URL"
            ]
        case _:
            return [str(error)]


@app.command()
def serve() -> None:
    """Serve the bot and run its jobs."""
    asyncio.run(_until_stopped(bot.serve))


@app.command()
def work() -> None:
    """Run the jobs only: waves, sending, reminders."""

    async def jobs(settings: Settings, stop: asyncio.Event) -> None:
        async with bot.house(settings) as built:
            await bot.work(built, stop)

    asyncio.run(_until_stopped(jobs))


@app.command()
def check() -> None:
    """Check settings, stores and instruments."""
    settings = load_settings()
    read_master_key(settings)
    _say(f"settings: {settings.environment}, rate {settings.rate:g}/s, {settings.timezone}")
    for instrument in load_instruments().values():
        _say(f"instrument {instrument.id}: version {instrument.version}, {len(instrument.items)} items")

    async def stores_are_current(stores: Stores, _settings: Settings) -> bool:
        current = [await is_current(store) for store in stores.all]
        for store, ready in zip(stores.all, current, strict=True):
            _say(f"store {store.name}: {'current' if ready else 'needs migration, `pulssi serve` does it'}")
        return all(current)

    if not _with_stores(stores_are_current, migrated=False):
        raise typer.Exit(1)


@app.command()
def demo(
    people: Annotated[int, typer.Option(help="Employees of the made-up municipality.")] = 3835,
    units: Annotated[int, typer.Option(help="Its work units.")] = 300,
) -> None:
    """Show the whole story with a made-up municipality and a Teams client on this machine."""
    from demo.story import tell  # noqa: PLC0415  # what the demo needs stays out of the server

    tell(people=people, units=units)


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
            _say("nothing to change")
            return
        _say(
            f"{prefix}: units +{len(changes.units_added)} ~{len(changes.units_changed)}"
            f" -{len(changes.units_removed)}, people +{len(changes.people_added)}"
            f" ~{len(changes.people_changed)} -{len(changes.people_removed)}"
        )

    _with_stores(run)


@wave.command("open")
def open_(
    instrument: Annotated[str, typer.Option(help="Id of an instrument, for example tyoelaman-laatu.")],
    unit: Annotated[str, typer.Option(help="Code of the unit that is asked, with all below it.")],
    closes: Annotated[str, typer.Option(help="Closing time, ISO 8601; local when it has no offset.")],
    opens: Annotated[str | None, typer.Option(help="Opening time; now when left out.")] = None,
    remind: Annotated[int, typer.Option(help="Reminders to everybody alike, 0-2.")] = 0,
) -> None:
    """Open a wave now or at its time; prints its id."""
    known = load_instruments()
    if instrument not in known:
        raise CannotPlan(f"no instrument is called {instrument!r}; there are {', '.join(sorted(known))}")

    async def run(stores: Stores, settings: Settings) -> None:
        now = bot.now()
        opening = _moment(opens, settings) if opens else now
        planned = await plan_wave(
            stores,
            known[instrument],
            unit_code=unit,
            opens=opening,
            closes=_moment(closes, settings),
            reminders=remind,
            actor=SHELL,
            now=now,
        )
        if opening <= now and not await open_wave(stores, _vault(stores, settings), planned.id, now=now):
            raise CannotPlan(f"wave {planned.id} could not be opened: its unit has left the organisation")
        _say(planned.id)

    _with_stores(run)


@wave.command("close")
def close(wave_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Close a wave now: count, publish, destroy single answers."""

    async def run(stores: Stores, settings: Settings) -> None:
        now = bot.now()
        async with stores.identity.writing() as connection:
            found = await get_wave(connection, wave_id)
            if await mark_ended(connection, wave_id, now=now):
                await record_audit(connection, "wave.ended", subject=wave_id, actor=SHELL, now=now)
        if found.closed_at:
            _say(f"{wave_id} is closed already")
            return
        if found.opened_at is None:
            raise CannotPlan(f"wave {wave_id} is not open yet")
        if not await close_wave(stores, _vault(stores, settings), wave_id, now=bot.now()):
            raise CannotPlan(f"wave {wave_id} is being closed by another process")
        _say(f"{wave_id} is closed")

    _with_stores(run)


@wave.command("list")
def list_(as_json: Json = False) -> None:  # noqa: FBT002  # typer's form
    """List waves with what became of every invitation."""

    async def run(stores: Stores, settings: Settings) -> None:
        lines = await list_wave_lines(stores, now=bot.now())
        if as_json:
            _say(json.dumps([line.as_json() for line in lines], ensure_ascii=False))
        else:
            Console().print(_wave_table(lines, settings))

    _with_stores(run)


@app.command()
def results(
    wave_id: Annotated[str, typer.Option("--wave", help="Id of a closed wave.")],
    unit: Annotated[str | None, typer.Option(help="Code of a unit; every one when left out.")] = None,
    as_json: Json = False,  # noqa: FBT002  # typer's form
) -> None:
    """Print published results."""

    async def run(stores: Stores, _settings: Settings) -> None:
        async with stores.identity.writing() as connection:
            if unit is not None:
                found = [await get_result(connection, wave_id, code=unit)]
            else:
                await get_wave(connection, wave_id)
                found = await list_results(connection, wave_id)
            subject = f"{wave_id}/{unit or '*'}"
            await record_audit(connection, "result.viewed", subject=subject, actor=SHELL, now=bot.now())
        contracts = [each.as_contract() for each in found]
        if as_json:
            _say(json.dumps(contracts[0] if unit else contracts, ensure_ascii=False))
        else:
            Console().print(_result_table(contracts))

    _with_stores(run)


@app.command()
def audit(newest: Annotated[int, typer.Option(help="How many lines.")] = 50) -> None:
    """Print the newest lines of the audit log."""

    async def run(stores: Stores, _settings: Settings) -> None:
        async with stores.identity.reading() as connection:
            for entry in await list_audit(connection, newest=newest):
                _say(f"{entry.at:%Y-%m-%dT%H:%M:%SZ} {entry.actor} {entry.action} {entry.subject}")

    _with_stores(run)


@manifest.command("build")
def build(
    domain: Annotated[str, typer.Option(help="The host name that serves the bot.")],
    output: Annotated[Path, typer.Option(help="Where the zip goes.")] = Path("build/pulssi.zip"),
    version: Annotated[str, typer.Option(help="Version of the package.")] = "1.0.0",
) -> None:
    """Write the app package that an administrator uploads to Teams."""
    settings = load_settings()
    package = build_manifest(app_id=settings.app_id, version=version, domains=[domain], commands=commands())
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(package)
    _say(str(output))


Work = Callable[[Stores, Settings], Coroutine[Any, Any, Any]]


def _with_stores(work: Work, *, migrated: bool = True) -> Any:
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


async def _until_stopped(work: Callable[[Settings, asyncio.Event], Coroutine[Any, Any, None]]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await work(load_settings(), stop)


def _vault(stores: Stores, settings: Settings) -> Vault:
    return Vault(stores.secrets, read_master_key(settings))


def _moment(text: str, settings: Settings) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CannotPlan(f"{text!r} is no ISO 8601 time, for example 2026-12-01T16:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=settings.zone)


def _wave_table(lines: list[WaveLine], settings: Settings) -> Table:
    table = Table("wave", "state", "closes", "planned", "delivered", "failed", "waiting")
    for line in lines:
        failed = ", ".join(f"{reason} {count}" for reason, count in line.sent.failed.items()) or "0"
        closes = line.wave.closes_at.astimezone(settings.zone).strftime("%Y-%m-%d %H:%M")
        sent = line.sent
        counts = (str(sent.planned), str(sent.delivered), failed, str(sent.waiting))
        table.add_row(line.wave.id, line.state, closes, *counts)
    return table


def _result_table(contracts: list[dict[str, Any]]) -> Table:
    table = Table("unit", "tier", "n", "response rate", "index", "covers")
    for each in contracts:
        row = (each[name] for name in ("unit", "tier", "n", "response_rate", "index", "covers"))
        table.add_row(*("" if value is None else str(value) for value in row))
    return table


def _say(line: str) -> None:
    typer.echo(line)
