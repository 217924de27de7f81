"""What the outbox says about a unit's choice, plan or talk: who builds which kind, and when it may leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from delivery.guards import Content, Skip, Wait
from followups.own_time import OwnTime
from followups.quiet_hours import QuietHours
from followups.working_time import Calendar, WorkingTime
from jobs.agenda_messages import agenda_messages
from jobs.audit_messages import AUDIT_BROKEN, audit_messages
from jobs.choice_messages import counted_messages, feel_messages, feeling_messages, vote_messages
from jobs.circumstances import Builder, Circumstances
from jobs.deputy_messages import deputy_messages
from jobs.directory_messages import stopped_messages
from jobs.nudge_messages import nudge_messages
from jobs.nudge_teams import NUDGE
from jobs.plan_messages import plan_answers, plan_asks, plan_news, plan_posts
from jobs.progress_messages import progress_messages, support_messages
from jobs.roster_messages import ROSTER, ROSTER_AT_CLOSE, roster_messages
from jobs.wave_messages import answered_messages, low_response_messages, request_messages
from storage.channels import unit_of
from storage.choices import COUNTED, COUNTED_NOW, FEEL, FELT_COUNTED, VOTE, VOTE_NOW
from storage.deputy_news import APPOINTED, BEGUN, ENDED, WITHDRAWN
from storage.findings import STOPPED
from storage.low_response import LOW_RESPONSE
from storage.outbox import Delivery
from storage.plan_shares import PLAN_ANSWERED, PLAN_ASKS, PLAN_NEWS, PLAN_POSTED
from storage.progress import PROGRESS, PROGRESS_POST, SUPPORT
from storage.reasons import NOT_IN_DIRECTORY
from storage.talks import AGENDA
from storage.wave_requests import WAVE_ANSWERED, WAVE_REQUEST

BUILDERS: Final[Mapping[str, Builder]] = MappingProxyType(
    {
        AGENDA: agenda_messages,
        VOTE: vote_messages,
        VOTE_NOW: vote_messages,
        COUNTED: counted_messages,
        COUNTED_NOW: counted_messages,
        FEEL: feel_messages,
        FELT_COUNTED: feeling_messages,
        PLAN_NEWS: plan_news,
        PLAN_POSTED: plan_posts,
        PLAN_ASKS: plan_asks,
        PLAN_ANSWERED: plan_answers,
        NUDGE: nudge_messages,
        PROGRESS: progress_messages,
        PROGRESS_POST: progress_messages,
        SUPPORT: support_messages,
        STOPPED: stopped_messages,
        APPOINTED: deputy_messages,
        BEGUN: deputy_messages,
        ENDED: deputy_messages,
        WITHDRAWN: deputy_messages,
        AUDIT_BROKEN: audit_messages,
        WAVE_REQUEST: request_messages,
        WAVE_ANSWERED: answered_messages,
        LOW_RESPONSE: low_response_messages,
        ROSTER: roster_messages,
        ROSTER_AT_CLOSE: roster_messages,
    }
)
"""Who builds the messages of each kind."""
AT_ONCE: Final[frozenset[str]] = frozenset({AGENDA, VOTE_NOW, COUNTED_NOW, PLAN_POSTED, PROGRESS_POST})
"""The kinds that somebody has just pressed for: they do not wait for working hours."""
TO_OTHERS: Final[frozenset[str]] = frozenset({VOTE_NOW, COUNTED_NOW})
"""Those of them that others hear, too: their quiet hours hold."""


async def unit_messages(
    connection: AsyncConnection,
    deliveries: Sequence[Delivery],
    *,
    calendar: Calendar,
    circumstances: Circumstances,
) -> dict[str, Content]:
    """Build what may be said now, or say what is to be done instead, by the delivery's key."""
    contents: dict[str, Content] = {}
    by_kind: dict[str, list[Delivery]] = {}
    for each in deliveries:
        if hindrance := _hindrance(each, calendar, circumstances):
            contents[each.key] = hindrance
        else:
            by_kind.setdefault(each.kind, []).append(each)
    for kind, some in by_kind.items():
        contents |= await BUILDERS[kind](connection, some, circumstances)
    return contents


def _hindrance(delivery: Delivery, calendar: Calendar, known: Circumstances) -> Content | None:
    reader = known.readers.get(delivery.person)
    unit = unit_of(delivery.person) or (reader.unit_code if reader else None)
    if unit is None:
        return Skip(NOT_IN_DIRECTORY)
    opens = _opens(delivery.kind, calendar.of(unit), reader.quiet if reader else None, now=known.now)
    return Wait(opens) if opens > known.now else None


def _opens(kind: str, hours: WorkingTime, quiet: QuietHours | None, *, now: datetime) -> datetime:
    if kind not in AT_ONCE:
        return OwnTime(hours, quiet).next_moment(now)
    # Whoever is asleep has pressed for nothing.
    return quiet.over(now, zone=hours.zone) if quiet and kind in TO_OTHERS else now
