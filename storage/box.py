"""Takes ballots in for the turns: those that arrive together are committed together."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.ballots import record_ballots
from storage.engine import Store
from storage.together import Together

_Ballot = tuple[bytes, bytes]
"""A tag and what it sealed."""


class BallotBox:
    """Cast ballots, each in a transaction with those that came at the same moment."""

    def __init__(self, store: Store) -> None:
        self._arriving: Together[_Ballot] = Together(store, _record)

    async def cast(self, wave: str, *, tag: bytes, sealed: bytes) -> None:
        """Cast a ballot: it is committed when this returns; whoever has a ballot in the wave keeps that one.

        Raises UrnClosed when the wave takes no ballots.
        """
        await self._arriving.add(wave, (tag, sealed))


async def _record(connection: AsyncConnection, wave: str, arrived: list[_Ballot]) -> None:
    # From the last to the first: of two ballots of one person the earlier one counts.
    await record_ballots(connection, wave, dict(reversed(arrived)))
