from __future__ import annotations

import structlog
from sqlalchemy import select, text

from jobs.audit_messages import AUDIT_BROKEN
from jobs.seal_audit import seal_audit, verify_audit
from storage.audit import record_audits
from storage.audit_chain import find_chain
from storage.audit_proof import prove
from storage.tables.outbox import outbox
from tests.jobs.house import DAY, NOW, House


async def written(house: House, count: int) -> None:
    async with house.stores.identity.writing() as connection:
        subjects = [f"w/{number}" for number in range(count)]
        await record_audits(connection, "result.viewed", subjects=subjects, actor="eero", now=NOW)


CHANGE = "UPDATE audit_log SET actor = 'somebody' WHERE id = 2"


async def tampered(house: House, statement: str = CHANGE) -> None:
    store = house.stores.identity
    off = ["ALTER TABLE audit_log DISABLE TRIGGER USER"]
    if store.is_sqlite:
        off = ["DROP TRIGGER audit_log_update", "DROP TRIGGER audit_log_delete"]
    async with store.writing() as connection:
        for each in (*off, statement):
            await connection.execute(text(each))


async def chain(house: House):
    async with house.stores.identity.reading() as connection:
        return await find_chain(connection)


async def told(house: House) -> list[tuple[str, str]]:
    query = select(outbox.c.about, outbox.c.person).where(outbox.c.kind == AUDIT_BROKEN)
    async with house.stores.identity.reading() as connection:
        return [(about, person) for about, person in await connection.execute(query)]


async def test_everything_that_is_there_is_sealed_however_much(house):
    await written(house, 2100)
    assert await seal_audit(house.stores) == 2101  # the import of the town, too
    assert await seal_audit(house.stores) == 0
    async with house.stores.identity.reading() as connection:
        proof = await prove(connection)
    assert (proof.lines, proof.unsealed, proof.faults) == (2101, 0, ())


async def test_a_log_that_holds_is_kept_as_verified_and_nobody_hears_of_it(house):
    await written(house, 3)
    with structlog.testing.capture_logs() as said:
        proof = await verify_audit(house.stores, now=NOW)
    assert (proof.lines, said, await told(house)) == (4, [], [])
    known = await chain(house)
    assert (known.verified_at, known.verified_hash, known.broken_line) == (NOW, proof.head, None)


async def test_a_log_that_was_changed_is_one_line_every_night_and_one_message_each(house):
    await written(house, 3)
    held = (await verify_audit(house.stores, now=NOW)).head
    await tampered(house)
    for days in (1, 2):
        await written(house, days)
        with structlog.testing.capture_logs() as said:
            await verify_audit(house.stores, now=NOW + days * DAY)
        assert said == [{"event": "audit_broken", "line": 2, "log_level": "error"}]
    assert await told(house) == [(held.hex(), "helmi")]
    assert (await chain(house)).broken_line == 2


async def test_an_end_that_was_cut_off_is_told_once_however_the_log_grows(house):
    await written(house, 3)
    await verify_audit(house.stores, now=NOW)
    await tampered(house, "DELETE FROM audit_log WHERE id > 2")
    for days in (1, 2):
        await written(house, days)
        assert [each.line for each in (await verify_audit(house.stores, now=NOW + days * DAY)).faults] == [0]
    assert len(await told(house)) == 1
    assert (await chain(house)).broken_line == 0


async def test_a_log_that_was_put_right_counts_as_whole_again(house):
    await written(house, 3)
    await verify_audit(house.stores, now=NOW)
    await tampered(house)
    await verify_audit(house.stores, now=NOW)
    assert (await chain(house)).broken_line == 2
    async with house.stores.identity.writing() as connection:
        await connection.execute(text("UPDATE audit_log SET actor = 'eero' WHERE id = 2"))
    assert (await verify_audit(house.stores, now=NOW + DAY)).faults == ()
    assert (await chain(house)).broken_line is None
