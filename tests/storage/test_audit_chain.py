from __future__ import annotations

import asyncio
import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from storage.audit import list_audit, record_audit
from storage.audit_chain import find_chain, find_head, seal_lines
from storage.audit_proof import Fault, prove, record_proof
from storage.audit_purge import count_old_lines, remove_old_lines
from storage.people import remove_person
from storage.tables.audit import audit_chain, audit_log

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
AINO = "3f0c6a52-8d1e-4b7a-9c55-0b6e2d417f90"
GENESIS = bytes(32)


async def written(connection, count: int, *, actor: str = AINO, begin: int = 0) -> None:
    for number in range(begin, begin + count):
        at = NOW + timedelta(minutes=number)
        await record_audit(connection, "result.viewed", subject=f"w/K{number}", actor=actor, now=at)


async def sealed(stores, count: int = 6) -> None:
    async with stores.identity.writing() as connection:
        await written(connection, count)
    async with stores.identity.writing() as connection:
        await seal_lines(connection)


async def proof(stores, **more):
    async with stores.identity.reading() as connection:
        return await prove(connection, **more)


async def tampered(stores, *statements: str) -> None:
    """Change the log as somebody does who owns the database and knows of the triggers."""
    async with stores.identity.writing() as connection:
        for statement in (*_without_triggers(stores), *statements):
            await connection.execute(text(statement))


def _without_triggers(stores) -> list[str]:
    if stores.identity.is_sqlite:
        return [f"DROP TRIGGER audit_log_{event}" for event in ("insert", "update", "delete", "replace")]
    return ["ALTER TABLE audit_log DISABLE TRIGGER USER"]


async def test_lines_are_sealed_in_the_order_of_their_numbers_and_the_chain_holds(stores):
    await sealed(stores, 2500)
    async with stores.identity.writing() as connection:
        assert await seal_lines(connection) == 1000
        assert await seal_lines(connection) == 500
        assert await seal_lines(connection) == 0
    found = await proof(stores)
    assert (found.first, found.last, found.lines, found.erased, found.unsealed) == (1, 2500, 2500, 0, 0)
    assert found.faults == ()


async def test_an_empty_log_holds(stores):
    found = await proof(stores)
    assert (found.first, found.last, found.lines, found.head, found.faults) == (0, 0, 0, GENESIS, ())


async def test_what_is_not_sealed_yet_is_counted_and_not_doubted(stores):
    await sealed(stores, 2)
    async with stores.identity.writing() as connection:
        await written(connection, 3)
    found = await proof(stores)
    assert (found.lines, found.unsealed, found.faults) == (2, 3, ())


async def test_the_hashes_can_be_worked_out_with_other_means(stores):
    await sealed(stores, 3)
    before = GENESIS
    async with stores.identity.reading() as connection:
        for row in await connection.execute(select(audit_log).order_by(audit_log.c.sealed)):
            whom = json.dumps([row.actor, row.subject], separators=(",", ":")).encode()
            named = hashlib.sha256(row.salt + whom).digest()
            what = json.dumps([row.sealed, row.id, row.at.isoformat(), row.action], separators=(",", ":"))
            before = hashlib.sha256(before + named + what.encode()).digest()
            assert (row.named, row.hash) == (named, before)
        assert await find_head(connection) == (3, before)


async def test_a_line_that_was_committed_late_comes_after_those_that_are_sealed(stores):
    async with stores.identity.writing() as connection:
        line = {"at": NOW, "actor": "shell", "action": "wave.planned", "subject": "w"}
        await connection.execute(insert(audit_log), [line | {"id": 7}])
        await seal_lines(connection)
        await connection.execute(insert(audit_log), [line | {"id": 5}])
        await seal_lines(connection)
    found = await proof(stores)
    assert (found.first, found.last, found.faults) == (7, 5, ())


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_log SET actor = 'somebody' WHERE id = 3",
        "UPDATE audit_log SET subject = 'w/K9' WHERE id = 3",
        "UPDATE audit_log SET action = 'plan.viewed' WHERE id = 3",
        "UPDATE audit_log SET at = '2027-03-01 09:30:00+00' WHERE id = 3",
        "UPDATE audit_log SET salt = NULL WHERE id = 3",
        "UPDATE audit_log SET salt = NULL, actor = 'erased', action = 'plan.viewed' WHERE id = 3",
        "UPDATE audit_log SET id = 77 WHERE id = 3",
    ],
)
async def test_a_changed_line_is_found(stores, change):
    await sealed(stores)
    await tampered(stores, change)
    line = 77 if "id = 77" in change else 3
    assert (await proof(stores)).faults == (Fault(line, "changed"),)


async def test_a_line_whose_hashes_were_made_to_fit_is_found_by_the_next_one(stores):
    await sealed(stores)
    await tampered(stores, "UPDATE audit_log SET hash = named WHERE id = 3")
    assert (await proof(stores)).faults == (Fault(3, "changed"), Fault(4, "changed"))


async def test_a_removed_line_is_found(stores):
    await sealed(stores)
    await tampered(stores, "DELETE FROM audit_log WHERE id = 3")
    assert (await proof(stores)).faults == (Fault(4, "missing-before"),)


async def test_a_removed_line_is_found_also_when_the_others_move_up(stores):
    await sealed(stores, 4)
    moved = "UPDATE audit_log SET sealed = sealed - 1 WHERE id ="
    await tampered(stores, "DELETE FROM audit_log WHERE id = 2", f"{moved} 3", f"{moved} 4")
    assert [fault.line for fault in (await proof(stores)).faults] == [3, 4]


async def test_two_lines_that_changed_places_are_found(stores):
    await sealed(stores)
    await tampered(
        stores,
        "UPDATE audit_log SET sealed = 99 WHERE id = 3",
        "UPDATE audit_log SET sealed = 3 WHERE id = 4",
        "UPDATE audit_log SET sealed = 4 WHERE id = 3",
    )
    assert {fault.line for fault in (await proof(stores)).faults} >= {3, 4}


async def test_a_line_put_in_is_found(stores):
    await sealed(stores)
    copied = (
        "INSERT INTO audit_log (id, at, actor, action, subject, sealed, salt, named, hash)"
        " SELECT 50, at, actor, action, subject, 4, salt, named, hash FROM audit_log WHERE id = 3"
    )
    await tampered(
        stores,
        "UPDATE audit_log SET sealed = sealed + 100 WHERE sealed > 3",
        copied,
        "UPDATE audit_log SET sealed = sealed - 99 WHERE sealed > 100",
    )
    assert [fault.line for fault in (await proof(stores)).faults] == [50, 4, 5, 6]


async def test_a_line_put_before_the_beginning_is_found(stores):
    await sealed(stores)
    await tampered(stores, "UPDATE audit_log SET sealed = -1 WHERE id = 1")
    assert [fault.wrong for fault in (await proof(stores)).faults] == ["out-of-place", "missing-before"]


async def test_an_end_that_was_cut_off_is_noticed_by_whoever_noted_the_head(stores):
    await sealed(stores)
    noted = (await proof(stores)).head
    await tampered(stores, "DELETE FROM audit_log WHERE id > 4")
    assert (await proof(stores)).faults == ()
    assert (await proof(stores, noted=noted)).faults == (Fault(0, "cut-off"),)


async def test_an_end_that_was_cut_off_is_noticed_at_the_next_verification(stores):
    await sealed(stores)
    async with stores.identity.writing() as connection:
        await record_proof(connection, await prove(connection), now=NOW)
    await tampered(stores, "DELETE FROM audit_log")
    assert (await proof(stores)).faults == (Fault(0, "cut-off"),)


async def test_a_head_noted_earlier_is_found_in_a_log_that_has_grown(stores):
    await sealed(stores)
    noted = (await proof(stores)).head
    await sealed(stores)
    assert (await proof(stores, noted=noted)).faults == ()


async def test_a_log_written_anew_from_the_beginning_is_noticed_by_the_noted_head(stores):
    await sealed(stores)
    noted = (await proof(stores)).head
    fresh = "UPDATE audit_log SET sealed = NULL, salt = NULL, named = NULL, hash = NULL"
    await tampered(stores, fresh, "UPDATE audit_log SET actor = 'somebody' WHERE id = 2")
    async with stores.identity.writing() as connection:
        await seal_lines(connection)
    assert (await proof(stores)).faults == ()
    assert (await proof(stores, noted=noted)).faults == (Fault(0, "cut-off"),)


async def test_erasing_somebody_leaves_a_chain_that_holds_and_nothing_to_try_the_id_on(stores):
    await sealed(stores)
    async with stores.identity.writing() as connection:
        await record_audit(connection, "right.given", subject=f"K1/{AINO}", actor="shell", now=NOW)
        await record_audit(connection, "wave.opened", subject="w", actor="clock", now=NOW)
        await seal_lines(connection)
        await remove_person(connection, AINO)
    found = await proof(stores)
    assert (found.lines, found.erased, found.faults) == (8, 7, ())
    async with stores.identity.reading() as connection:
        salts = (await connection.scalars(select(audit_log.c.salt).order_by(audit_log.c.id))).all()
        lines = await list_audit(connection, newest=2)
    assert [salt is None for salt in salts] == [True] * 7 + [False]
    assert [(line.actor, line.subject) for line in lines] == [("shell", "K1/erased"), ("clock", "w")]


async def test_somebody_erased_before_the_line_was_sealed_is_erased_as_well(stores):
    async with stores.identity.writing() as connection:
        await written(connection, 1)
        await remove_person(connection, AINO)
        await seal_lines(connection)
    found = await proof(stores)
    assert (found.lines, found.erased, found.faults) == (1, 0, ())


async def test_old_lines_go_from_the_beginning_and_the_rest_still_holds(stores):
    await sealed(stores)
    noted = (await proof(stores)).head
    young = NOW + timedelta(minutes=4)
    async with stores.identity.writing() as connection:
        assert await count_old_lines(connection, before=young) == 4
        assert await remove_old_lines(connection, before=young) == 4
        assert await remove_old_lines(connection, before=young) == 0
        assert (await find_chain(connection)).purged == 4
    found = await proof(stores, noted=noted)
    assert (found.first, found.last, found.lines, found.faults) == (5, 6, 2, ())
    await tampered(stores, "UPDATE audit_log SET actor = 'x' WHERE id = 5")
    assert (await proof(stores)).faults == (Fault(5, "changed"),)


async def test_all_lines_may_go_and_the_next_one_goes_on_from_the_last(stores):
    await sealed(stores)
    async with stores.identity.writing() as connection:
        await record_proof(connection, await prove(connection), now=NOW)
        head = await find_head(connection)
        assert await remove_old_lines(connection, before=NOW + timedelta(days=1)) == 6
        assert await find_head(connection) == head
        await written(connection, 1)
        await seal_lines(connection)
        assert (await find_head(connection))[0] == 7
    assert (await proof(stores)).faults == ()


async def test_an_old_line_behind_a_young_one_waits_for_it(stores):
    async with stores.identity.writing() as connection:
        await written(connection, 1, begin=100)
        await written(connection, 2)
        await seal_lines(connection)
        assert await remove_old_lines(connection, before=NOW + timedelta(minutes=50)) == 0
        assert await remove_old_lines(connection, before=NOW + timedelta(days=1)) == 3


async def test_what_is_not_sealed_is_not_purged(stores):
    async with stores.identity.writing() as connection:
        await written(connection, 3)
        assert await remove_old_lines(connection, before=NOW + timedelta(days=1)) == 0


async def test_what_was_found_is_kept(stores):
    await sealed(stores)
    async with stores.identity.writing() as connection:
        held = await prove(connection)
        await record_proof(connection, held, now=NOW)
        assert (await find_chain(connection))[3:] == (NOW, held.head, None)
    await tampered(stores, "UPDATE audit_log SET actor = 'x' WHERE id = 2")
    later = NOW + timedelta(days=1)
    async with stores.identity.writing() as connection:
        await record_proof(connection, await prove(connection), now=later)
        assert (await find_chain(connection))[3:] == (later, held.head, 2)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET actor = 'somebody'",
        "UPDATE audit_log SET subject = 'x', salt = NULL",
        "UPDATE audit_log SET salt = NULL",
        "UPDATE audit_log SET actor = 'erased'",
        "UPDATE audit_log SET actor = 'erased', salt = NULL, action = 'x'",
        "UPDATE audit_log SET actor = 'erased', salt = NULL, hash = named",
        "UPDATE audit_log SET sealed = sealed + 100",
        "UPDATE audit_log SET sealed = NULL, salt = NULL, named = NULL, hash = NULL",
        "UPDATE audit_log SET at = '2020-01-01 00:00:00+00'",
        "DELETE FROM audit_log",
        "DELETE FROM audit_log WHERE id = 6",
        "DELETE FROM audit_chain",
        "UPDATE audit_chain SET purged = -1",
        "INSERT INTO audit_log (at, actor, action, subject, sealed) VALUES ('2027-01-01', 'a', 'b', 'c', 9)",
    ],
)
async def test_the_database_refuses_what_is_none_of_sealing_erasing_and_purging(stores, statement):
    await sealed(stores)

    async def change() -> None:
        async with stores.identity.writing() as connection:
            await connection.execute(text(statement))

    with pytest.raises(DBAPIError, match="only added to"):
        await change()
    assert (await proof(stores)).lines == 6


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM audit_log", "UPDATE audit_log SET actor = 'somebody'", "UPDATE audit_log SET sealed = 1"],
)
async def test_the_database_protects_lines_before_they_are_sealed(stores, statement):
    async with stores.identity.writing() as connection:
        await written(connection, 1)

    async def change() -> None:
        async with stores.identity.writing() as connection:
            await connection.execute(text(statement))

    with pytest.raises(DBAPIError, match="only added to"):
        await change()


async def test_each_database_refuses_its_own_short_ways(stores):
    await sealed(stores)
    short = "TRUNCATE audit_log"
    if stores.identity.is_sqlite:
        short = (
            "INSERT OR REPLACE INTO audit_log (id, at, actor, action, subject)"
            " VALUES (2, '2027-01-01', 'a', 'b', 'c')"
        )

    async def change() -> None:
        async with stores.identity.writing() as connection:
            await connection.execute(text(short))

    with pytest.raises(DBAPIError, match="only added to"):
        await change()
    assert (await proof(stores)).faults == ()


async def test_writers_and_sealers_at_once_make_one_chain(stores):
    async def write(number: int) -> None:
        async with stores.identity.writing() as connection:
            await written(connection, 3, actor=f"p{number}")
            await asyncio.sleep(0.001 * (number % 3))

    async def seal() -> None:
        for _ in range(5):
            async with stores.identity.writing() as connection:
                await seal_lines(connection, limit=4)

    await asyncio.gather(*(write(number) for number in range(12)), *(seal() for _ in range(3)))
    while (await proof(stores)).unsealed:
        await seal()
    found = await proof(stores)
    assert (found.lines, found.faults) == (36, ())


async def test_an_erasure_beside_a_sealer_never_leaves_a_salt_to_the_erased(stores):
    async def erase() -> None:
        async with stores.identity.writing() as connection:
            await remove_person(connection, AINO)

    async def seal() -> None:
        for _ in range(4):
            async with stores.identity.writing() as connection:
                await seal_lines(connection, limit=5)

    async with stores.identity.writing() as connection:
        await written(connection, 20)
    await asyncio.gather(seal(), erase(), seal())
    found = await proof(stores)
    assert (found.lines, found.faults) == (20, ())
    query = select(func.count()).where(audit_log.c.actor == AINO)
    async with stores.identity.reading() as connection:
        assert await connection.scalar(query) == 0


async def test_a_place_is_kept_by_the_chain_alone_once_it_is_moved_forward(stores):
    await sealed(stores)
    async with stores.identity.writing() as connection:
        await connection.execute(update(audit_chain).values(purged=3))
        await connection.execute(text("DELETE FROM audit_log WHERE sealed <= 3"))
    assert (await proof(stores)).faults == (Fault(4, "changed"),)
