"""Which page of a list a card asks for; the number is the client's word."""

from __future__ import annotations

from typing import Final

from dialogs.turn import Turn

_MOST_DIGITS: Final = 6


def page_of(turn: Turn) -> int:
    """Read a page's number, from 1 on; what is none is the first."""
    written = turn.word("page")
    is_number = written.isascii() and written.isdigit() and len(written) <= _MOST_DIGITS
    return max(1, int(written)) if is_number else 1
