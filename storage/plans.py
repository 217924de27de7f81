"""Development plans: one at a time a unit, written a target at a time, every version kept."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from followups.plan import MOST_TARGETS, Plan, Target
from storage.tables.plans import GOING_ON, plan_owners, plan_targets, plan_versions, plans

__all__ = ["MOST_TARGETS", "Plan", "PlanChanged", "Target"]


class PlanChanged(Exception):
    """Somebody else has saved the plan meanwhile: `plan` is how it is now."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        super().__init__(f"the plan is at version {plan.version} by now")


async def find_plan(connection: AsyncConnection, plan: str) -> Plan | None:
    """Find a plan by its id."""
    return await _find(connection, select(plans).where(plans.c.plan == plan))


async def find_plan_of(connection: AsyncConnection, code: str) -> Plan | None:
    """Find a unit's plan: the one that goes on, else the one that ended last."""
    newest = select(plans).where(plans.c.code == code)
    newest = newest.order_by(
        plans.c.ended_on.is_(None).desc(), plans.c.ended_on.desc(), plans.c.made_on.desc()
    )
    return await _find(connection, newest.limit(1))


async def count_chosen(connection: AsyncConnection, wave: str, code: str) -> int:
    """Count the targets that a unit has chosen from its result of a wave, for a plan that is not over."""
    plan = await find_plan_of(connection, code)
    return len(plan.targets) if plan and plan.wave == wave and plan.ended_on is None else 0


async def find_plan_with(connection: AsyncConnection, target: str) -> Plan | None:
    """Find the plan that a target belongs to."""
    of_target = select(plan_targets.c.plan).where(plan_targets.c.target == target)
    return await _find(connection, select(plans).where(plans.c.plan.in_(of_target)))


async def list_plans(
    connection: AsyncConnection, *, codes: Collection[str] | None = None, ended: bool = False
) -> list[Plan]:
    """List the plans that are not over (with `ended` those too), of some units or of all, by unit."""
    query = select(plans).order_by(plans.c.code, plans.c.made_on, plans.c.plan)
    if not ended:
        query = query.where(GOING_ON)
    if codes is not None:
        query = query.where(plans.c.code.in_(sorted(codes)))
    return await _read(connection, (await connection.execute(query)).all())


async def record_plan(connection: AsyncConnection, plan: Plan, *, now: datetime) -> bool:
    """Record a new plan as its first version; False when the unit has one that is not over."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(plans).values(_plan_row(plan)).on_conflict_do_nothing()
    if await connection.scalar(statement.returning(plans.c.plan)) is None:
        return False
    await _write_targets(connection, plan)
    await _keep_version(connection, plan, now=now)
    return True


async def save_plan(connection: AsyncConnection, plan: Plan, *, now: datetime) -> Plan:
    """Save a plan that was read at `plan.version` and give it with its new version, or raise PlanChanged."""
    saved = replace(plan, version=plan.version + 1)
    as_read = update(plans).where(plans.c.plan == plan.id, plans.c.version == plan.version)
    if (await connection.execute(as_read.values(_plan_row(saved)))).rowcount != 1:
        current = await find_plan(connection, plan.id)
        if current is None:
            raise LookupError("no such plan")
        raise PlanChanged(current)
    await connection.execute(delete(plan_targets).where(plan_targets.c.plan == plan.id))
    await _write_targets(connection, saved)
    await _keep_version(connection, saved, now=now)
    return saved


async def list_versions(connection: AsyncConnection, plan: str) -> list[tuple[datetime, Plan]]:
    """List a plan's versions, the oldest first, with the moment each was saved at."""
    query = select(plan_versions.c.saved_at, plan_versions.c.body).where(plan_versions.c.plan == plan)
    rows = await connection.execute(query.order_by(plan_versions.c.version))
    return [(row.saved_at, plan_from_json(row.body)) for row in rows]


async def find_version(connection: AsyncConnection, plan: str, version: int) -> Plan | None:
    """Find a plan as it was at a version."""
    query = select(plan_versions.c.body).where(
        plan_versions.c.plan == plan, plan_versions.c.version == version
    )
    body = await connection.scalar(query)
    return plan_from_json(body) if body else None


def plan_to_json(plan: Plan) -> str:
    """Write a plan as JSON."""
    return json.dumps(asdict(plan), ensure_ascii=False, default=date.isoformat, sort_keys=True)


def plan_from_json(text: str) -> Plan:
    """Read a plan that `plan_to_json` wrote."""
    raw = json.loads(text)
    targets = tuple(_target_from(each) for each in raw.pop("targets"))
    return Plan(**_with_dates(raw, "made_on", "agreed_on", "ended_on", lists=("strengths",)), targets=targets)


def _target_from(raw: dict[str, Any]) -> Target:
    return Target(**_with_dates(raw, "starts_on", "due_on", "answered_on", lists=("owners",)))


def _with_dates(raw: dict[str, Any], *dates: str, lists: tuple[str, ...]) -> dict[str, Any]:
    read = {name: date.fromisoformat(raw[name]) if raw[name] else None for name in dates}
    return {**raw, **read, **{name: tuple(raw[name]) for name in lists}}


async def _find(connection: AsyncConnection, query: Any) -> Plan | None:
    found = await _read(connection, (await connection.execute(query)).all())
    return found[0] if found else None


async def _read(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> list[Plan]:
    """Read plans with two more queries for however many."""
    ids = [row.plan for row in rows]
    owners: dict[str, list[str]] = {}
    of_plans = select(plan_targets.c.target).where(plan_targets.c.plan.in_(ids))
    owned = select(plan_owners).where(plan_owners.c.target.in_(of_plans)).order_by(plan_owners.c.person)
    for target, person in await connection.execute(owned):
        owners.setdefault(target, []).append(person)
    targets: dict[str, list[Target]] = {}
    written = select(plan_targets).where(plan_targets.c.plan.in_(ids)).order_by(plan_targets.c.position)
    for row in (await connection.execute(written)).mappings():
        values = dict(row)
        plan, _ = values.pop("plan"), values.pop("position")
        target = Target(id=values.pop("target"), owners=tuple(owners.get(row["target"], ())), **values)
        targets.setdefault(plan, []).append(target)
    return [_plan_from(row, targets.get(row.plan, ())) for row in rows]


def _plan_from(row: Row[Any], targets: Iterable[Target]) -> Plan:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
    strengths = tuple(json.loads(values.pop("strengths")))
    return Plan(id=values.pop("plan"), strengths=strengths, targets=tuple(targets), **values)


def _plan_row(plan: Plan) -> dict[str, object]:
    return {
        "plan": plan.id,
        "code": plan.code,
        "wave": plan.wave,
        "version": plan.version,
        "strengths": json.dumps(plan.strengths, ensure_ascii=False),
        "scribe": plan.scribe,
        "made_on": plan.made_on,
        "agreed_on": plan.agreed_on,
        "ended_on": plan.ended_on,
    }


async def _write_targets(connection: AsyncConnection, plan: Plan) -> None:
    rows = []
    for position, target in enumerate(plan.targets, start=1):
        values = asdict(target)
        del values["owners"]
        rows.append({"plan": plan.id, "position": position, "target": values.pop("id"), **values})
    owned = [{"target": each.id, "person": person} for each in plan.targets for person in set(each.owners)]
    if rows:
        await connection.execute(insert(plan_targets), rows)
    if owned:
        await connection.execute(insert(plan_owners), owned)


async def _keep_version(connection: AsyncConnection, plan: Plan, *, now: datetime) -> None:
    row = {"plan": plan.id, "version": plan.version, "saved_at": now, "body": plan_to_json(plan)}
    await connection.execute(insert(plan_versions).values(row))
