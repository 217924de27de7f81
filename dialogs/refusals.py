"""What was refused, counted by reason: a fixed set, so that no number points to anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

AT_THE_DOOR: Final = (
    "content-type",
    "size",
    "slow",
    "payload",
    "malformed",
    "no-signing-keys",
    "no-token",
    "several-tokens",
    "token",
    "algorithm",
    "unknown-key",
    "endorsement",
    "signature",
    "issuer",
    "audience",
    "claim",
    "expired",
    "not-yet-valid",
    "service-url",
    "service-host",
    "channel",
    "tenant",
)
"""Why a request gets no turn."""
IN_A_TURN: Final = (
    "Refused",
    "NotInDirectory",
    "NotYourPulse",
    "NotYourUnit",
    "NotYourVote",
    "WaveClosed",
    "VoteOver",
    "StaleCard",
    "UnknownVerb",
    "AskInPrivate",
)
"""The classes of what a handler declines; what can be mended on the card is no refusal and is not counted."""
MENDABLE: Final = "Incomplete"
OTHER: Final = "other"
"""Whatever is in neither list."""
REASONS: Final = (*AT_THE_DOOR, *IN_A_TURN, OTHER)


class Refusals:
    """Counts since the process began."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def note(self, reason: str) -> None:
        """Count one refusal, under its reason when that is one of REASONS."""
        if reason and reason != MENDABLE:
            self._counts[reason if reason in REASONS else OTHER] += 1

    def __iter__(self) -> Iterator[tuple[str, int]]:
        """Give every reason with its count, those that never happened with 0."""
        return ((reason, self._counts[reason]) for reason in REASONS)
