"""The small town as a loopback Graph knows it, for tests of reading and syncing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
from aiohttp.test_utils import TestServer

from directory.graph import Graph
from tests.directory.loopback_graph import TOKEN, LoopbackGraph

HELMI = "0b000000-0000-4000-8000-0000000be110"
EERO = "0e000000-0000-4000-8000-000000000ee0"
AINO = "0a000000-0000-4000-8000-00000000a1a0"
ONNI = "00000000-0000-4000-8000-000000000001"
HR = "6e000000-0000-4000-8000-000000000001"
ADMINS = "6e000000-0000-4000-8000-000000000002"


def somebody(number: int) -> str:
    return f"0c000000-0000-4000-8000-{number:012d}"


def entra_town(**more: object) -> LoopbackGraph:
    """Helmi above Eero and Onni, Aino under Eero, and a group of HR."""
    town = LoopbackGraph(**more)
    town.hire(HELMI, department="Henkilöstö", preferredLanguage="fi-FI")
    town.hire(EERO, department="Kotihoito", preferredLanguage="sv-FI", manager=HELMI)
    town.hire(AINO, department="Kotihoito", preferredLanguage="fi-FI", manager=EERO)
    town.hire(ONNI, department="Kirjasto", manager=HELMI)
    town.add_group(HR, [HELMI])
    return town


def crowd(town: LoopbackGraph, people: int) -> None:
    """Let many more work in the town."""
    for number in range(people):
        town.hire(somebody(number), department=f"Yksikkö {number % 40}", manager=EERO)


async def right_token(_scope: str) -> str:
    return TOKEN


async def at_once(_seconds: float) -> None:
    """Wait without waiting."""


@asynccontextmanager
async def serving(
    town: LoopbackGraph,
    *,
    token: Callable[[str], Awaitable[str]] = right_token,
    sleep: Callable[[float], Awaitable[None]] = at_once,
) -> AsyncIterator[Graph]:
    """Serve the loopback Graph and give a client of it."""
    server = TestServer(town.app)
    await server.start_server()
    async with aiohttp.ClientSession() as session:
        yield Graph(session, token, url=str(server.make_url("/v1.0")), sleep=sleep)
    await server.close()
