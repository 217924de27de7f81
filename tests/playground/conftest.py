"""What a conversation in a real client needs: `issuer`, `shim`, `browser`, and `window` to open one."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from demo.issuer import LoopbackIssuer
from demo.people import APP_ID, TENANT_ID, DemoPerson
from demo.playground import Playground, PlaygroundMissing
from demo.shim import Shim
from tests.playground.teams import DESK, Browser, Teams

OpenWindow = Callable[..., Awaitable[Teams]]


@pytest_asyncio.fixture
async def issuer() -> AsyncIterator[LoopbackIssuer]:
    async with LoopbackIssuer() as started:
        yield started


@pytest_asyncio.fixture
async def shim(issuer: LoopbackIssuer) -> AsyncIterator[Shim]:
    """The loopback Teams; a test sets `shim.bot_url` before it opens a window."""
    async with Shim(issuer, app_id=APP_ID, tenant_id=TENANT_ID) as started:
        yield started


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    try:
        async with Browser() as started:
            yield started
    except PlaygroundMissing as missing:
        if os.environ.get("CI"):
            raise  # where it is promised, its absence is a failure
        pytest.skip(str(missing))


@pytest_asyncio.fixture
async def window(browser: Browser, shim: Shim, tmp_path: Path) -> AsyncIterator[OpenWindow]:
    """Open a person's window: `aino = await window(AINO, size=PHONE, locale="sv-FI")`."""
    async with AsyncExitStack() as stack:

        async def open_window(person: DemoPerson, *, size: tuple[int, int] = DESK, locale: str = "") -> Teams:
            shim.open(person, locale=locale)
            client = Playground(
                person, endpoint=shim.endpoint(person), service_url=shim.service_url, folder=tmp_path
            )
            await stack.enter_async_context(client)
            shim.open(person, url=client.url)
            teams = Teams(browser, person, size=size)
            await teams.opens(client.url)
            stack.push_async_callback(teams.closes)
            return teams

        yield open_window
