"""`pulssi privacy`: what an assessment and an employee want to know, written from what is in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

import typer

import bot
from content.texts import LANGUAGES, Language
from followups.clock_rules import MOST_REMINDERS
from reports.live import KeySource, Kind, Live, Retention, Setting, StoredTable, StorePlace
from reports.privacy import privacy_reports
from settings import Settings, variable
from shell.running import instruments_of, say, with_stores
from storage.engine import Store, Stores
from storage.migrate import metadata_of, version_table
from storage.retention import RULES
from storage.sealing import COMMENT_LIMIT, PLAIN_SIZE

privacy = typer.Typer(no_args_is_help=True, help="Documents about privacy.")

ADDRESSES: Final = ("service_url", "login_url", "graph_url", "channel_issuer", "channel_openid_metadata_url")
"""Settings that name a host of Microsoft's unless somebody changed them."""
UNTOLD: Final = frozenset(
    {"app_password", "master_key_file", "database_url", "ballot_url", "secrets_url", "port"}
)
"""Settings that may hold a secret, that another line tells of, or that say nothing about privacy."""
_POSTGRES: Final = 5432


@privacy.command("report")
def report(
    language: Annotated[Language | None, typer.Option(help="One language; all three when left out.")] = None,
    output: Annotated[Path, typer.Option(help="The folder for the documents.")] = Path("build/privacy"),
    with_hosts: Annotated[bool, typer.Option("--with-hosts", help="Name the hosts, too.")] = False,  # noqa: FBT002  # typer's form
) -> None:
    """Write the annex of the privacy assessment and the sheet for employees."""

    async def run(stores: Stores, settings: Settings) -> None:
        live = live_of(settings, stores, made=bot.now().astimezone(settings.zone).date(), hosts=with_hosts)
        output.mkdir(parents=True, exist_ok=True)
        for each in (language,) if language else LANGUAGES:
            for name, page in privacy_reports(live, language=each).items():
                (output / name).write_text(page, encoding="utf-8")
                say(str(output / name))

    with_stores(run, migrated=False)


def live_of(settings: Settings, stores: Stores, *, made: date, hosts: bool) -> Live:
    """Collect what is in force; host names only where `hosts` asks for them, secrets never."""
    instruments = instruments_of(settings)
    folder = settings.instruments_folder
    return Live(
        made=made,
        version=_program_version(),
        timezone=settings.timezone,
        is_production=settings.is_production,
        instruments=tuple(instruments.values()),
        own=frozenset(name for name in instruments if folder and (folder / f"{name}.toml").exists()),
        places=tuple(_place(store, stores, hosts=hosts) for store in stores.all),
        master_key=_key_source(settings),
        settings=tuple(settings_told(settings, hosts=hosts)),
        retention=tuple(Retention(rule.name, rule.months, rule.days) for rule in RULES),
        reminders=MOST_REMINDERS,
        comment_length=COMMENT_LIMIT,
        ballot_bytes=PLAIN_SIZE,
    )


def _place(store: Store, stores: Stores, *, hosts: bool) -> StorePlace:
    others = [each for each in stores.all if each is not store]
    schema = metadata_of(store.name).sorted_tables
    kind: Kind = "sqlite" if store.is_sqlite else "postgresql"
    return StorePlace(
        store=store.name,
        kind=kind,
        tables=tuple(StoredTable(table.name, tuple(table.columns.keys())) for table in schema),
        version_table=version_table(store.name),
        shares_database=tuple(each.name for each in others if _database(each) == _database(store)),
        shares_account=tuple(each.name for each in others if _account(each) == _account(store) is not None),
        host=_server(store)[0] if hosts and not store.is_sqlite else None,
    )


def _server(store: Store) -> tuple[str, int]:
    """Give host and port; a socket's folder stands in the query of the address."""
    url = store.writer.url
    host = url.host or url.query.get("host") or "localhost"
    return (host if isinstance(host, str) else ",".join(host), url.port or _POSTGRES)


def _database(store: Store) -> tuple[object, ...]:
    name = store.writer.url.database or store.name
    return (Path(name).resolve(),) if store.is_sqlite else (*_server(store), name)


def _account(store: Store) -> tuple[object, ...] | None:
    return None if store.is_sqlite else (*_server(store), store.writer.url.username)


def _key_source(settings: Settings) -> KeySource:
    if settings.master_key_file:
        return "file"
    return "variable" if settings.master_key else "generated"


def settings_told(settings: Settings, *, hosts: bool) -> Iterator[Setting]:
    """Give every setting that is no secret, those that say most about privacy first."""
    values = {
        "environment": settings.environment,
        "master_key": _key_source(settings),
        "app_id": _is_set(settings.app_id),
        "app_tenant_id": _is_set(settings.app_tenant_id),
        "app_type": settings.app_type,
        "allowed_tenants": ", ".join(settings.allowed_tenants) or "any",
        "host": "loopback" if _is_loopback(settings.host) else "network",
        "metrics_port": "off" if settings.metrics_port is None else "on",
        "instruments_folder": _is_set(settings.instruments_folder),
        "guides": _is_set(settings.guides),
        "certificate": _is_set(settings.certificate),
        "graph_sync": "on" if settings.graph_sync else "off",
        "graph_unit": settings.graph_unit,
        "graph_separator": _is_set(settings.graph_separator),
        "graph_units": _is_set(settings.graph_units),
        "graph_root": _is_set(settings.graph_root),
        "graph_groups": _is_set(settings.graph_groups),
        "teams_app": _is_set(settings.teams_app),
        "employee_representatives": _is_set(settings.employee_representatives),
        "timezone": settings.timezone,
        "working_hours": settings.working_hours,
        "share_after_days": str(settings.share_after_days or "off"),
        "rate": f"{settings.rate:g}",
    }
    yield from (Setting(name, variable(name), value) for name, value in values.items())
    found = {name: (urlsplit(getattr(settings, name)).hostname or "",) for name in ADDRESSES}
    for name, named in {**found, "allowed_service_hosts": settings.allowed_service_hosts}.items():
        detail = ", ".join(named) if hosts else ""
        yield Setting(name, variable(name), _changed(name, settings), detail)


def _changed(name: str, settings: Settings) -> str:
    return "default" if getattr(settings, name) == Settings.model_fields[name].default else "other"


def _is_set(value: object) -> str:
    return "set" if value else "not-set"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _program_version() -> str:
    try:
        return version("pulssi")
    except PackageNotFoundError:
        return "?"  # run from its folder without having been installed
