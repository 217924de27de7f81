"""The composition root: settings, stores, adapter, routes, jobs, web application; nothing else."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

import aiohttp
from aiohttp import web

import entra
from content.actions import load_actions
from content.guide import Guide
from content.guides import SHIPPED as GUIDES
from content.guides import load_guides
from content.instrument import Instrument
from content.loader import SHIPPED, load_instruments
from delivery.connector import Connector
from delivery.debit import Debit
from delivery.files import UploadHosts, Uploads
from delivery.guards import Build
from delivery.hosts import ServiceHosts
from delivery.later import Later
from delivery.meters import Meters
from delivery.patient import PatientConnector
from delivery.worker import Worker
from dialogs.adapter import Adapter
from dialogs.endpoint import LARGEST_BODY, PATH, Door, Endpoint
from dialogs.files import FileRoom
from dialogs.refusals import Refusals
from dialogs.routes import route_of
from dialogs.second_look import SecondLook
from dialogs.tokens import ChannelTokens
from dialogs.turn import Bot, Desk
from directory.graph import Graph
from followups.working_time import WorkingTime, read_hours
from jobs.circumstances import Library
from jobs.clockwork import TICK, Clockwork
from jobs.count_choices import count_at_press
from jobs.install_everywhere import Installer
from jobs.messages import Messages
from jobs.metrics import CONTENT_TYPE, metrics
from jobs.timers import Timers
from settings import Settings, read_master_key
from storage.audit import AuditBook
from storage.box import BallotBox
from storage.comments import Shredder
from storage.engine import Stores, open_stores
from storage.migrate import is_current, migrate
from storage.secrets import Vault

GRACE = 15.0
"""Seconds that turns in flight have to finish when the server stops."""
_CONNECTIONS = 128
_NEW_OBJECTS = 20_000
"""New objects between two searches for cycles; Python's own 700 interrupts every turn several times."""


Clock = Callable[[], datetime]


def now() -> datetime:
    """Give the present moment; everything else gets it as an argument."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class House:
    """The long-lived parts of a running process."""

    settings: Settings
    clock: Clock
    stores: Stores
    vault: Vault
    session: aiohttp.ClientSession
    connector: Connector
    worker: Worker
    clockwork: Clockwork
    meters: Meters
    timers: Timers
    uploads: Uploads
    installer: Installer | None
    """Installs the bot for everybody; None without the id of the app."""
    refusals: Refusals = field(default_factory=Refusals)


Meanwhile = Callable[[House, asyncio.Event], Awaitable[None]]
"""What a process does until it is told to stop."""


def stores_of(settings: Settings) -> Stores:
    """Open the stores that the settings name."""
    return open_stores(
        database_url=settings.database_url, ballot_url=settings.ballot_url, secrets_url=settings.secrets_url
    )


def instruments_of(settings: Settings) -> dict[str, Instrument]:
    """Load the questionnaires that are shipped, and the customer's own."""
    own = settings.instruments_folder
    return load_instruments(SHIPPED, own) if own else load_instruments()


def guides_of(settings: Settings) -> dict[str, Guide]:
    """Load the guiding questions that are shipped, and the customer's own beside them."""
    return load_guides(GUIDES, settings.guides) if settings.guides else load_guides()


def hours_of(settings: Settings) -> WorkingTime:
    """Give the hours when people are written to, where their unit has none of its own."""
    return read_hours(settings.working_hours, settings.zone)


@asynccontextmanager
async def house(settings: Settings, *, clock: Clock = now) -> AsyncIterator[House]:
    """Build the parts on migrated stores, and let go of them in the end."""
    stores = stores_of(settings)
    await migrate(stores)
    vault, hours = Vault(stores.secrets, read_master_key(settings)), hours_of(settings)
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=_CONNECTIONS)) as session,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as others,
    ):
        token = entra.app_token(settings, clock=now)
        connector = Connector(session, token, _hosts(settings), clock=clock)
        graph = Graph(session, token, url=settings.graph_url)
        meters, timers = Meters(), Timers()
        installer = entra.installer_of(settings, stores, graph, hours=hours, clock=clock)
        build = _messages(settings, stores, vault, hours).build
        worker = _worker(settings, stores, connector, build=build, clock=clock, meters=meters)
        clockwork = Clockwork(
            stores,
            vault,
            clock=clock,
            hours=hours,
            instruments=instruments_of(settings),
            opened=worker.wake,
            share_after=settings.share_after_days,
            timers=timers,
            nightly=entra.nightly(settings, stores, graph, clock=clock),
            representatives=settings.employee_representatives,
        )
        uploads = _uploads(others, settings, clock)
        parts = (connector, worker, clockwork, meters, timers, uploads, installer)
        yield House(settings, clock, stores, vault, session, *parts)
    await stores.close()


async def work(house: House, stop: asyncio.Event) -> None:
    """Run the jobs until told to stop; what is being sent is finished."""
    async with asyncio.TaskGroup() as group:
        group.create_task(house.worker.run(stop))
        group.create_task(house.clockwork.run(stop))
        if house.installer is not None:
            group.create_task(house.installer.run(stop))


async def leave_jobs(house: House, stop: asyncio.Event) -> None:
    """Leave the jobs to another process; only the secrets that turns have used are let go of here."""
    while not stop.is_set():
        house.vault.forget(now=house.clock())
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), TICK)


def web_app(house: House) -> web.Application:
    """Put the endpoint and the health checks into a web application."""
    settings = house.settings
    later = Later(house.stores.identity, rate=settings.rate, clock=house.clock)
    debit = Debit(house.stores.identity, rate=settings.rate, clock=house.clock)
    outbound = PatientConnector(house.connector, later, debit)
    desk = _desk(house)
    bot = Bot(desk, route=route_of, outbound=outbound, clock=house.clock)
    door = Door(
        authentication=_channel_tokens(house),
        tenants=frozenset(settings.allowed_tenants) or None,
        hosts=_hosts(settings),
    )
    endpoint = Endpoint(Adapter(outbound), bot.on_turn, door=door, refusals=house.refusals)
    app = web.Application(client_max_size=LARGEST_BODY)
    app.router.add_post(PATH, endpoint.messages)
    app.router.add_get("/healthz", _alive)
    app.router.add_get("/readyz", _Ready(house.stores).answer)

    async def finish(_app: web.Application) -> None:
        await bot.finish(seconds=GRACE)
        await outbound.finish(seconds=GRACE)
        await desk.shredder.finish(seconds=GRACE)

    app.on_cleanup.append(finish)
    return app


def metrics_app(house: House) -> web.Application:
    """Put `GET /metrics` into an application of its own, for a port that only the operator reaches."""

    async def answer(_request: web.Request) -> web.Response:
        rate, now = house.worker.rate, house.clock()
        installs = house.installer.told if house.installer else None
        told = await metrics(
            house.stores,
            house.meters,
            house.timers,
            rate=rate,
            installs=installs,
            refusals=house.refusals,
            now=now,
        )
        return web.Response(body=told, headers={"Content-Type": CONTENT_TYPE})

    app = web.Application()
    app.router.add_get("/metrics", answer)
    return app


async def serve(settings: Settings, stop: asyncio.Event, *, beside: Meanwhile = work) -> None:
    """Serve the bot until told to stop, and the jobs or what else is `beside`; turns in flight finish."""
    async with house(settings) as built, listening(web_app(built), settings.host, settings.port):
        await _watched(built, stop, beside)


async def work_alone(settings: Settings, stop: asyncio.Event) -> None:
    """Run the jobs until told to stop, for bots that are served elsewhere."""
    async with house(settings) as built:
        await _watched(built, stop, work)


async def _watched(house: House, stop: asyncio.Event, run: Meanwhile) -> None:
    """Run something, with metrics beside it where the settings name a port."""
    settings = house.settings
    if settings.metrics_port is None:
        await run(house, stop)
        return
    async with listening(metrics_app(house), settings.host, settings.metrics_port):
        await run(house, stop)


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve an application, give its port (0 takes a free one), and let what is in flight finish."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=GRACE)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    spare_what_stays()
    try:
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


def spare_what_stays() -> None:
    """Keep the collector from searching the loaded program again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)


class _Ready:
    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    async def answer(self, _request: web.Request) -> web.Response:
        current = [await is_current(store) for store in self._stores.all]
        status = 200 if all(current) else 503
        return web.json_response({"ready": all(current)}, status=status)


async def _alive(_request: web.Request) -> web.Response:
    return web.json_response({"alive": True})


def _desk(house: House) -> Desk:
    settings = house.settings
    return Desk(
        house.stores,
        BallotBox(house.stores.ballots),
        AuditBook(house.stores.identity),
        house.vault,
        settings.zone,
        hours_of(settings),
        SecondLook(),
        Shredder(house.stores.identity),
        guides_of(settings),
        load_actions(),
        FileRoom(house.uploads),
        partial(count_at_press, house.stores, house.vault),
        instruments_of(settings),
        settings.share_after_days,
    )


def _messages(settings: Settings, stores: Stores, vault: Vault, hours: WorkingTime) -> Messages:
    library = Library(instruments_of(settings), guides_of(settings), load_actions())
    return Messages(
        stores,
        vault,
        hours=hours,
        share_after=settings.share_after_days,
        library=library,
        representatives=settings.employee_representatives,
    )


def _worker(
    settings: Settings, stores: Stores, connector: Connector, *, build: Build, clock: Clock, meters: Meters
) -> Worker:
    home = entra.home_of(settings)
    return Worker(
        stores,
        connector,
        build=build,
        rate=settings.rate,
        clock=clock,
        sleep=asyncio.sleep,
        default_service_url=home.service_url,
        tenant_id=home.tenant_id,
        bot_id=home.bot_id,
        tenants=settings.allowed_tenants,
        meters=meters,
    )


def _hosts(settings: Settings) -> ServiceHosts:
    local = set() if settings.is_production else {"127.0.0.1", "localhost"}
    return ServiceHosts(
        frozenset(settings.allowed_service_hosts) | local, loopback_http=not settings.is_production
    )


def _uploads(session: aiohttp.ClientSession, settings: Settings, clock: Clock) -> Uploads:
    """Send files by a session of its own: what one person's OneDrive says must not go along to the next's."""
    return Uploads(session, UploadHosts(loopback_http=not settings.is_production), clock=clock)


def _channel_tokens(house: House) -> ChannelTokens | None:
    settings = house.settings
    if not settings.app_id:
        return None  # development only: settings refuse it in production
    return ChannelTokens(
        house.session,
        app_id=settings.app_id,
        issuer=settings.channel_issuer,
        metadata_url=settings.channel_openid_metadata_url,
        clock=house.clock,
    )


if __name__ == "__main__":
    from cli import main

    main()
