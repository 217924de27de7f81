"""A night of the whole program: Entra is read with a real token, and forgotten once that is switched off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import func, select

import bot
from bench.entra import SECRET, TENANT, entra_app, tls
from demo.people import APP_ID
from directory.group_meanings import BadMeanings
from settings import load_settings
from storage.tables.mirror import mirror_accounts, mirror_links
from tests.directory.entra_town import HR, entra_town

NIGHT = datetime(2027, 3, 2, 1, 30, tzinfo=UTC)
EVENING = datetime(2027, 3, 2, 20, 0, tzinfo=UTC)
TOKEN = "x" * 1500
"""What the loopback Entra gives."""


@pytest.fixture
async def settings(tmp_path, monkeypatch) -> AsyncIterator[dict[str, Any]]:
    """Settings that lead to a loopback Entra and a loopback Graph."""
    context, certificate = tls(tmp_path)
    graph, login = TestServer(entra_town(token=TOKEN).app), TestServer(entra_app(), scheme="https")
    await graph.start_server()
    await login.start_server(ssl=context)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    yield {
        "environment": "development",
        "app_id": APP_ID,
        "app_password": SECRET,
        "app_tenant_id": TENANT,
        "login_url": f"https://127.0.0.1:{login.port}",
        "graph_url": str(graph.make_url("/v1.0")),
        "graph_sync": True,
        "graph_groups": f"{HR}=hr",
        **{f"{name}_url": f"sqlite:///{tmp_path / name}.db" for name in ("database", "ballot", "secrets")},
    }
    await graph.close()
    await login.close()


async def counted(house: bot.House, table) -> int:
    async with house.stores.identity.reading() as connection:
        return await connection.scalar(select(func.count()).select_from(table))


async def becomes(house: bot.House, table, rows: int) -> bool:
    """Say whether a table soon has so many rows."""
    for _ in range(200):
        if await counted(house, table) == rows:
            return True
        await asyncio.sleep(0.05)
    return False


async def test_a_night_reads_entra_and_a_night_after_switching_off_forgets_it(settings):
    async with bot.house(load_settings(**settings)) as house:
        await house.clockwork.tick(EVENING)
        assert await counted(house, mirror_links) == 0
        await house.clockwork.tick(NIGHT)
        assert await becomes(house, mirror_links, 2)
        assert await counted(house, mirror_accounts) == 4
        await house.clockwork.finish()
    async with bot.house(load_settings(**settings | {"graph_sync": False})) as house:
        await house.clockwork.tick(NIGHT)
        assert await becomes(house, mirror_links, 0)
        assert await counted(house, mirror_accounts) == 0
        await house.clockwork.finish()


async def test_wrong_groups_are_told_at_the_start(settings):
    with pytest.raises(BadMeanings):
        async with bot.house(load_settings(**settings | {"graph_groups": "hr"})):
            pass
