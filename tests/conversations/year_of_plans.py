"""What conversations about plans share: a plan put in place, its follow-up, and the buttons of a card."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from storage.follow_ups import FollowUp, Report, record_follow_up, record_reports
from storage.plans import Plan, Target, record_plan
from tests.conversations.people import Town


def buttons(card: Any) -> dict[str, dict[str, Any]]:
    """Give what every button of a card sends, by its label."""
    return {action["title"]: action["data"] for action in _actions(card)}


async def has_plan(town: Town, code: str, made_on: date, **days: Any) -> Plan:
    """Give a unit a plan with one target; `due_on` is the day of its open follow-up."""
    due_on, needs_support = days.pop("due_on", None), days.pop("needs_support", None)
    target = Target(id=f"t-{code}", words="Palaverit")
    plan = Plan(
        id=f"p-{code}", code=code, wave=None, strengths=(), targets=(target,), made_on=made_on, **days
    )
    async with town.house.stores.identity.writing() as connection:
        assert await record_plan(connection, plan, now=town.clock.now)
        number = 1
        if needs_support is not None:
            await record_follow_up(connection, FollowUp(plan.id, 1, made_on, reported_on=made_on))
            report = Report(plan.id, 1, target.id, "ongoing", "", "", "", needs_support)
            await record_reports(connection, [report])
            number = 2
        if due_on is not None:
            await record_follow_up(connection, FollowUp(plan.id, number, due_on))
    return plan


def _actions(card: Any) -> Iterator[dict[str, Any]]:
    if isinstance(card, dict):
        if card.get("type") == "Action.Execute":
            yield card
        for name, value in card.items():
            if name != "fallback":
                yield from _actions(value)
    elif isinstance(card, list):
        for each in card:
            yield from _actions(each)
