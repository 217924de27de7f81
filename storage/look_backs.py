"""A plan at a follow-up: what its form shows, and what was told afterwards."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from followups.look_backs import LookBack, Looked
from storage.follow_ups import FollowUp, Report, list_reports
from storage.plans import Plan


async def find_look_back(connection: AsyncConnection, plan: Plan, follow_up: FollowUp) -> LookBack:
    """Give the form of a follow-up that has not been reported."""
    told = await list_reports(connection, [plan.id])
    last = {each.target: each.next_step for each in told if each.number < follow_up.number}
    targets = tuple(
        Looked(each.id, each.words, each.state, each.state, last_step=last.get(each.id, ""))
        for each in plan.targets
    )
    return _look_back(plan, follow_up, targets)


async def find_told(connection: AsyncConnection, plan: Plan, follow_up: FollowUp) -> LookBack:
    """Give what was reported at a follow-up; targets that the plan has no more are left out."""
    reports = await list_reports(connection, [plan.id])
    told = {each.target: each for each in reports if each.number == follow_up.number}
    targets = tuple(
        _told(Looked(each.id, each.words, each.state, each.state), told[each.id])
        for each in plan.targets
        if each.id in told
    )
    return _look_back(plan, follow_up, targets)


def _told(looked: Looked, report: Report) -> Looked:
    return replace(
        looked,
        state=report.state,
        chosen=report.state,
        went_well=report.went_well,
        changed=report.changed,
        next_step=report.next_step,
        needs_support=report.needs_support,
    )


def _look_back(plan: Plan, follow_up: FollowUp, targets: tuple[Looked, ...]) -> LookBack:
    return LookBack(
        plan.id, plan.code, plan.version, follow_up.number, follow_up.due_on, follow_up.snoozes, targets
    )
