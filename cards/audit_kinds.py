"""What the audit log tells of, sorted as people look for it; docs/audit.md explains each action."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

Kind = Literal["rights", "waves", "results", "plans", "exports", "erasures", "other"]

KINDS: Final[Mapping[Kind, tuple[str, ...]]] = MappingProxyType(
    {
        "rights": (
            "directory.imported",
            "directory.synced",
            "directory.accepted",
            "directory.taken_back",
            "right.given",
            "right.taken",
            "role.given",
            "role.taken",
            "deputy.appointed",
            "deputy.ended",
            "roster.shifted",
        ),
        "waves": (
            "wave.planned",
            "wave.threshold",
            "wave.requested",
            "wave.confirmed",
            "wave.declined",
            "wave.opened",
            "wave.extended",
            "wave.paused",
            "wave.resumed",
            "wave.repeated",
            "wave.ended",
            "wave.cancelled",
            "wave.removed",
            "wave.closed",
            "wave.not_closed",
            "wave.given_up",
            "clock.not_planned",
            "clock.missed",
            "follow_up.not_asked",
        ),
        "results": (
            "result.sent",
            "result.for_follow_up",
            "result.shared",
            "result.viewed",
            "comments.viewed",
            "comments.reviewed",
            "comments.released",
            "ranking.viewed",
            "support.viewed",
            "rates.viewed",
            "heatmap.viewed",
            "scenario.viewed",
            "questions.viewed",
            "agenda.viewed",
        ),
        "plans": (
            "agenda.posted",
            "talk.held",
            "choice.opened",
            "choice.viewed",
            "choice.shown",
            "choice.chosen",
            "choice.felt",
            "choice.not_counted",
            "choice.agreed",
            "plan.viewed",
            "plans.viewed",
            "plan.saved",
            "plan.shared",
            "plan.answered",
            "plan.ended",
            "follow_up.reported",
            "follow_up.snoozed",
        ),
        "exports": (
            "result.exported",
            "units.exported",
            "calendar.exported",
            "person.exported",
            "outbox.people_listed",
            "reach.viewed",
            "audit.exported",
        ),
        "erasures": (
            "person.erased",
            "comments.deleted",
            "purged",
        ),
        "other": (
            "audit.viewed",
            "directory.viewed",
            "channel.linked",
            "channel.unlinked",
            "app.installed",
            "hours.set",
            "hours.cleared",
            "clock.added",
            "clock.changed",
            "clock.removed",
            "clock.times",
            "outbox.retried",
        ),
    }
)
ACTIONS: Final = frozenset(action for actions in KINDS.values() for action in actions)
"""What the card has a sentence for."""
