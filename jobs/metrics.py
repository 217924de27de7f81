"""What a monitoring system may read: the process and the outbox, as numbers; nothing moves with an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from delivery.meters import Meters
from jobs.timers import Timers
from storage.claims import Queue, measure_queue
from storage.engine import Stores
from storage.outbox import count_states

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST

Family = CounterMetricFamily | GaugeMetricFamily


async def metrics(
    stores: Stores,
    meters: Meters,
    timers: Timers,
    *,
    rate: float,
    now: datetime,
    installs: Mapping[str, int] | None = None,
    refusals: Iterable[tuple[str, int]] = (),
) -> bytes:
    """Write the metrics as Prometheus reads them; no person, unit or wave is a label.

    `refusals` counts by reason what this process has refused.
    """
    async with stores.identity.reading() as connection:
        states = await count_states(connection)
        queue = await measure_queue(connection, now=now)
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    families = [
        *_outbox(states, queue, now=now),
        *_worker(meters, rate=rate),
        *_timers(timers, now=now),
        _refused(refusals),
    ]
    families += [] if installs is None else [_installs(installs)]
    registry.register(_Told(families))
    return generate_latest(registry)


@dataclass(eq=False, slots=True)
class _Told(Collector):
    families: list[Family]

    def collect(self) -> Iterable[Family]:
        return self.families


def _outbox(states: Mapping[str, int], queue: Queue, *, now: datetime) -> Iterator[Family]:
    """Tell how the outbox stands, the same in every process."""
    deliveries = GaugeMetricFamily("pulssi_deliveries", "Messages of the outbox by state.", labels=["state"])
    for state, count in states.items():
        deliveries.add_metric([state], count)
    yield deliveries
    waiting = (now - queue.oldest).total_seconds() if queue.oldest else 0.0
    yield GaugeMetricFamily(
        "pulssi_oldest_waiting_seconds", "How long the longest due message has waited.", value=waiting
    )


def _worker(meters: Meters, *, rate: float) -> Iterator[Family]:
    """Tell what the worker of this process has done."""
    calls = CounterMetricFamily(
        "pulssi_calls",
        "Messages put to Teams by what came of it; code is the HTTP status, 0 without an answer.",
        labels=["outcome", "code"],
    )
    for key, count in sorted(meters.calls.items()):
        calls.add_metric(key, count)
    yield calls
    settled = CounterMetricFamily(
        "pulssi_deliveries_settled", "Messages that are done with, by state.", labels=["state"]
    )
    for state in ("delivered", "failed"):
        settled.add_metric([state], meters.settled[state])
    yield settled
    yield CounterMetricFamily(
        "pulssi_lease_takeovers", "Messages claimed whose lease had run out.", value=meters.takeovers
    )
    yield GaugeMetricFamily("pulssi_rate_now", "Calls a second that are asked for now.", value=rate)


def _installs(installs: Mapping[str, int]) -> Family:
    """Tell for how many people this process has tried to install the bot."""
    told = CounterMetricFamily(
        "pulssi_installs", "People for whom installing was tried, by what came of it.", labels=["outcome"]
    )
    for outcome, count in sorted(installs.items()):
        told.add_metric([outcome], count)
    return told


def _refused(refusals: Iterable[tuple[str, int]]) -> Family:
    """Tell what this process has refused; nothing where the bot is served elsewhere."""
    refused = CounterMetricFamily(
        "pulssi_refused", "Requests and presses that were refused, by reason.", labels=["reason"]
    )
    for reason, count in refusals:
        refused.add_metric([reason], count)
    return refused


def _timers(timers: Timers, *, now: datetime) -> Iterator[Family]:
    """Tell how punctual the clock of this process is; nothing where the jobs run elsewhere."""
    lag = GaugeMetricFamily("pulssi_timer_lag_seconds", "How late the last of a kind was.", labels=["timer"])
    for timer, seconds in sorted(timers.lag.items()):
        lag.add_metric([timer], seconds)
    yield lag
    if timers.ticked is not None:
        age = (now - timers.ticked).total_seconds()
        yield GaugeMetricFamily(
            "pulssi_last_tick_age_seconds", "How long ago the clock ticked last.", value=age
        )
