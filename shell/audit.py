"""The audit log: its newest lines, all of a time as a file, and the proof that nobody has changed it."""

from __future__ import annotations

import csv
import sys
from datetime import datetime
from typing import Annotated, Any, Literal

import typer

import bot
from jobs.seal_audit import seal_audit
from settings import Settings
from shell.running import moment_in, say, warn, with_stores
from storage.audit import SHELL, list_audit, record_audit
from storage.audit_proof import Proof, Wrong, prove
from storage.audit_reading import sealed_lines
from storage.engine import Stores

Newest = Annotated[int, typer.Option(help="How many lines.")]
NoSeal = Annotated[bool, typer.Option("--no-seal", help="Leave new lines without a seal for now.")]

COLUMNS = ("id", "at", "actor", "action", "subject", "sealed", "salt", "named", "hash")
_HASH_BYTES = 32
_WORDS: dict[Wrong, str] = {
    "changed": "line {}: is not as it was written",
    "missing-before": "line {}: lines before it have been removed",
    "out-of-place": "line {}: does not stand where it was written",
    "cut-off": "the end has been removed: a head that was noted is not in the log",
}

audit = typer.Typer(invoke_without_command=True, help="Who did what.")


class BadHead(Exception):
    """What was given as the noted head is no hash."""

    def __init__(self) -> None:
        super().__init__("a head is 64 hex digits, as `pulssi audit verify` prints them")


@audit.callback()
def newest_lines(context: typer.Context, newest: Newest = 50) -> None:
    """Print the newest lines of the audit log, unless something else is asked for."""
    if context.invoked_subcommand is None:
        list_lines(newest)


@audit.command("list")
def list_lines(newest: Newest = 50) -> None:
    """Print the newest lines of the audit log."""

    async def run(stores: Stores, _settings: Settings) -> None:
        async with stores.identity.reading() as connection:
            for entry in await list_audit(connection, newest=newest):
                say(f"{entry.at:%Y-%m-%dT%H:%M:%SZ} {entry.actor} {entry.action} {entry.subject}")

    with_stores(run)


@audit.command("verify")
def verify(
    head: Annotated[str, typer.Option(help="A head that was printed and noted earlier.")] = "",
    no_seal: NoSeal = False,  # noqa: FBT002  # typer's form
) -> None:
    """Prove that no line of the audit log was changed, removed or put in."""
    noted = _hash_in(head)

    async def run(stores: Stores, _settings: Settings) -> Proof:
        if not no_seal:
            await seal_audit(stores)
        async with stores.identity.reading() as connection:
            return await prove(connection, noted=noted)

    proof = with_stores(run)
    held = "does not hold" if proof.faults else "holds"
    say(f"the chain {held} from line {proof.first} to line {proof.last}: {proof.lines} lines")
    say(f"erased {proof.erased}, not sealed yet {proof.unsealed}")
    say(f"head {proof.head.hex()}")
    for fault in proof.faults:
        warn(_WORDS[fault.wrong].format(fault.line))
    if proof.faults:
        raise typer.Exit(1)


@audit.command("export")
def export(
    since: Annotated[str, typer.Option(help="From this time on.")] = "",
    until: Annotated[str, typer.Option(help="Up to this time.")] = "",
    form: Annotated[Literal["csv"], typer.Option("--format", help="Form of the lines.")] = "csv",  # noqa: ARG001  # the only one so far
    no_seal: NoSeal = False,  # noqa: FBT002  # typer's form
) -> None:
    """Print the lines of the audit log with their seals."""

    async def run(stores: Stores, settings: Settings) -> None:
        begin, end = (moment_in(each, settings.zone) if each else None for each in (since, until))
        async with stores.identity.writing() as connection:
            subject = f"{since or '*'}/{until or '*'}"
            await record_audit(connection, "audit.exported", subject=subject, actor=SHELL, now=bot.now())
        if not no_seal:
            await seal_audit(stores)
        async with stores.identity.reading() as connection:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(COLUMNS)
            async for row in sealed_lines(connection, since=begin, until=end):
                writer.writerow([_field(getattr(row, name)) for name in COLUMNS])

    with_stores(run)


def _field(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, datetime) else value


def _hash_in(head: str) -> bytes | None:
    if not head:
        return None
    try:
        noted = bytes.fromhex(head)
    except ValueError:
        raise BadHead from None
    if len(noted) != _HASH_BYTES:
        raise BadHead
    return noted
