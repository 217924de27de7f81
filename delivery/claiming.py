"""Prepares batches: claims what is due, lets the guards look, and reserves the calls that are left."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from delivery.batches import Batch
from delivery.guards import Build, Guarded, guard
from delivery.meters import Meters
from delivery.outcomes import MAX_ATTEMPTS, Failed, Outcome, Retry, pause_after
from delivery.throttle import Throttle
from storage.channels import list_channel_addresses
from storage.claims import claim_deliveries, list_run_out
from storage.conversations import Conversation, find_service_url, list_conversations
from storage.engine import Store
from storage.outbox import Delivery, settle
from storage.pace import calls_ahead, reserve_calls
from storage.reasons import GAVE_UP

LEASE = timedelta(minutes=2)
BATCH_SECONDS = 2.0
LARGEST_BATCH = 500
_ADDRESS_LASTS = timedelta(minutes=5)


@dataclass(slots=True)
class Claims:
    """Where batches come from; `default_service_url` serves until somebody has been met."""

    store: Store
    build: Build
    clock: Callable[[], datetime]
    throttle: Throttle
    meters: Meters
    tenant_id: str
    tenants: frozenset[str]
    default_service_url: str
    _address: tuple[datetime, str] | None = field(default=None, init=False)

    async def seconds_to_wait(self) -> float:
        """Tell how long to leave the outbox alone: slots that others hold are far enough ahead.

        Whoever claims earlier holds messages that cannot leave, and uses up slots for nothing.
        """
        async with self.store.reading() as connection:
            ahead = await calls_ahead(connection, now=self.clock().timestamp())
        return max(0.0, ahead - 2 * BATCH_SECONDS)

    async def prepare(self) -> Batch | None:
        """Claim and make ready the next batch; None when nothing is due."""
        now = self.clock()
        lease = now + LEASE
        limit = max(1, min(LARGEST_BATCH, round(self.throttle.rate * BATCH_SECONDS)))
        async with self.store.writing() as connection:
            run_out = await list_run_out(connection, now=now)
            claimed = await claim_deliveries(connection, now=now, until=lease, limit=limit)
        if not claimed:
            return None
        self.meters.takeovers += sum(delivery.key in run_out for delivery in claimed)
        conversations = await self._conversations(claimed)
        guarded = await guard(claimed, conversations, build=self.build, tenants=self.tenants, now=now)
        return await self._reserve(guarded, lease=lease)

    async def _reserve(self, guarded: Guarded, *, lease: datetime) -> Batch:
        """Settle what the guards kept back and reserve the calls of the rest, in one transaction."""
        rate, address = self.throttle.rate, await self._service_url(guarded)
        batch = Batch(lease, guarded.messages, slot=0.0, rate=rate, service_url=address, quiet=guarded.quiet)
        now = self.clock()
        for key, reason in guarded.refused.items():
            batch.note(key, Failed(reason), now=now)
        for key, until in guarded.waiting.items():
            batch.put_off(key, until=until)
        for delivery in guarded.unbuilt:
            batch.note(delivery.key, _after_no_card(delivery), now=now)
        kept_back = batch.take(now=now).settlements
        async with self.store.writing() as connection:
            await settle(connection, kept_back, lease=lease)
            if batch.messages:
                batch.slot = await reserve_calls(
                    connection, now=now.timestamp(), calls=batch.calls, rate=rate
                )
        self.meters.note_settled(kept_back)
        return batch

    async def _conversations(self, claimed: list[Delivery]) -> dict[str, Conversation]:
        recipients = {delivery.person for delivery in claimed}
        async with self.store.reading() as connection:
            people = await list_conversations(connection, recipients)
            return people | await list_channel_addresses(connection, recipients)

    async def _service_url(self, guarded: Guarded) -> str:
        """Give the address for first contact: where most of the tenant is met, looked up now and then."""
        if all(message.conversation for message in guarded.messages):
            return self.default_service_url
        now = self.clock()
        if self._address is None or self._address[0] <= now:
            async with self.store.reading() as connection:
                found = await find_service_url(connection, self.tenant_id)
            self._address = (now + _ADDRESS_LASTS, found or self.default_service_url)
        return self._address[1]


def _after_no_card(delivery: Delivery) -> Outcome:
    if delivery.attempts + 1 >= MAX_ATTEMPTS:
        return Failed(GAVE_UP)
    jitter = random.random()  # noqa: S311 - spreads load, guards nothing
    return Retry(pause_after(delivery.attempts, jitter=jitter), counts=True)
