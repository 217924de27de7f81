"""What storage tests share: a writing connection of the identity store."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import Stores


@pytest.fixture
async def connection(stores: Stores) -> AsyncIterator[AsyncConnection]:
    """One transaction of the identity store for the whole test."""
    async with stores.identity.writing() as opened:
        yield opened
