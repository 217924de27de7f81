"""Connections, for administrators and HR: whom the bot reaches, and what is waiting for whom it does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from cards.connections import Connections, Place, connections_card
from dialogs.errors import AskInPrivate, Refused
from dialogs.pages import page_of
from dialogs.reply import Reply
from dialogs.turn import Turn
from directory.rights import may_do
from storage.audit import find_last_moment
from storage.dead_letters import count_retriable
from storage.organisation import list_units_by_code
from storage.outbox import count_states
from storage.reach_rows import KINDS, Row, summed
from storage.reachable import list_reach
from storage.reasons import REACH_REASONS

A_PAGE: Final = 10
_CHANGES: Final = ("directory.imported", "directory.synced")


async def show(turn: Turn) -> Reply:
    """Show how connections stand; the look is written into the audit log."""
    if not turn.heard.is_personal:
        raise AskInPrivate
    if not may_do(turn.actor.person, "connect"):
        raise Refused
    rows = await list_reach(turn.connection)
    lacking = sorted((row for row in rows if row.share < 1), key=lambda row: (row.share, -row.people))
    pages = max(1, -(-len(lacking) // A_PAGE))
    page = min(page_of(turn), pages)
    total = summed(rows)
    told = Connections(
        {kind: total[kind] for kind in KINDS if total[kind]},
        await _places(turn, lacking[(page - 1) * A_PAGE : page * A_PAGE]),
        (await count_states(turn.connection))["waiting"],
        _by_cause(await count_retriable(turn.connection, about=None, reason=None, now=turn.now)),
        await find_last_moment(turn.connection, _CHANGES),
        page,
        pages,
    )
    await turn.desk.audit.note("reach.viewed", subject="*", actor=turn.heard.person, now=turn.now)
    return Reply(card=connections_card(told, zone=turn.desk.zone, language=turn.language))


async def _places(turn: Turn, rows: Sequence[Row]) -> list[Place]:
    units = await list_units_by_code(turn.connection, [row.code for row in rows])
    named = {unit.code: unit for unit in units}
    return [
        Place(named[row.code], len(row.others), row.counts.get("reachable", 0), row.people) for row in rows
    ]


def _by_cause(failed: Mapping[str, int]) -> dict[str, int]:
    """Put together what waits for somebody to be reached: why they are not is told of the people."""
    unreached = sum(count for reason, count in failed.items() if reason in REACH_REASONS)
    others = {reason: count for reason, count in failed.items() if reason not in REACH_REASONS}
    return ({"unreached": unreached} if unreached else {}) | others
