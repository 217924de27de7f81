"""What the settings say of Entra and Graph, made into parts for the composition root and the shell."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date, datetime
from functools import partial

import aiohttp

from delivery.tokens import Acquire, AppTokens, certificate, client_secret, managed_identity, no_token
from directory.csv_files import read_units
from directory.graph import Graph
from directory.group_meanings import read_meanings
from directory.installs import TeamsApp
from directory.listed import Wishes
from followups.working_time import WorkingTime
from jobs.apply_listing import apply_listing
from jobs.install_everywhere import Installer
from jobs.install_runs import Home
from jobs.sync_directory import Source, forget_mirror, sync_at_night
from settings import BadSettings, Settings, read_certificate
from storage.engine import Stores

Clock = Callable[[], datetime]
Token = Callable[..., Awaitable[str]]
"""Gives the app's token, for the connector or the scope it is called with."""


def app_token(settings: Settings, *, clock: Clock) -> Token:
    """Give what fetches the app's tokens; none in development without an app."""
    if not settings.app_id or (settings.app_type == "SingleTenant" and not settings.has_credential):
        return no_token  # development only: settings refuse it in production
    return AppTokens(_acquire(settings), clock=clock).get


def wishes_of(settings: Settings) -> Wishes:
    """Read how what Entra lists becomes the organisation; raise BadMeanings or BadFiles."""
    return Wishes(
        read_units(settings.graph_units) if settings.graph_units else (),
        settings.graph_separator,
        settings.graph_root,
        read_meanings(settings.graph_groups),
    )


@asynccontextmanager
async def reading(settings: Settings, *, clock: Clock) -> AsyncIterator[Source]:
    """Give the directory of Entra for one run; raise BadSettings where nobody may read it."""
    if not (settings.app_id and settings.app_tenant_id):
        raise BadSettings(("Entra is read with MicrosoftAppId and MicrosoftAppTenantId: set both",))
    async with aiohttp.ClientSession() as session:
        yield _source(settings, Graph(session, app_token(settings, clock=clock), url=settings.graph_url))


def nightly(
    settings: Settings, stores: Stores, graph: Graph, *, clock: Clock
) -> Callable[[date], Awaitable[None]]:
    """Say what happens to the directory at night; what it needs is looked at right away."""
    if not settings.graph_sync:
        return partial(forget_mirror, stores=stores, clock=clock)
    wishes_of(settings)
    return partial(sync_at_night, stores=stores, source=_source(settings, graph), clock=clock)


def home_of(settings: Settings) -> Home:
    """Say who the bot is and where people are met first."""
    tenant_id = settings.allowed_tenants[0] if settings.allowed_tenants else settings.app_tenant_id
    return Home(tenant_id, f"28:{settings.app_id}", settings.service_url)


def installer_of(
    settings: Settings, stores: Stores, graph: Graph, *, hours: WorkingTime, clock: Clock
) -> Installer | None:
    """Give what installs the bot for everybody; None without the app's id in the catalogue."""
    if not settings.teams_app:
        return None
    app = TeamsApp(settings.teams_app, settings.graph_url)
    return Installer(stores, graph, app=app, home=home_of(settings), hours=hours, clock=clock)


def _source(settings: Settings, graph: Graph) -> Source:
    return Source(graph, settings.graph_unit, partial(wishes_of, settings), apply_listing)


def _acquire(settings: Settings) -> Acquire:
    if settings.app_type == "UserAssignedMSI":
        return managed_identity(app_id=settings.app_id)
    app_id, tenant, login_url = settings.app_id, settings.app_tenant_id, settings.login_url
    if settings.certificate:
        pem = read_certificate(settings.certificate)
        return certificate(app_id=app_id, pem=pem, tenant=tenant, login_url=login_url)
    secret = settings.app_password.get_secret_value()
    return client_secret(app_id=app_id, secret=secret, tenant=tenant, login_url=login_url)
