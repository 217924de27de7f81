"""A worker in a process of its own that a test may kill; its minutes are seconds, so that leases end soon."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import aiohttp

from delivery import claiming, worker
from delivery.connector import Connector
from delivery.guards import Content
from delivery.hosts import ServiceHosts
from delivery.tokens import no_token
from storage.engine import open_stores
from storage.outbox import Delivery

LEASE = timedelta(seconds=3)
CONCURRENCY = 30
RATE = 130.0


async def build(batch: Sequence[Delivery], _now: datetime) -> Mapping[str, Content]:
    """Say the same to everybody."""
    return {each.key: {"type": "message", "text": each.about} for each in batch}


async def main(service_url: str, database_url: str, ballot_url: str, secrets_url: str) -> None:
    """Send what the outbox holds until somebody ends the process."""
    claiming.LEASE, worker.MARGIN = LEASE, timedelta(seconds=0.5)
    claiming.BATCH_SECONDS, worker.POLL_SECONDS = 0.4, 0.2
    stores = open_stores(database_url=database_url, ballot_url=ballot_url, secrets_url=secrets_url)
    hosts = ServiceHosts(frozenset({"127.0.0.1"}), loopback_http=True)
    async with aiohttp.ClientSession() as session:
        connector = Connector(session, no_token, hosts, clock=now)
        sender = worker.Worker(
            stores,
            connector,
            build=build,
            rate=RATE,
            clock=now,
            sleep=asyncio.sleep,
            default_service_url=service_url,
            tenant_id="tenant",
            bot_id="28:bot",
            concurrency=CONCURRENCY,
        )
        sys.stdout.write("sending\n")
        sys.stdout.flush()
        await sender.run(asyncio.Event())


def now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
