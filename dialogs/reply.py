"""What a handler answers; it says what is to be shown and leaves the sending to the turn."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cards.elements import Card

CARD = "application/vnd.microsoft.card.adaptive"
MESSAGE = "application/vnd.microsoft.activity.message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Say what is shown and where.

    `card` takes the place of the pressed card, or answers words as a new message; `everywhere` also
    rewrites the pressed message, so that the person's other devices show it. `note` is a sentence that
    leaves the pressed card as it is. `post` is a new message after the answer: a card, or plain text
    that people can copy and pass on.

    In a channel `card` is shown to whoever pressed, and the others keep what they see; `for_all` rewrites
    the pressed message for everybody there.

    `then` is work that wants the turn's transaction to be over; what it gives is the answer, in the place of
    all else. `later` is work that must not hold the answer up; what it gives is said when it is done.

    `file` is a message of Teams' own that asks where a file may go or shows where it is. In answer to such a
    question `file` lets the question go, and `card` takes its place.
    """

    card: Card | None = None
    everywhere: bool = False
    for_all: bool = False
    note: str = ""
    post: Card | str | None = None
    file: Mapping[str, Any] | None = None
    then: Callable[[], Awaitable[Reply]] | None = None
    later: Callable[[], Awaitable[Reply]] | None = None


NOTHING = Reply()


def invoke_body(reply: Reply) -> dict[str, Any]:
    """Give the answer to a press as Teams takes it."""
    if reply.card is not None:
        return {"statusCode": 200, "type": CARD, "value": reply.card}
    return {"statusCode": 200, "type": MESSAGE, "value": reply.note}
