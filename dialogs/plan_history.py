"""How a unit's plan came to be as it is."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from cards.plan_history import VERSIONS, Step, history_card
from dialogs.errors import Refused
from dialogs.reply import Reply
from dialogs.turn import Turn
from dialogs.units import seen_unit
from followups.plan_changes import changes
from storage.plan_reading import find_owners
from storage.plans import find_plan_of, list_versions

_MOST_DIGITS: Final = 3


async def history(turn: Turn) -> Reply:
    """Show the versions of a unit's plan, the newest first, a few at a time."""
    place = await seen_unit(turn)
    plan = await find_plan_of(turn.connection, place.unit.code)
    if plan is None:
        raise Refused
    versions = await list_versions(turn.connection, plan.id)
    zone = turn.desk.zone
    steps = [Step(kept.version, at.astimezone(zone).date(), ()) for at, kept in versions[:1]]
    for (_, before), (at, after) in pairwise(versions):
        steps.append(Step(after.version, at.astimezone(zone).date(), changes(before, after)))
    page = min(_page(turn), max(0, (len(steps) - 1) // VERSIONS))
    newest_first = steps[::-1]
    await turn.desk.audit.note("plan.viewed", subject=plan.id, actor=turn.heard.person, now=turn.now)
    card = history_card(
        place.unit,
        newest_first[page * VERSIONS : (page + 1) * VERSIONS],
        owners=await find_owners(turn.connection, [kept for _, kept in versions]),
        page=page,
        has_older=len(steps) > (page + 1) * VERSIONS,
        language=turn.language,
    )
    return Reply(card=card)


def _page(turn: Turn) -> int:
    written = turn.word("page")
    return int(written) if written.isascii() and written.isdigit() and len(written) <= _MOST_DIGITS else 0
