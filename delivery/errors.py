"""What the Bot Connector says when it refuses: one code and one waiting time out of many shapes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

TELLING_CODES = frozenset(
    {
        "ConversationBlockedByUser",
        "BotNotInConversationRoster",
        "BotDisabledByAdmin",
        "MessageWritesBlocked",
        "MessageSizeTooBig",
    }
)
"""Codes that decide what happens next, wherever in the answer they are."""

_CODE_KEYS = ("subCode", "code", "errorCode")
_INNER_KEYS = ("error", "innerHttpError", "innererror", "body", "message", "details")
_DEPTH = 6


class ConnectorError(Exception):
    """A call failed; `status` 0 means that no answer came. `retry_after` in seconds.

    `is_narrow` says that Teams found one conversation too busy, not the whole app.
    """

    def __init__(
        self, status: int, code: str, retry_after: float | None = None, *, is_narrow: bool = False
    ) -> None:
        self.status = status
        self.code = code
        self.retry_after = retry_after
        self.is_narrow = is_narrow
        super().__init__(f"the connector answers {status} {code}")


def error_code(body: str) -> str:
    """Find the code that matters most in an error's body, "" when there is none."""
    found = _codes(_json(body), depth=_DEPTH)
    codes = [code for code in found if re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", code)]
    return next((code for code in codes if code in TELLING_CODES), codes[0] if codes else "")


def is_about_one_conversation(body: str) -> bool:
    """Say whether a 429 speaks of a conversation or thread; Teams has no code for it, only words."""
    return re.search(r"conversation|thread", body, re.IGNORECASE) is not None


def waiting_time(header: str | None, *, now: datetime) -> float | None:
    """Read Retry-After, in seconds or as an HTTP date; None when it is missing or senseless."""
    if header is None:
        return None
    figure = header.strip()
    if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", figure, re.ASCII):
        return float(figure)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def _codes(value: Any, *, depth: int) -> Iterator[str]:
    """Walk outside in; a string is looked into when it is JSON itself."""
    if isinstance(value, str):
        value = _json(value)
    if not isinstance(value, dict) or depth == 0:
        return
    for key in _CODE_KEYS:
        if isinstance(value.get(key), str):
            yield value[key]
    for key in _INNER_KEYS:
        yield from _codes(value.get(key), depth=depth - 1)


def _json(text: str) -> Any:
    if not text.lstrip().startswith("{"):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
