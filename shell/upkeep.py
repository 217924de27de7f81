"""What is not kept for ever (`pulssi purge`), and what an installation should keep apart (`pulssi check`)."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from itertools import cycle, product
from typing import Annotated, Final

import typer

import bot
from jobs.purge import purge_expired
from settings import Settings
from shell.running import say, vault_of, with_stores
from storage.audit import SHELL
from storage.engine import Store, Stores

SHARED_LOG: Final = (
    "the secrets lie on the PostgreSQL server of the ballots, whose log of changes keeps both for a while"
    " after a wave has closed: between waves, put the secrets into an SQLite file (PULSSI_SECRETS_URL) or,"
    " for several machines, on a second server; see docs/runbook.md"
)
_POSTGRES: Final = "5432"


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


def warnings_of(stores: Stores) -> Iterator[str]:
    """Say what works but should not be so, with what to do about it."""
    if _share_a_server(stores.ballots, stores.secrets):
        yield SHARED_LOG


def _share_a_server(one: Store, other: Store) -> bool:
    """Compare addresses: what one server is called by two names is not seen through."""
    if one.is_sqlite or other.is_sqlite:
        return False
    pairs = product(_servers(one), _servers(other))
    return any(port == also and _is_same(host, name) for (host, port), (name, also) in pairs)


def _servers(store: Store) -> set[tuple[str, str]]:
    """Give host and port of every server that a store's address may lead to, as the driver reads it."""
    _, given = store.writer.dialect.create_connect_args(store.writer.url)
    ports = [port or _POSTGRES for port in str(given.get("port", "")).split(",")]
    named = (str(given.get(name) or "").split(",") for name in ("host", "hostaddr") if given.get(name))
    return {
        (_plain(host), port)
        for hosts in [*named] or [[""]]
        for host, port in zip(hosts, cycle(ports), strict=False)
    }


def _plain(host: str) -> str:
    """Write a host one way: nothing for this machine by its usual ways, a folder for another socket."""
    host = host.strip("[]").casefold()
    try:
        is_here = ip_address(host).is_loopback
    except ValueError:
        is_here = host == "localhost"
    return "" if is_here else host.rstrip("./")


def _is_same(one: str, other: str) -> bool:
    """Say whether two hosts may be one; a socket in a folder may be that of this machine's server."""
    return one == other or ("" in {one, other} and (one + other).startswith(("/", "@")))
