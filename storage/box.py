"""Takes in together what arrives together: a commit waits for the disk, for one ballot as for many."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from storage.ballots import record_ballots
from storage.engine import Store


class BallotBox:
    """Cast ballots; those that come while others are being committed go in together after them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._gathering: dict[str, _Batch] = {}
        self._committing = asyncio.Lock()

    async def cast(self, wave: str, *, tag: bytes, sealed: bytes) -> None:
        """Cast a ballot: it is committed when this returns; whoever has a ballot in the wave keeps that one.

        Raises UrnClosed when the wave takes no ballots.
        """
        batch = self._gathering.setdefault(wave, _Batch())
        batch.ballots.setdefault(tag, sealed)
        async with self._committing:
            if self._gathering.get(wave) is batch:
                del self._gathering[wave]
            # The first to come here writes for all; when that fails, the next one tries for the rest.
            if not batch.is_cast:
                async with self._store.writing() as connection:
                    await record_ballots(connection, wave, batch.ballots)
                batch.is_cast = True


@dataclass(slots=True)
class _Batch:
    """Sealed ballots by their tags."""

    ballots: dict[bytes, bytes] = field(default_factory=dict)
    is_cast: bool = False
