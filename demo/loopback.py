"""What every made-up service on this machine has in common: it starts, and it stops."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Self


class Loopback(ABC):
    """A service on 127.0.0.1; `async with` starts it and ends it."""

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @abstractmethod
    async def start(self) -> object:
        """Listen."""

    @abstractmethod
    async def stop(self) -> None:
        """Close the port."""
