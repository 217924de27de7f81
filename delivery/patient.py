"""Sends answers to people: at once where Teams takes them, a little later where it asks for patience.

What only refreshes a message that somebody's other devices show waits for a slot of its own.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from delivery.connector import Connector
from delivery.debit import Debit
from delivery.errors import ConnectorError
from delivery.later import Later
from delivery.outcomes import Retry, answer_of, outcome_of

MOST_TRIES = 5
LONGEST_WAIT = 60.0
"""Seconds after which an answer is of no use any more."""

_log = structlog.get_logger("replies")

Send = Callable[[], Awaitable[str]]


class PatientConnector:
    """Speak through a connector without ever raising: what cannot be said now is said soon, or logged."""

    def __init__(
        self,
        connector: Connector,
        later: Later,
        debit: Debit,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._connector = connector
        self._later = later
        self._debit = debit
        self._sleep = sleep
        self._jitter = jitter
        self._put_off: set[asyncio.Task[None]] = set()

    async def send(
        self,
        service_url: str,
        conversation_id: str,
        activity: Mapping[str, Any],
        *,
        reply_to: str | None = None,
    ) -> str:
        """Post an activity; its id, or "" when it will be posted later or cannot be."""
        self._debit.add()
        return await self._first(
            lambda: self._connector.send(service_url, conversation_id, activity, reply_to=reply_to)
        )

    async def update(
        self, service_url: str, conversation_id: str, activity_id: str, activity: Mapping[str, Any]
    ) -> None:
        """Replace an activity."""
        self._debit.add()
        await self._first(lambda: self._update(service_url, conversation_id, activity_id, activity))

    def refresh(
        self, service_url: str, conversation_id: str, activity_id: str, activity: Mapping[str, Any]
    ) -> None:
        """Replace an activity when its turn comes: the person has the answer already."""

        def update() -> Awaitable[str]:
            return self._update(service_url, conversation_id, activity_id, activity)

        self._later.add(lambda: self._first(update))

    async def delete(self, service_url: str, conversation_id: str, activity_id: str) -> None:
        """Take an activity away."""

        async def delete() -> str:
            await self._connector.delete(service_url, conversation_id, activity_id)
            return ""

        self._debit.add()
        await self._first(delete)

    async def finish(self, *, seconds: float) -> None:
        """Wait for what was put off, but no longer than that."""
        await self._debit.finish()
        await self._later.finish(seconds=seconds)
        if self._put_off:
            await asyncio.wait(self._put_off, timeout=seconds)

    async def _update(
        self, service_url: str, conversation_id: str, activity_id: str, activity: Mapping[str, Any]
    ) -> str:
        await self._connector.update(service_url, conversation_id, activity_id, activity)
        return activity_id

    async def _first(self, send: Send) -> str:
        try:
            return await send()
        except ConnectorError as error:
            wait = self._wait(error, tries=1)
        if wait is not None:
            task = asyncio.create_task(self._again(send, wait))
            self._put_off.add(task)
            task.add_done_callback(self._put_off.discard)
        return ""

    async def _again(self, send: Send, wait: float) -> None:
        for tries in range(2, MOST_TRIES + 1):
            await self._sleep(wait)
            try:
                await send()
            except ConnectorError as error:
                following = self._wait(error, tries=tries)
                if following is None:
                    return
                wait = following
            else:
                return

    def _wait(self, error: ConnectorError, *, tries: int) -> float | None:
        """Give the seconds until the next try; None, with a line in the log, when there is none."""
        answer = answer_of(error)
        outcome = outcome_of(answer, attempts=0, jitter=self._jitter(), creating=False)
        if isinstance(outcome, Retry) and outcome.after <= LONGEST_WAIT and tries < MOST_TRIES:
            return outcome.after
        _log.warning("not_said", status=error.status, code=error.code, tries=tries)
        return None
