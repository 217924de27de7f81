"""A small town with Aino, Eero, Helmi and Onni, and a bot that is really running."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

import bot
from demo.connector import LoopbackConnector
from demo.issuer import LoopbackIssuer
from demo.people import AINO, APP_ID, EERO, HELMI, ONNI, TENANT_ID, DemoPerson, object_id
from demo.stage import ALWAYS
from dialogs import even_pace
from directory.organisation import Organisation, Person, Unit
from jobs.import_directory import import_directory
from settings import Settings, load_settings
from tests.conftest import sqlite_urls
from tests.conversations.people import Clock, Member, Town

PEOPLE = 24
ON_BOTH = pytest.mark.parametrize("urls", ["sqlite", "postgresql"], indirect=True)
NOON = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def small_town() -> Organisation:
    """Home care with twelve people led by Eero, a library of four, a kitchen of seven."""
    units = [
        Unit("K", None, "kunta", "Kaupunki", "Staden", "The town"),
        Unit("K1", "K", "työyksikkö", "Kotihoito", "Hemvården", "Home care"),
        Unit("K2", "K", "työyksikkö", "Kirjasto", "Biblioteket", "Library"),
        Unit("K3", "K", "työyksikkö", "Keittiö", "Köket", "Kitchen"),
    ]
    people = [
        _person(AINO, "K1"),
        _person(EERO, "K1", supervises=("K1",)),
        _person(HELMI, "K", roles={"hr"}),
        _person(ONNI, "K2", supervises=("K2",)),
        *(_extra(f"k1-{number}", "K1") for number in range(10)),
        *(_extra(f"k2-{number}", "K2") for number in range(3)),
        *(_extra(f"k3-{number}", "K3") for number in range(7)),
    ]
    return Organisation(units, people)


def colleague(key: str) -> DemoPerson:
    """Give one of the people without a name of their own."""
    return DemoPerson(key, key, "Colleague", "fi-FI")


def _person(who: DemoPerson, unit: str, *, supervises: tuple[str, ...] = (), roles: set[str] | None = None):
    return Person(who.aad_object_id, unit, None, supervises, frozenset(roles or ()))


def _extra(key: str, unit: str) -> Person:
    return Person(object_id(f"person/{key}"), unit, None, (), frozenset())


RATE = 10_000
"""Calls a second: thousands of messages are sent in these tests, and Teams' pace is not the point."""


@pytest.fixture
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Where the town's stores are: SQLite files unless a test asks for both databases with ON_BOTH."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield sqlite_urls(request.getfixturevalue("sqlite_template"), tmp_path)
        return
    with request.getfixturevalue("postgres_server").database() as url:
        yield dict.fromkeys(("database_url", "ballot_url", "secrets_url"), url)


@asynccontextmanager
async def unhurried() -> AsyncIterator[None]:
    """Let refusals come as soon as they are there: tests of their own tell their time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(even_pace, "STEP", 0.0001)
        patch.setattr(even_pace, "JITTER", 0.0001)
        yield


def town_settings(
    urls: dict[str, str], issuer: LoopbackIssuer, connector: LoopbackConnector, **more: object
) -> Settings:
    """Give the settings of a bot whose Teams and issuer are on this machine."""
    usual: dict[str, object] = {
        "environment": "development",
        "app_id": APP_ID,
        "app_tenant_id": TENANT_ID,
        "allowed_tenants": (TENANT_ID,),
        "master_key": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
        "service_url": connector.service_url,
        "channel_issuer": issuer.issuer,
        "channel_openid_metadata_url": issuer.metadata_url,
        "rate": RATE,
        "working_hours": ALWAYS,
    }
    return load_settings(**usual | urls | more)


@pytest_asyncio.fixture
async def town(urls: dict[str, str]) -> AsyncIterator[Town]:
    clock = Clock(NOON)
    async with unhurried(), LoopbackIssuer() as issuer, LoopbackConnector() as connector:
        settings = town_settings(urls, issuer, connector)
        async with bot.house(settings, clock=clock) as house:
            await import_directory(house.stores, small_town(), dry_run=False, actor="test", now=NOON)
            async with TestClient(TestServer(bot.web_app(house))) as client:
                yield Town(house, client, issuer, connector, clock)


@pytest.fixture
def aino(town: Town) -> Member:
    return Member(town, AINO)


@pytest.fixture
def eero(town: Town) -> Member:
    return Member(town, EERO)


@pytest.fixture
def helmi(town: Town) -> Member:
    return Member(town, HELMI)


@pytest.fixture
def onni(town: Town) -> Member:
    return Member(town, ONNI)
