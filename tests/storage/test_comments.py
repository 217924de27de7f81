from __future__ import annotations

import pytest
from sqlalchemy import inspect, select, text, update

from scoring.comments import COMMENTS
from storage import comments as module
from storage.comments import (
    Shredder,
    UnknownComment,
    get_comment,
    list_comments,
    list_held,
    list_shown,
    list_shown_anywhere,
    mark_released,
    record_comments,
    remove_comment,
)
from storage.scrub import NotScrubbed
from storage.tables.results import comments
from tests.storage.closed_waves import closed, counted

TEXTS = [(0, "Hyvä tiimi"), (0, "Kiire painaa"), (0, "😀 kiitos"), *[(1, "Bra arbete")] * 3]
HELD = [(0, "Matti huutaa"), (2, "Kysykää Annalta")]
VIEWS = {"K1": (0,), "KA": (0, 1), "K": (0, 1, 2)}
CANARY = "kanarialintu-3f9a"


@pytest.fixture
async def after_close(connection):
    await counted(connection)
    await record_comments(connection, "w1", texts=TEXTS, held=HELD, views=VIEWS)
    await closed(connection)
    return connection


async def said(connection, code):
    return sorted(await list_comments(connection, "w1", code=code))


async def test_a_node_shows_the_comments_of_its_atoms_alone(after_close):
    assert await said(after_close, "K1") == sorted(words for atom, words in TEXTS if atom == 0)
    assert await said(after_close, "K") == sorted(words for _, words in TEXTS)
    assert await list_comments(after_close, "w1", code="K2") == []
    assert await list_comments(after_close, "w2", code="K1") == []


async def test_nothing_is_shown_or_told_before_the_wave_is_closed(connection):
    await counted(connection)
    await record_comments(connection, "w1", texts=TEXTS, held=HELD, views=VIEWS)
    assert await list_comments(connection, "w1", code="K") == []
    assert await list_held(connection) == await list_shown_anywhere(connection, "w1") == []
    for key in await connection.scalars(select(comments.c.key)):
        with pytest.raises(UnknownComment):
            await get_comment(connection, key.hex())


async def test_no_comments_are_no_error(connection):
    await counted(connection)
    await record_comments(connection, "w1", texts=[], views={})
    await closed(connection)
    assert await list_comments(connection, "w1", code="K") == []
    assert await list_held(connection, "w1") == []


async def test_the_order_of_reading_is_that_of_random_keys_not_of_writing(connection):
    await counted(connection)
    written = [(0, f"kommentti {number}") for number in range(40)]
    await record_comments(connection, "w1", texts=written[:20], held=written[20:], views={"K": (0,)})
    await connection.execute(update(comments).values(held=False))
    await closed(connection)
    found = await list_shown(connection, "w1", code="K")
    assert [comment.text for comment in found] != [words for _, words in written]
    assert [comment.key for comment in found] == sorted(comment.key for comment in found)
    assert {len(comment.key) for comment in found} == {32}
    half = {words for _, words in written[:20]}
    assert {comment.text for comment in found[:20]} != half, "what was held must not be told by its place"


async def test_a_comment_has_nothing_that_ties_it_to_anybody(connection):
    columns = await connection.run_sync(lambda sync: inspect(sync).get_columns("comments"))
    assert {column["name"] for column in columns} == {"key", "wave", "atom", "text", "held"}


async def test_held_comments_are_shown_nowhere_and_listed_the_newest_wave_first(after_close):
    await counted(after_close, "w2")
    await record_comments(after_close, "w2", texts=[], held=[(0, "Uudempi")], views={"K": (0,)})
    await closed(after_close, "w2", day=5)
    held = await list_held(after_close)
    assert [comment.wave for comment in held] == ["w2", "w1", "w1"]
    assert {comment.text for comment in held} == {"Uudempi", *(words for _, words in HELD)}
    assert {comment.text for comment in await list_held(after_close, "w2")} == {"Uudempi"}
    shown = await list_shown_anywhere(after_close, "w1")
    assert sorted(comment.text for comment in shown) == sorted(words for _, words in TEXTS)


async def test_a_held_comment_is_shown_once_it_is_released(after_close):
    (key,) = [comment.key for comment in await list_held(after_close) if comment.text == "Matti huutaa"]
    assert await mark_released(after_close, key)
    assert not await mark_released(after_close, key)
    assert "Matti huutaa" in await list_comments(after_close, "w1", code="K1")
    assert len(await list_held(after_close)) == 1


async def test_one_comment_released_into_a_group_of_too_few_is_still_not_shown(after_close):
    (key,) = [comment.key for comment in await list_held(after_close) if comment.text != "Matti huutaa"]
    assert await mark_released(after_close, key)
    assert await said(after_close, "K") == sorted(words for _, words in TEXTS)


async def test_when_fewer_than_three_are_left_none_of_the_group_is_shown(after_close):
    shown = await list_shown(after_close, "w1", code="K1")
    assert len(shown) == COMMENTS
    assert await remove_comment(after_close, shown[0].key)
    assert not await remove_comment(after_close, shown[0].key)
    assert await list_shown(after_close, "w1", code="K1") == []
    assert await said(after_close, "K") == ["Bra arbete"] * 3
    (key,) = [comment.key for comment in await list_held(after_close) if comment.text == "Matti huutaa"]
    await mark_released(after_close, key)
    assert len(await list_shown(after_close, "w1", code="K1")) == COMMENTS


async def test_a_comment_is_found_by_its_key_and_by_nothing_else(after_close):
    (first, *_) = await list_shown(after_close, "w1", code="K1")
    assert await get_comment(after_close, first.key) == first
    for key in ("", "0" * 32, first.key.upper() + " ", first.key[:-2], f" {first.key}", "' OR 1=1 --"):
        with pytest.raises(UnknownComment):
            await get_comment(after_close, key)


async def removed(stores) -> None:
    async with stores.identity.writing() as connection:
        await counted(connection)
        written = [(0, f"{CANARY} {number} {'x' * 300}") for number in range(30)]
        await record_comments(connection, "w1", texts=written, views={"K": (0,)})
        await closed(connection)
    async with stores.identity.writing() as connection:
        for comment in await list_shown(connection, "w1", code="K"):
            await remove_comment(connection, comment.key)


async def left_in_files(stores, folder) -> bool:
    """Look for a removed comment in SQLite's files, or in the pages of PostgreSQL's table."""
    if stores.identity.is_sqlite:
        return any(CANARY.encode() in path.read_bytes() for path in folder.iterdir() if path.is_file())
    async with stores.identity.reading() as connection:
        return bool(await connection.scalar(text("SELECT pg_relation_size('comments')")))


async def test_a_removed_comment_is_scrubbed_out_of_the_files(stores, tmp_path):
    await removed(stores)
    assert await left_in_files(stores, tmp_path)
    shredder = Shredder(stores.identity)
    shredder.start()
    await shredder.finish(seconds=10)
    assert not await left_in_files(stores, tmp_path)


async def test_a_scrub_that_cannot_be_done_yet_is_tried_again(sqlite_stores, monkeypatch):
    tries = []

    async def busy(store):
        tries.append(store)
        if len(tries) < 3:
            raise NotScrubbed(store.name)

    monkeypatch.setattr(module, "scrub_comments", busy)
    monkeypatch.setattr(module, "_PAUSE", 0.0)
    shredder = Shredder(sqlite_stores.identity)
    shredder.start()
    shredder.start()
    await shredder.finish(seconds=10)
    assert len(tries) == 3


async def test_a_shredder_with_nothing_to_do_ends_at_once(sqlite_stores):
    await Shredder(sqlite_stores.identity).finish(seconds=0)
