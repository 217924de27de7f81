"""What `pulssi check` warns of: secrets on the PostgreSQL server of the ballots."""

from __future__ import annotations

import pytest

from shell.upkeep import SHARED_LOG, warnings_of
from storage.engine import open_stores
from tests.shell.conftest import Shell

IDENTITY = "postgresql://u@db.example/identity"
SAME = [
    ("postgresql://a:one@db.example/ballots", "postgresql://b:two@db.example/secrets"),
    ("postgresql://a@db.example/one", "postgresql+psycopg://a@DB.example.:5432/one"),
    ("postgresql://a@db.example:5433/x", "postgresql://a@/y?host=db.example&port=5433"),
    ("postgresql://a@localhost/x", "postgresql://a@127.0.0.1:5432/y"),
    ("postgresql://a@[::1]/x", "postgresql:///y"),
    ("postgresql:///x", "postgresql:///y?host=/var/run/postgresql"),
    ("postgresql://a@127.0.0.1/x", "postgresql:///y?host=/var/run/postgresql"),
    ("postgresql:///x?host=/run/pg", "postgresql:///y?host=/run/pg/"),
    ("postgresql:///x?host=one.example:1&host=two.example:2", "postgresql://a@two.example:2/y"),
    ("postgresql:///x?host=one.example,two.example", "postgresql://a@two.example/y"),
    ("postgresql://a@db.example/x?hostaddr=10.0.0.1", "postgresql://a@10.0.0.1/y"),
]
APART = [
    ("postgresql://a@db.example/x", "postgresql://a@keys.example/x"),
    ("postgresql://a@db.example:5432/x", "postgresql://a@db.example:5433/x"),
    ("postgresql://a@db.example/x", "sqlite:///secrets.db"),
    ("sqlite:///ballots.db", "postgresql://a@db.example/x"),
    ("sqlite:///ballots.db", "sqlite:///secrets.db"),
    ("postgresql:///x?host=/run/one", "postgresql:///x?host=/run/two"),
    ("postgresql:///x?host=/run/one&port=1", "postgresql://a@localhost:2/x"),
    ("postgresql:///x", "postgresql://a@db.example/x"),
]


async def warned(ballots: str, secrets: str, tmp_path) -> list[str]:
    placed = [url.replace("sqlite:///", f"sqlite:///{tmp_path}/") for url in (ballots, secrets)]
    stores = open_stores(database_url=IDENTITY, ballot_url=placed[0], secrets_url=placed[1])
    found = list(warnings_of(stores))
    await stores.close()
    return found


@pytest.mark.parametrize(("ballots", "secrets"), SAME)
async def test_one_server_by_any_address_is_warned_of(ballots, secrets, tmp_path):
    assert await warned(ballots, secrets, tmp_path) == [SHARED_LOG]
    assert await warned(secrets, ballots, tmp_path) == [SHARED_LOG]


@pytest.mark.parametrize(("ballots", "secrets"), APART)
async def test_what_lies_apart_is_not(ballots, secrets, tmp_path):
    assert await warned(ballots, secrets, tmp_path) == []


async def test_check_warns_of_nothing_on_sqlite(shell: Shell):
    assert "PostgreSQL" not in (await shell.run("check")).err
