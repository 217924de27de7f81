from __future__ import annotations

import pytest
from sqlalchemy import inspect, select

from storage.comments import list_comments, record_comments
from storage.tables.results import comments
from tests.storage.closed_waves import closed, counted

TEXTS = [(0, "Hyvä tiimi"), (0, "Kiire painaa"), (0, "😀 kiitos"), (1, "Bra arbete"), (1, "Bra arbete")]
VIEWS = {"K1": (0,), "KA": (0, 1), "K": (0, 1)}


@pytest.fixture
async def after_close(connection):
    await counted(connection)
    await record_comments(connection, "w1", texts=TEXTS, views=VIEWS)
    await closed(connection)
    return connection


async def test_a_node_shows_the_comments_of_its_atoms_alone(after_close):
    assert sorted(await list_comments(after_close, "w1", code="K1")) == sorted(t for n, t in TEXTS if n == 0)
    assert sorted(await list_comments(after_close, "w1", code="K")) == sorted(text for _, text in TEXTS)
    assert await list_comments(after_close, "w1", code="K2") == []
    assert await list_comments(after_close, "w2", code="K1") == []


async def test_nothing_is_shown_before_the_wave_is_closed(connection):
    await counted(connection)
    await record_comments(connection, "w1", texts=TEXTS, views=VIEWS)
    assert await list_comments(connection, "w1", code="K") == []


async def test_no_comments_are_no_error(connection):
    await counted(connection)
    await record_comments(connection, "w1", texts=[], views={})
    await closed(connection)
    assert await list_comments(connection, "w1", code="K") == []


async def test_the_order_of_reading_is_that_of_random_keys_not_of_writing(connection):
    await counted(connection)
    written = [(0, f"kommentti {number}") for number in range(40)]
    await record_comments(connection, "w1", texts=written, views={"K": (0,)})
    await closed(connection)
    found = await list_comments(connection, "w1", code="K")
    assert found != [text for _, text in written]
    keys = list(await connection.scalars(select(comments.c.key).order_by(comments.c.key)))
    assert {len(key) for key in keys} == {16}


async def test_a_comment_has_nothing_that_ties_it_to_anybody(connection):
    columns = await connection.run_sync(lambda sync: inspect(sync).get_columns("comments"))
    assert {column["name"] for column in columns} == {"key", "wave", "atom", "text"}
