from __future__ import annotations

import pytest

from storage.secrets import Vault
from tests.jobs.house import MASTER_KEY, House
from tests.storage.town import town


@pytest.fixture
async def house(stores) -> House:
    """The town on each database."""
    built = House(stores, Vault(stores.secrets, MASTER_KEY))
    await built.knows(town())
    return built


@pytest.fixture
async def small_house(sqlite_stores) -> House:
    """The town on SQLite, where the database is not the point."""
    built = House(sqlite_stores, Vault(sqlite_stores.secrets, MASTER_KEY))
    await built.knows(town())
    return built
