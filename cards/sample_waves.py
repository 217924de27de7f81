"""Made-up surveys under way, one of each kind that HR can meet, for the gallery."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from cards.sample_results import MOOD, QUALITY, RECOMMEND, STRAIN
from cards.samples import UNITS
from cards.waves import Sent, Standing

_OPENED: Final = datetime(2026, 11, 6, 6, 0, tzinfo=UTC)
_CLOSES: Final = datetime(2026, 11, 13, 14, 0, tzinfo=UTC)
_LATER: Final = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)
_END: Final = datetime(2026, 12, 4, 14, 0, tzinfo=UTC)
_LONG_AGO: Final = datetime(2026, 10, 23, 6, 0, tzinfo=UTC)
_BEFORE: Final = datetime(2026, 10, 30, 14, 0, tzinfo=UTC)

_REACHED: Final = Sent(1204, 260, {"blocked_by_user": 1, "not_in_directory": 3, "not_installed": 42})
_PAUSED: Final = Sent(0, 38, {})
_NOBODY_YET: Final = Sent(0, 0, {})
_DONE: Final = Sent(95, 0, {"gave_up": 1, "wave_closed": 2})

STANDINGS: Final[Sequence[Standing]] = (
    Standing("w1", QUALITY, UNITS[0], "open", _OPENED, _CLOSES, is_paused=False, sent=_REACHED),
    Standing("w2", MOOD, UNITS[4], "open", _OPENED, _CLOSES, is_paused=True, sent=_PAUSED),
    Standing("w3", STRAIN, UNITS[6], "closing", _OPENED, _CLOSES, is_paused=False, sent=Sent(4, 0, {})),
    Standing("w4", RECOMMEND, UNITS[1], "planned", _LATER, _END, is_paused=False, sent=_NOBODY_YET),
    Standing("w5", MOOD, None, "missed", _OPENED, _CLOSES, is_paused=False, sent=_NOBODY_YET),
    Standing("w6", QUALITY, UNITS[2], "closed", _LONG_AGO, _BEFORE, is_paused=False, sent=_DONE),
)
"""`instrument` is an id, whose name the card says."""
