"""What Teams' answer to a message means: the rules of trying again, giving up and letting go."""

from __future__ import annotations

from dataclasses import dataclass

from delivery.errors import ConnectorError
from storage.reasons import (
    BLOCKED_BY_USER,
    DISABLED_BY_ADMIN,
    FORBIDDEN,
    GAVE_UP,
    HOST_NOT_ALLOWED,
    NO_CONVERSATION,
    NOT_INSTALLED,
    REJECTED,
    TOO_BIG,
    WRITES_BLOCKED,
)

MAX_ATTEMPTS = 8
FIRST_PAUSE = 15.0
LONGEST_PAUSE = 1800.0
LONGEST_THROTTLE = 600.0
"""Seconds; eight attempts reach over half an hour at most, a quarter of an hour on average."""

BLOCKS = {
    "ConversationBlockedByUser": BLOCKED_BY_USER,
    "BotNotInConversationRoster": NOT_INSTALLED,
    "BotDisabledByAdmin": DISABLED_BY_ADMIN,
    "MessageWritesBlocked": WRITES_BLOCKED,
}
"""Codes of a 403 that hold until the person installs the app or writes."""

_UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _TOO_LARGE, _TOO_MANY = 401, 403, 404, 413, 429
_PASSING = frozenset({0, 408, 412, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Answer:
    """An error as Teams gave it; `status` 0 means that no answer came. `retry_after` in seconds.

    `is_narrow` says that a 429 is about one conversation only.
    """

    status: int
    code: str
    retry_after: float | None = None
    is_narrow: bool = False


@dataclass(frozen=True, slots=True)
class Delivered:
    """Teams took the message."""

    activity_id: str


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again in `after` seconds; `throttle` seconds during which nobody should send (429).

    `is_narrow` says that only this conversation has to wait: Teams is there for the others.
    """

    after: float
    counts: bool
    throttle: float = 0.0
    is_narrow: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """Do not try again; `blocks` says that the conversation itself is closed to us."""

    reason: str
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Forget:
    """Teams no longer knows the conversation: let its id go and create it anew."""


@dataclass(frozen=True, slots=True)
class StopAll:
    """Nobody's message will be taken (401): stop and tell the operator."""


Outcome = Delivered | Retry | Failed | Forget | StopAll


def answer_of(error: ConnectorError) -> Answer:
    """Take the facts out of an error."""
    return Answer(error.status, error.code, error.retry_after, error.is_narrow)


def outcome_of(answer: Answer, *, attempts: int, jitter: float, creating: bool) -> Outcome:
    """Decide by Teams' table of errors.

    `attempts` failed before this one; `jitter` is a random number in 0..1; `creating` says that the
    conversation was being created, not yet written to.
    """
    if answer.status == 0 and answer.code == "forbidden-host":
        return Failed(HOST_NOT_ALLOWED)
    if answer.status == _UNAUTHORIZED:
        return StopAll()
    if answer.status == _TOO_MANY:
        return _throttled(answer, attempts=attempts, jitter=jitter)
    if answer.status in _PASSING:
        return _again(pause_after(attempts, jitter=jitter), attempts=attempts)
    if answer.status == _NOT_FOUND and not creating:
        return Failed(GAVE_UP) if _is_last(attempts) else Forget()
    return _refused(answer, creating=creating)


def pause_after(attempts: int, *, jitter: float) -> float:
    """Give the seconds to wait: exponential, with full jitter."""
    return jitter * min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(attempts, 30))


def _throttled(answer: Answer, *, attempts: int, jitter: float) -> Outcome:
    """Wait as long as Teams says, which is no failure of the message and so no attempt."""
    if answer.retry_after is None:
        pause = pause_after(attempts, jitter=jitter)
        everybody = 0.0 if answer.is_narrow else min(pause, FIRST_PAUSE)
        return _again(pause, attempts=attempts, throttle=everybody, is_narrow=answer.is_narrow)
    wait = min(answer.retry_after, LONGEST_THROTTLE)
    return Retry(wait, counts=False, throttle=0.0 if answer.is_narrow else wait, is_narrow=answer.is_narrow)


def _again(pause: float, *, attempts: int, throttle: float = 0.0, is_narrow: bool = False) -> Outcome:
    if _is_last(attempts):
        return Failed(GAVE_UP)
    return Retry(pause, counts=True, throttle=throttle, is_narrow=is_narrow)


def _is_last(attempts: int) -> bool:
    return attempts + 1 >= MAX_ATTEMPTS


def _refused(answer: Answer, *, creating: bool) -> Failed:
    if answer.status == _FORBIDDEN:
        reason = BLOCKS.get(answer.code)
        return Failed(FORBIDDEN) if reason is None else Failed(reason, blocks=True)
    if answer.status == _TOO_LARGE or answer.code == "MessageSizeTooBig":
        return Failed(TOO_BIG)
    return Failed(NO_CONVERSATION if creating else REJECTED)
