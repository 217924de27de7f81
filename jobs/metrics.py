"""What a monitoring system may read: the process and the outbox, as numbers; nothing moves with an answer."""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Gauge, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from storage.engine import Stores
from storage.outbox import count_states

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST


async def metrics(stores: Stores) -> bytes:
    """Write the metrics as Prometheus reads them; no person, unit or wave is a label."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    deliveries = Gauge("pulssi_deliveries", "Messages of the outbox by state.", ["state"], registry=registry)
    async with stores.identity.reading() as connection:
        for state, count in (await count_states(connection)).items():
            deliveries.labels(state).set(count)
    return generate_latest(registry)
