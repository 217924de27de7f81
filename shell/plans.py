"""`pulssi plan`: the development plans of units."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

import bot
from followups.plan import Plan
from followups.plan_states import STATES
from settings import Settings
from shell.running import Json, say, with_stores
from storage.audit import SHELL, record_audit
from storage.engine import Stores
from storage.plan_reading import find_next_follow_up, find_today
from storage.plans import list_plans

plan = typer.Typer(no_args_is_help=True, help="The development plans of units.")


@dataclass(frozen=True, slots=True)
class _Line:
    """A plan and the day by which it is looked at next; a draft has none."""

    plan: Plan
    next_on: date | None

    @property
    def state(self) -> Literal["draft", "agreed", "ended"]:
        if self.plan.ended_on:
            return "ended"
        return "agreed" if self.plan.agreed_on else "draft"

    @property
    def targets(self) -> dict[str, int]:
        """Count the targets by state, the states without any left out."""
        counts = Counter(each.state for each in self.plan.targets)
        return {state: counts[state] for state in STATES if counts[state]}


@plan.command("list")
def list_(
    ended: Annotated[bool, typer.Option("--ended", help="Those that are over as well.")] = False,  # noqa: FBT002  # typer's form
    with_texts: Annotated[bool, typer.Option("--texts", help="What was written, too.")] = False,  # noqa: FBT002  # typer's form
    as_json: Json = False,  # noqa: FBT002  # typer's form
) -> None:
    """List the development plans of units: how each stands, and when it is looked at next."""

    async def run(stores: Stores, settings: Settings) -> None:
        lines = await _read(stores, settings, with_ended=ended)
        if with_texts:
            await _log_look(stores)
        if as_json:
            told = [_as_json(each) | (_texts(each.plan) if with_texts else {}) for each in lines]
            say(json.dumps(told, ensure_ascii=False))
            return
        Console().print(_table(lines))
        for each in lines if with_texts else ():
            say(f"{each.plan.code}: {json.dumps(_texts(each.plan), ensure_ascii=False)}")

    with_stores(run)


async def _read(stores: Stores, settings: Settings, *, with_ended: bool) -> list[_Line]:
    now, zone = bot.now(), settings.zone
    lines = []
    async with stores.identity.reading() as connection:
        for each in await list_plans(connection, ended=with_ended):
            today = await find_today(connection, each.code, zone=zone, now=now)
            day = await find_next_follow_up(connection, each, today=today) if each.agreed_on else None
            lines.append(_Line(each, day))
    return lines


async def _log_look(stores: Stores) -> None:
    async with stores.identity.writing() as connection:
        await record_audit(connection, "plan.viewed", subject="*", actor=SHELL, now=bot.now())


def _table(lines: list[_Line]) -> Table:
    table = Table("unit", "state", "agreed", "ended", "targets", "next follow-up")
    for each in lines:
        targets = ", ".join(f"{count} {state}" for state, count in each.targets.items())
        days = (_written(each.plan.agreed_on), _written(each.plan.ended_on))
        table.add_row(each.plan.code, each.state, *days, targets, _written(each.next_on))
    return table


def _as_json(line: _Line) -> dict[str, object]:
    return {
        "unit": line.plan.code,
        "plan": line.plan.id,
        "wave": line.plan.wave,
        "version": line.plan.version,
        "state": line.state,
        "made_on": _written(line.plan.made_on),
        "agreed_on": _written(line.plan.agreed_on) or None,
        "ended_on": _written(line.plan.ended_on) or None,
        "targets": line.targets,
        "next_follow_up": _written(line.next_on) or None,
    }


def _texts(kept: Plan) -> dict[str, object]:
    """Give what was written, without who is responsible."""
    names = ("words", "goal", "action", "practice", "follow_up", "upwards", "answer")
    targets = [{name: getattr(each, name) for name in names} for each in kept.targets]
    return {"strengths": list(kept.strengths), "texts": targets}


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""
