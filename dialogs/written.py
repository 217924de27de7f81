"""What somebody has typed into a field: without signs that cannot be seen, and no longer than it may be."""

from __future__ import annotations

from dialogs.errors import Incomplete
from dialogs.turn import Turn


def written(turn: Turn, name: str, *, most: int) -> str:
    """Give the words of a field on one line; raise Incomplete when they are too long."""
    seen = "".join(sign if sign.isprintable() else " " for sign in turn.word(name))
    words = " ".join(seen.split())
    if len(words) > most:
        raise Incomplete("own_words_too_long")
    return words
