"""What the stores hold, by topic; invariants are named constraints."""

from __future__ import annotations

from storage.tables import (
    audit,
    ballots,
    calendar,
    channels,
    departures,
    directory,
    findings,
    installs,
    mirror,
    outbox,
    plans,
    quiet_hours,
    response_rates,
    results,
    rights,
    secrets,
    shares,
    wave_requests,
    waves,
)
from storage.tables.metadata import BALLOTS, IDENTITY, SECRETS

__all__ = [
    "BALLOTS",
    "IDENTITY",
    "SECRETS",
    "audit",
    "ballots",
    "calendar",
    "channels",
    "departures",
    "directory",
    "findings",
    "installs",
    "mirror",
    "outbox",
    "plans",
    "quiet_hours",
    "response_rates",
    "results",
    "rights",
    "secrets",
    "shares",
    "wave_requests",
    "waves",
]
