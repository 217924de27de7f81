"""What an administrator does at the shell; every command is a thin call."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

import bot
from content.asked import BadTargets, NotATemplate
from content.problems import BadContent
from delivery.tokens import TokenRefused, TokenUnreachable
from dialogs.routes import commands
from directory.csv_files import BadFiles
from directory.graph import GraphError
from directory.group_meanings import BadMeanings
from directory.organisation import NotATree
from followups.cycle import BadTimes
from followups.working_time import BadHours
from jobs.give_up_waves import CannotGiveUp
from jobs.keep_clock import BadEntry
from jobs.plan_waves import CannotPlan
from jobs.sync_directory import ReadingLost
from logs import configure_logging
from manifest.build import BadManifest, build_manifest
from reports.pdf import NoPango
from scoring.scenario import NoScenario
from settings import BadSettings, Settings, load_settings, read_master_key
from shell.audit import BadHead, audit
from shell.clock import clock
from shell.comments import comments
from shell.export import export
from shell.findings import findings
from shell.hours import hours
from shell.installs import InstallsStopped, NoTeamsApp, install
from shell.organisation import CannotSync, org
from shell.outbox import UnknownReason, messages_leave, outbox
from shell.people import NoObjectId, person
from shell.plans import plan
from shell.privacy import privacy
from shell.reach import reach
from shell.results import results, scenario
from shell.roles import CannotGive, role
from shell.running import instruments_of, say, warn, with_stores
from shell.upkeep import purge, warnings_of
from shell.waves import wave
from storage.annual_clock import UnknownEntry
from storage.comments import UnknownComment
from storage.engine import BadStoreUrl, StoreAway, Stores
from storage.instruments import InstrumentChanged, list_changed
from storage.migrate import is_current
from storage.people import UnknownPerson
from storage.results import NotPublished
from storage.scrub import NotScrubbed
from storage.sealing import TamperedBallot, WrongMasterKey
from storage.secrets import SecretsMissing
from storage.waves import UnknownWave

EXPECTED = (
    BadContent,
    BadEntry,
    BadFiles,
    BadHead,
    BadHours,
    BadManifest,
    BadMeanings,
    BadSettings,
    BadTimes,
    BadStoreUrl,
    BadTargets,
    CannotGive,
    CannotGiveUp,
    CannotPlan,
    CannotSync,
    GraphError,
    InstallsStopped,
    InstrumentChanged,
    NoObjectId,
    NoPango,
    NoScenario,
    NoTeamsApp,
    NotATemplate,
    NotATree,
    NotPublished,
    NotScrubbed,
    ReadingLost,
    SecretsMissing,
    StoreAway,
    TamperedBallot,
    TokenRefused,
    TokenUnreachable,
    UnknownComment,
    UnknownEntry,
    UnknownPerson,
    UnknownReason,
    UnknownWave,
    WrongMasterKey,
    OSError,
)

NoJobs = Annotated[bool, typer.Option("--no-jobs", help="The bot only; `pulssi work` runs the jobs.")]

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)
manifest = typer.Typer(no_args_is_help=True, help="The app package for Teams.")
org.command()(install)
org.command()(reach)
app.add_typer(org, name="org")
app.add_typer(wave, name="wave")
app.add_typer(clock, name="clock")
app.add_typer(plan, name="plan")
app.add_typer(outbox, name="outbox")
app.add_typer(hours, name="hours")
app.add_typer(person, name="person")
app.add_typer(role, name="role")
app.add_typer(privacy, name="privacy")
app.add_typer(comments, name="comments")
app.add_typer(audit, name="audit")
app.add_typer(manifest, name="manifest")
org.command("findings")(findings)
for command in (results, export, scenario, purge):
    app.command()(command)


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
        case BadEntry():
            return list(error.problems)
        case BadMeanings():
            return [f"PULSSI_GRAPH_GROUPS: {problem}" for problem in error.problems]
        case BadFiles():
            return [str(problem) for problem in error.problems]
        case BadContent():
            return [str(problem) for problem in error.problems]
        case StoreAway():
            # The driver's own words name addresses and statements.
            return [
                "a store cannot be reached or is busy: see PULSSI_DATABASE_URL, _BALLOT_URL and _SECRETS_URL"
            ]
        case _:
            return [str(error)]


@app.command()
def serve(no_jobs: NoJobs = False) -> None:  # noqa: FBT002  # typer's form
    """Serve the bot and run its jobs."""
    beside = bot.leave_jobs if no_jobs else bot.work
    asyncio.run(_until_stopped(partial(bot.serve, beside=beside)))


@app.command()
def work() -> None:
    """Run the jobs only: waves, sending, reminders."""
    asyncio.run(_until_stopped(bot.work_alone))


@app.command()
def check() -> None:
    """Check settings, stores, instruments, guiding questions and the queue of messages."""
    settings = load_settings()
    read_master_key(settings)
    say(f"settings: {settings.environment}, rate {settings.rate:g}/s, {settings.timezone}")
    known = instruments_of(settings)
    for instrument in known.values():
        say(f"instrument {instrument.id}: version {instrument.version}, {len(instrument.items)} items")
    for guide in bot.guides_of(settings).values():
        say(f"guide {guide.theme}: {len(guide.questions)} questions")

    async def all_is_well(stores: Stores, _settings: Settings) -> bool:
        current = [await is_current(store) for store in stores.all]
        for store, ready in zip(stores.all, current, strict=True):
            say(f"store {store.name}: {'current' if ready else 'needs migration, `pulssi serve` does it'}")
        for line in warnings_of(stores):
            warn(line)
        if not current[0]:
            return False
        async with stores.identity.reading() as connection:
            changed = await list_changed(connection, known.values())
        if changed:
            raise InstrumentChanged(changed[0].id, changed[0].version)
        return await messages_leave(stores) and all(current)

    if not with_stores(all_is_well, migrated=False):
        raise typer.Exit(1)


@app.command()
def demo(
    people: Annotated[int, typer.Option(help="Employees of the made-up municipality.")] = 3835,
    units: Annotated[int, typer.Option(help="Its work units.")] = 300,
) -> None:
    """Show the whole story with a made-up municipality and a Teams client on this machine."""
    from demo.story import tell  # noqa: PLC0415  # what the demo needs stays out of the server

    tell(people=people, units=units)


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
    say(str(output))


async def _until_stopped(work: Callable[[Settings, asyncio.Event], Coroutine[Any, Any, None]]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await work(load_settings(), stop)
