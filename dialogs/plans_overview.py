"""Where the units that somebody answers for stand with their plans: counts, and which units they are.

It tells of units only: neither votes nor words of a plan, nor who did what.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import ceil

from cards.plans_overview import GROUPS, ROWS_A_PAGE, Group, Listed, Overview, listed_card, overview_card
from dialogs import next_steps
from dialogs.errors import AskInPrivate, Refused
from dialogs.pages import page_of
from dialogs.reply import Reply
from dialogs.steps_ahead import sees_everything, today_of
from dialogs.turn import Turn
from directory.organisation import Unit
from followups.plan_standing import Standing, counts_of
from storage.plan_standing import list_standings, list_units_in


async def overview(turn: Turn) -> Reply:
    """Show how many units stand where, or a page of some of them."""
    if not turn.heard.is_personal:
        raise AskInPrivate
    units = await _scope(turn)
    if not units:
        raise Refused
    named = turn.word("unit")
    if named:
        units = _below(units, named)
    standings = await list_standings(turn.connection, _codes(turn, units), on=await today_of(turn))
    group = next((each for each in GROUPS if each == turn.word("state")), None)
    await _log(turn, group)
    if group is None:
        return Reply(card=_overview(turn, units if named else (), standings))
    shown = [each for each in standings if group in _groups_of(each, turn)]
    return Reply(card=_listed(turn, units, shown, group))


async def asked_for(turn: Turn) -> Reply:
    """Show the plans to those who answer for several units, and everybody else their own next steps."""
    if turn.heard.is_personal and not await _scope(turn):
        return await next_steps.show(turn)
    return await overview(turn)


async def _scope(turn: Turn) -> list[Unit]:
    """List the units that somebody looks at; none for who leads no unit with others below it."""
    person = turn.actor.person
    if sees_everything(person):
        return await list_units_in(turn.connection, None)
    inside = await list_units_in(turn.connection, person.charge)
    return inside if person.partner_of or len(inside) > len(person.leads) else []


def _below(units: Sequence[Unit], top: str) -> list[Unit]:
    """Give a unit and all below it, or raise Refused where it is not among those looked at."""
    inside: dict[str, Unit] = {}
    for unit in units:
        if unit.code == top or unit.parent_code in inside:
            inside[unit.code] = unit
    if not inside:
        raise Refused
    return list(inside.values())


def _codes(turn: Turn, units: Sequence[Unit]) -> Collection[str] | None:
    whole = sees_everything(turn.actor.person) and not turn.word("unit")
    return None if whole else [unit.code for unit in units]


def _overview(turn: Turn, named: Sequence[Unit], standings: Sequence[Standing]) -> dict[str, object]:
    late = sum(each.is_late(turn.today) for each in standings)
    shown = Overview(counts_of(standings), late, named[0] if named else None)
    return overview_card(shown, language=turn.language)


def _listed(
    turn: Turn, units: Sequence[Unit], standings: Sequence[Standing], group: Group
) -> dict[str, object]:
    by_code = {unit.code: unit for unit in units}
    pages = max(1, ceil(len(standings) / ROWS_A_PAGE))
    page = min(page_of(turn), pages)
    shown = standings[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]
    rows = [(by_code[each.code], each) for each in shown]
    listed = Listed(group, rows, page, pages, len(standings), turn.word("unit"))
    return listed_card(listed, today=turn.today, language=turn.language)


def _groups_of(standing: Standing, turn: Turn) -> list[Group]:
    return [standing.state, "late"] if standing.is_late(turn.today) else [standing.state]


async def _log(turn: Turn, group: Group | None) -> None:
    subject = "/".join(part for part in (turn.word("unit"), group) if part) or "all"
    await turn.desk.audit.note("plans.viewed", subject=subject, actor=turn.heard.person, now=turn.now)
