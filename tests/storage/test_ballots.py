from __future__ import annotations

import asyncio
from secrets import token_bytes

import pytest
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import OperationalError

from storage.ballots import (
    AlreadyAnswered,
    UrnClosed,
    close_urn,
    destroy_ballots,
    has_tag,
    list_sealed,
    open_urn,
    record_ballot,
    shuffle_ballots,
)
from storage.engine import Stores
from storage.scrub import NotScrubbed, scrub
from storage.sealing import Ballot, new_secrets, participation_tag, seal
from storage.tables.ballots import ballots, tags, urns

SECRETS = new_secrets()
LONG = "Tämä on pitkä kommentti. " * 40


@pytest.fixture
async def box(stores) -> Stores:
    """The stores, with the urn of one wave open."""
    async with stores.ballots.writing() as connection:
        await open_urn(connection, "w1", public_key=SECRETS.public_key)
    return stores


def sealed(comment: str = "") -> bytes:
    return seal(Ballot("K1", {"mood": 3}, comment), SECRETS.public_key)


async def cast(stores: Stores, person: str, *, wave: str = "w1", comment: str = "") -> None:
    async with stores.ballots.writing() as connection:
        tag = participation_tag(SECRETS, person)
        await record_ballot(connection, wave, tag=tag, sealed=sealed(comment))


async def count(stores: Stores) -> tuple[int, int]:
    async with stores.ballots.reading() as connection:
        found = [await connection.scalar(select(func.count()).select_from(each)) for each in (ballots, tags)]
    return found[0] or 0, found[1] or 0


async def in_urn(stores: Stores, wave: str = "w1") -> list[bytes]:
    async with stores.ballots.reading() as connection:
        return [each async for some in list_sealed(connection, wave) for each in some]


async def test_a_ballot_is_cast_with_its_tag(box):
    await cast(box, "aino")
    assert await count(box) == (1, 1)
    async with box.ballots.reading() as connection:
        assert await has_tag(connection, "w1", tag=participation_tag(SECRETS, "aino"))
        assert not await has_tag(connection, "w1", tag=participation_tag(SECRETS, "eero"))
        assert not await has_tag(connection, "w2", tag=participation_tag(SECRETS, "aino"))


async def test_a_second_ballot_is_refused_and_the_first_stays(box):
    await cast(box, "aino")
    first = await in_urn(box)
    with pytest.raises(AlreadyAnswered):
        await cast(box, "aino")
    assert await in_urn(box) == first
    assert await count(box) == (1, 1)


async def test_fifty_presses_at_once_leave_one_ballot_and_one_tag(box):
    ends = await asyncio.gather(*(cast(box, "aino") for _ in range(50)), return_exceptions=True)
    assert sum(end is None for end in ends) == 1
    assert sum(isinstance(end, AlreadyAnswered) for end in ends) == 49
    assert await count(box) == (1, 1)


async def test_fifty_people_at_once_leave_fifty_ballots(box):
    await asyncio.gather(*(cast(box, f"person-{number}") for number in range(50)))
    assert await count(box) == (50, 50)
    assert len(set(await in_urn(box))) == 50


async def test_a_ballot_that_is_not_committed_leaves_no_tag(box):
    async def dies() -> None:
        async with box.ballots.writing() as connection:
            await record_ballot(connection, "w1", tag=participation_tag(SECRETS, "aino"), sealed=sealed())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await dies()
    assert await count(box) == (0, 0)
    await cast(box, "aino")


async def test_a_wave_without_an_urn_takes_nothing(box):
    with pytest.raises(UrnClosed):
        await cast(box, "aino", wave="w2")
    assert await count(box) == (0, 0)


async def test_a_closed_urn_takes_nothing_and_opens_no_more(box):
    async with box.ballots.writing() as connection:
        await close_urn(connection, "w1")
        await open_urn(connection, "w1", public_key=SECRETS.public_key)
    with pytest.raises(UrnClosed):
        await cast(box, "aino")
    assert await count(box) == (0, 0)


async def test_two_processes_open_an_urn_at_once_without_complaint(stores):
    async def opens() -> None:
        async with stores.ballots.writing() as connection:
            await open_urn(connection, "w1", public_key=SECRETS.public_key)

    await asyncio.gather(*(opens() for _ in range(5)))
    async with stores.ballots.reading() as connection:
        assert await connection.scalar(select(func.count()).select_from(urns)) == 1


async def test_closing_waits_for_the_ballot_that_is_being_cast(box):
    async def close() -> None:
        async with box.ballots.writing() as connection:
            await close_urn(connection, "w1")

    async with box.ballots.writing() as connection:
        await record_ballot(connection, "w1", tag=participation_tag(SECRETS, "aino"), sealed=sealed())
        closing = asyncio.create_task(close())
        await asyncio.sleep(0.3)
        assert not closing.done()
    await closing
    assert await count(box) == (1, 1)
    with pytest.raises(UrnClosed):
        await cast(box, "eero")


async def test_a_ballot_waits_for_the_closing_and_is_then_refused(box):
    async with box.ballots.writing() as connection:
        await close_urn(connection, "w1")
        casting = asyncio.create_task(cast(box, "aino"))
        await asyncio.sleep(0.3)
        assert not casting.done()
    with pytest.raises(UrnClosed):
        await casting
    assert await count(box) == (0, 0)


async def test_ballots_come_in_the_order_of_random_keys_and_only_those_of_the_wave(box):
    async with box.ballots.writing() as connection:
        await open_urn(connection, "w2", public_key=SECRETS.public_key)
    for number in range(20):
        await cast(box, f"person-{number}", comment=str(number))
    await cast(box, "aino", wave="w2")
    assert len(await in_urn(box)) == 20
    async with box.ballots.reading() as connection:
        keys = list(await connection.scalars(select(ballots.c.key).where(ballots.c.wave == "w1")))
        by_key = await connection.scalars(
            select(ballots.c.sealed).where(ballots.c.wave == "w1").order_by(ballots.c.key)
        )
        assert await in_urn(box) == list(by_key)
    assert {len(key) for key in keys} == {16}


async def test_more_ballots_than_one_handful_are_all_listed(box):
    async with box.ballots.writing() as connection:
        rows = [{"wave": "w1", "key": token_bytes(16), "sealed": token_bytes(8)} for _ in range(1201)]
        await connection.execute(ballots.insert(), rows)
    async with box.ballots.reading() as connection:
        sizes = [len(some) async for some in list_sealed(connection, "w1")]
    assert sizes == [500, 500, 201]


async def test_every_ballot_takes_the_same_room(box):
    for person, comment in (("aino", ""), ("eero", LONG), ("helmi", "😀" * 1000)):
        await cast(box, person, comment=comment)
    async with box.ballots.reading() as connection:
        assert len(set(await connection.scalars(select(func.length(ballots.c.sealed))))) == 1
        assert set(await connection.scalars(select(func.length(tags.c.tag)))) == {32}


async def test_the_box_has_the_documented_columns_and_no_others(box):
    async with box.ballots.reading() as connection:
        columns = await connection.run_sync(
            lambda sync: {
                table: {column["name"] for column in inspect(sync).get_columns(table)}
                for table in ("ballots", "tags", "urns")
            }
        )
    assert columns == {
        "ballots": {"wave", "key", "sealed"},
        "tags": {"wave", "tag"},
        "urns": {"wave", "public_key", "is_open"},
    }


@pytest.mark.parametrize("table", ["ballots", "tags"])
async def test_sqlite_keeps_no_row_numbers(sqlite_stores, table):
    with pytest.raises(OperationalError, match="no such column: rowid"):
        async with sqlite_stores.ballots.reading() as connection:
            await connection.execute(text(f"SELECT rowid FROM {table}"))  # noqa: S608  # the names are ours


async def test_destroying_leaves_other_waves_alone(box):
    async with box.ballots.writing() as connection:
        await open_urn(connection, "w2", public_key=SECRETS.public_key)
    await cast(box, "aino")
    await cast(box, "aino", wave="w2")
    for _ in range(2):
        async with box.ballots.writing() as connection:
            await destroy_ballots(connection, "w1")
    assert await count(box) == (1, 1)
    with pytest.raises(UrnClosed):
        await cast(box, "eero")
    await cast(box, "eero", wave="w2")


async def versions(stores: Stores, table: str) -> list[str]:
    async with stores.ballots.reading() as connection:
        return list(await connection.scalars(text(f"SELECT xmin::text FROM {table}")))  # noqa: S608  # the names are ours


async def test_after_a_shuffle_no_row_version_pairs_a_tag_with_its_ballot(box):
    for number in range(20):
        await cast(box, f"person-{number}")
    before = sorted(await in_urn(box))
    if not box.ballots.is_sqlite:
        assert len(set(await versions(box, "tags"))) == 20, "the danger that shuffling is for"
    async with box.ballots.writing() as connection:
        await shuffle_ballots(connection)
    assert sorted(await in_urn(box)) == before
    assert await count(box) == (20, 20)
    if not box.ballots.is_sqlite:
        assert len({*await versions(box, "tags"), *await versions(box, "ballots")}) == 1


async def test_a_shuffle_puts_rows_into_another_order(box):
    if box.ballots.is_sqlite:
        pytest.skip("SQLite keeps rows in the order of their random keys")
    orders = set()
    for number in range(12):
        await cast(box, f"person-{number}")
    for _ in range(3):
        async with box.ballots.writing() as connection:
            await shuffle_ballots(connection)
            orders.add(tuple(await connection.scalars(text("SELECT key FROM ballots ORDER BY ctid"))))
    assert len(orders) == 3


async def test_ballots_are_cast_while_others_are_shuffled_and_destroyed(box):
    async def shuffle() -> None:
        async with box.ballots.writing() as connection:
            await shuffle_ballots(connection)

    async def destroy() -> None:
        async with box.ballots.writing() as connection:
            await destroy_ballots(connection, "w2")

    work = [cast(box, f"person-{number}") for number in range(30)]
    for place in (5, 11, 17, 23):
        work.insert(place, shuffle())
        work.insert(place, destroy())
    await asyncio.gather(*work)
    assert await count(box) == (30, 30)


async def test_a_shuffle_waits_for_a_ballot_half_cast_without_blocking_it(box):
    """The tag is in, the ballot is not, when the shuffle asks for its locks."""
    shuffling: list[asyncio.Task[None]] = []

    async def shuffle() -> None:
        async with box.ballots.writing() as connection:
            await shuffle_ballots(connection)

    async with box.ballots.writing() as connection:
        await connection.execute(tags.insert().values(wave="w1", tag=b"t" * 32))
        shuffling.append(asyncio.create_task(shuffle()))
        await asyncio.sleep(0.3)
        await connection.execute(ballots.insert().values(wave="w1", key=b"k" * 16, sealed=sealed()))
    await asyncio.gather(*shuffling)
    assert await count(box) == (1, 1)


async def test_nothing_of_a_destroyed_ballot_is_left_in_the_file(sqlite_stores, tmp_path):
    async with sqlite_stores.ballots.writing() as connection:
        await open_urn(connection, "w1", public_key=SECRETS.public_key)
    for number in range(30):
        await cast(sqlite_stores, f"person-{number}")
    gone = await in_urn(sqlite_stores)
    marks = [each[place : place + 24] for each in gone for place in (0, 100, 3000, len(each) - 24)]
    marks += [participation_tag(SECRETS, f"person-{number}") for number in range(30)]
    assert all(any(mark in content for content in contents(tmp_path)) for mark in marks)
    async with sqlite_stores.ballots.writing() as connection:
        await destroy_ballots(connection, "w1")
    await scrub(sqlite_stores.ballots)
    assert not any(mark in content for mark in marks for content in contents(tmp_path))


def contents(folder) -> list[bytes]:
    return [path.read_bytes() for path in folder.glob("ballots.db*")]


async def test_a_reader_that_holds_the_log_back_is_told(sqlite_stores, monkeypatch):
    monkeypatch.setattr("storage.scrub._LOOKS", 2)
    await cast_first(sqlite_stores)
    async with sqlite_stores.ballots.reading() as connection:
        await connection.scalar(select(func.count()).select_from(ballots))
        async with sqlite_stores.ballots.writing() as other:
            await destroy_ballots(other, "w1")
        with pytest.raises(NotScrubbed):
            await scrub(sqlite_stores.ballots)
    await scrub(sqlite_stores.ballots)


async def cast_first(stores: Stores) -> None:
    async with stores.ballots.writing() as connection:
        await open_urn(connection, "w1", public_key=SECRETS.public_key)
    await cast(stores, "aino")


@pytest.mark.parametrize("name", ["identity", "ballots", "secrets"])
async def test_a_reading_connection_can_change_nothing(stores, name):
    store = getattr(stores, name)
    with pytest.raises(Exception, match=r"readonly|read-only"):
        async with store.reading() as connection:
            await connection.execute(text("CREATE TABLE more (one INTEGER)"))


async def test_a_reader_sees_one_moment(box):
    async with box.ballots.reading() as connection:
        query = select(func.count()).select_from(ballots)
        first = await connection.scalar(query)
        await cast(box, "aino")
        assert await connection.scalar(query) == first
    assert await count(box) == (1, 1)
