"""What is to be said to whom: recorded once, settled once; storage/claims.py gives it to workers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from sqlalchemy import Insert, bindparam, case, exists, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.chunks import in_chunks
from storage.notices import tell_workers
from storage.reasons import WAVE_CLOSED
from storage.tables.outbox import FAILED, WAITING, outbox

INVITATION: Final = "survey"
"""The kind of message that asks somebody to answer a wave."""
REMINDER: Final = "reminder"
"""The kind that reminds of a wave."""
RESULT: Final = "result"
"""The kind that brings the result of a closed wave to whoever may see it."""
SHARED: Final = "shared"
"""The kind that brings the main points of a shared result to those who work in its unit."""
_MOMENT: Final = len("2026-11-23T10:00")
"""Signs of the moment in which the key of a wave's message ends."""
AFTER_CLOSE: Final = frozenset({RESULT, SHARED})
"""The kinds that are said of a closed wave only; the others are said of an open one only."""


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """An intent: the message `kind` about something (a wave's id) to a person, not before `due_at`.

    `key` names the intent for ever, so that recording it twice is recording it once. What is in the first
    lane, "", goes before everything else; the other lanes share evenly. After `expires_at` it is not said.
    """

    key: str
    kind: str
    about: str
    person: str
    due_at: datetime
    lane: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery that a worker holds; `attempts` have failed before.

    `activity_id` names the message that was sent for it once: it is said again, in the same place.
    """

    key: str
    kind: str
    about: str
    person: str
    attempts: int
    expires_at: datetime | None = None
    activity_id: str | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of a claimed delivery; made by `delivered`, `failed` and `postponed`."""

    key: str
    state: Literal["delivered", "failed", "waiting"]
    activity_id: str | None = None
    reason: str | None = None
    due_at: datetime | None = None
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Accounting:
    """How the deliveries of one kind about one thing stand; `failed` counts them by reason."""

    delivered: int
    failed: dict[str, int]
    waiting: int

    @property
    def planned(self) -> int:
        """Count all: every delivery is in exactly one state."""
        return self.delivered + sum(self.failed.values()) + self.waiting


def delivered(key: str, activity_id: str | None) -> Settlement:
    """Settle as delivered; None keeps the id of the message that was sent before, if there was one."""
    return Settlement(key, "delivered", activity_id=activity_id)


def failed(key: str, reason: str) -> Settlement:
    """Settle as failed for good, until `revive_failed`."""
    return Settlement(key, "failed", reason=reason)


def postponed(key: str, due_at: datetime | None = None, *, attempts: int = 0) -> Settlement:
    """Give back to wait until `due_at` (None: as it was), adding `attempts` to those that failed."""
    return Settlement(key, "waiting", due_at=due_at, attempts=attempts)


async def record_deliveries(connection: AsyncConnection, rows: Iterable[NewDelivery]) -> int:
    """Record intents; those whose key is known are ignored. Give the number of new ones."""
    new = 0
    for chunk in in_chunks(rows):
        values = [_row(delivery) for delivery in chunk]
        if connection.dialect.name == "sqlite":
            result = await connection.execute(sqlite_insert(outbox).on_conflict_do_nothing(), values)
        else:
            result = await connection.execute(
                _insert_arrays(values), execution_options={"preserve_rowcount": True}
            )
        new += result.rowcount
    if new:
        await tell_workers(connection)
    return new


async def settle(
    connection: AsyncConnection, settlements: Collection[Settlement], *, lease: datetime | None = None
) -> None:
    """Write down what became of claimed deliveries, in one go.

    `lease` is what they were claimed until: whoever held them too long only adds that they were delivered.
    """
    held = outbox.c.state == "waiting"
    if lease is not None:
        held &= outbox.c.leased_until == lease
    for state in ("delivered", "failed", "waiting"):
        rows = [
            {f"new_{name}": value for name, value in asdict(each).items()}
            for each in sorted(settlements, key=lambda each: each.key)  # one order: no deadlocks
            if each.state == state
        ]
        if rows:
            may = outbox.c.state != "delivered" if state == "delivered" else held
            await connection.execute(_SETTLE.where(may), rows)


async def count_states(connection: AsyncConnection) -> dict[str, int]:
    """Count all deliveries by state, states without any included."""
    rows = await connection.execute(select(outbox.c.state, func.count().label("n")).group_by(outbox.c.state))
    return {"waiting": 0, "delivered": 0, "failed": 0} | {row.state: row.n for row in rows}


async def count_deliveries(connection: AsyncConnection, about: str, kind: str) -> Accounting:
    """Count the deliveries of one kind about one thing by what became of them."""
    rows = await connection.execute(
        select(outbox.c.state, outbox.c.reason, func.count().label("n"))
        .where(outbox.c.about == about, outbox.c.kind == kind)
        .group_by(outbox.c.state, outbox.c.reason)
    )
    counts = {(row.state, row.reason): int(row.n) for row in rows}
    return Accounting(
        delivered=counts.get(("delivered", None), 0),
        failed={str(reason): n for (state, reason), n in sorted(counts.items()) if state == "failed"},
        waiting=counts.get(("waiting", None), 0),
    )


async def list_reminders(connection: AsyncConnection, wave: str) -> list[tuple[datetime, bool]]:
    """List the moments for which a wave's reminders were planned, and whether all of each still wait."""
    moment = func.substr(outbox.c.key, func.length(outbox.c.key) - _MOMENT + 1).label("moment")
    waits = case((outbox.c.state == "waiting", 1), else_=0).label("waits")
    each = select(moment, waits).where(outbox.c.about == wave, outbox.c.kind == REMINDER).subquery()
    query = select(each.c.moment, func.min(each.c.waits)).group_by(each.c.moment)
    rows = await connection.execute(query.order_by(each.c.moment))
    return [(datetime.fromisoformat(at).replace(tzinfo=UTC), bool(waiting)) for at, waiting in rows]


async def list_overtaken(connection: AsyncConnection, keys: Collection[str], *, now: datetime) -> set[str]:
    """List those deliveries to whose person a later one of the same kind about the same thing is due."""
    later = outbox.alias("later")
    is_overtaken = exists().where(
        later.c.person == outbox.c.person,
        later.c.about == outbox.c.about,
        later.c.kind == outbox.c.kind,
        # Their keys end in the moments they were planned for; `due_at` moves with every postponement.
        later.c.key > outbox.c.key,
        later.c.due_at <= now,
        later.c.state == "waiting",
    )
    return set(await connection.scalars(select(outbox.c.key).where(outbox.c.key.in_(keys), is_overtaken)))


async def list_failed(
    connection: AsyncConnection, keys: Collection[str], *, reasons: Collection[str]
) -> set[str]:
    """List those of the deliveries that failed for good for one of these reasons."""
    found: set[str] = set()
    for some in in_chunks(sorted(keys)):
        failing = select(outbox.c.key).where(FAILED, outbox.c.key.in_(some), outbox.c.reason.in_(reasons))
        found.update(await connection.scalars(failing))
    return found


async def revive_failed(
    connection: AsyncConnection, person: str, reasons: Collection[str], *, now: datetime
) -> int:
    """Let a person's deliveries that failed for these reasons wait again; give their number."""
    result = await connection.execute(
        update(outbox)
        .where(FAILED, outbox.c.person == person, outbox.c.reason.in_(sorted(reasons)))
        .values(state="waiting", reason=None, due_at=now, attempts=0, leased_until=None)
    )
    if result.rowcount:
        await tell_workers(connection)
    return int(result.rowcount)


async def repeat_delivered(connection: AsyncConnection, about: str, kind: str, *, now: datetime) -> int:
    """Let what was delivered be said once more, in the place of the old message; give its number."""
    result = await connection.execute(
        update(outbox)
        .where(outbox.c.about == about, outbox.c.kind == kind, outbox.c.state == "delivered")
        .values(state="waiting", due_at=now, attempts=0, leased_until=None)
    )
    if result.rowcount:
        await tell_workers(connection)
    return int(result.rowcount)


async def repeat_failed(connection: AsyncConnection, new: NewDelivery) -> bool:
    """Let an intent that failed for good wait once more, until its new end; False when it has not failed."""
    again = update(outbox).where(FAILED, outbox.c.key == new.key)
    values = {"state": "waiting", "reason": None, "due_at": new.due_at, "expires_at": new.expires_at}
    result = await connection.execute(again.values(**values, attempts=0, leased_until=None))
    if result.rowcount:
        await tell_workers(connection)
    return bool(result.rowcount)


async def find_due_moment(connection: AsyncConnection, key: str) -> datetime | None:
    """Find when an intent was due last, which is about when it was said; None for an unknown one."""
    moment: datetime | None = await connection.scalar(select(outbox.c.due_at).where(outbox.c.key == key))
    return moment


async def drop_deliveries(connection: AsyncConnection, wave: str) -> None:
    """Let what waits to be said about a wave fail for good."""
    # Locked in the order in which a worker settles them: no deadlocks.
    waiting = select(outbox.c.key).where(WAITING, outbox.c.about == wave).order_by(outbox.c.key)
    named = waiting.with_for_update().cte("named")
    statement = update(outbox).where(outbox.c.key.in_(select(named.c.key)))
    await connection.execute(statement.values(state="failed", reason=WAVE_CLOSED, leased_until=None))


_SETTLE = (
    update(outbox)
    .where(outbox.c.key == bindparam("new_key"))
    .values(
        state=bindparam("new_state"),
        reason=bindparam("new_reason"),
        activity_id=func.coalesce(bindparam("new_activity_id"), outbox.c.activity_id),
        due_at=func.coalesce(bindparam("new_due_at", type_=outbox.c.due_at.type), outbox.c.due_at),
        attempts=outbox.c.attempts + bindparam("new_attempts"),
        leased_until=None,
    )
)


def _row(new: NewDelivery) -> dict[str, Any]:
    return {
        "key": new.key,
        "kind": new.kind,
        "about": new.about,
        "person": new.person,
        "due_at": new.due_at,
        "state": "waiting",
        "attempts": 0,
        "lane": new.lane,
        "expires_at": new.expires_at,
    }


def _insert_arrays(rows: Sequence[Mapping[str, Any]]) -> Insert:
    """Give one array a column to PostgreSQL: three times as fast as a statement a row."""
    arrays = (
        func.unnest(literal([row[name] for row in rows], ARRAY(outbox.c[name].type))) for name in rows[0]
    )
    return postgresql_insert(outbox).from_select(list(rows[0]), select(*arrays)).on_conflict_do_nothing()
