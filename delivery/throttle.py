"""How fast this process may go now: the agreed rate, less after a 429, nothing while Teams is away."""

from __future__ import annotations

AWAY_AFTER = 20
"""That many messages in a row without an answer, or with a passing error, mean that Teams is away."""

_SLOWER, _FASTER, _SLOWEST = 0.8, 1.05, 0.2
_FIRST_AWAY, _LONGEST_AWAY = 30.0, 300.0


class Throttle:
    """Keep the pauses and the present rate; moments are epoch seconds, given by the caller."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._share = 1.0
        self._lost = 0
        self._away = _FIRST_AWAY
        self.paused_until = 0.0

    @property
    def rate(self) -> float:
        """Give the calls a second that are asked for now."""
        return self._rate * self._share

    def slow(self, now: float, *, seconds: float) -> bool:
        """Pause as long as a 429 asks and go slower after; say whether this is a new pause."""
        is_new = now >= self.paused_until
        self.paused_until = max(self.paused_until, now + seconds)
        if is_new:
            self._share = max(_SLOWEST, self._share * _SLOWER)
        return is_new

    def speed_up(self) -> None:
        """Go a little faster again, after a batch without a 429."""
        self._share = min(1.0, self._share * _FASTER)

    def answered(self) -> None:
        """Note that Teams is there."""
        self._lost, self._away = 0, _FIRST_AWAY

    def lost(self, now: float) -> None:
        """Note a message that may pass later; after many in a row pause, longer each time."""
        self._lost += 1
        if self._lost >= AWAY_AFTER:
            self.paused_until = max(self.paused_until, now + self._away)
            self._lost, self._away = 0, min(_LONGEST_AWAY, 2 * self._away)
