from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.outcomes import (
    LONGEST_PAUSE,
    MAX_ATTEMPTS,
    Answer,
    Failed,
    Forget,
    Retry,
    StopAll,
    outcome_of,
    pause_after,
)
from storage import reasons

LAST = MAX_ATTEMPTS - 1
DOCUMENT = Path(__file__).parents[2] / "docs" / "delivery.md"


def outcome(
    status: int, code: str = "", *, after: float | None = None, attempts: int = 0, creating: bool = False
):
    return outcome_of(Answer(status, code, after), attempts=attempts, jitter=0.5, creating=creating)


@pytest.mark.parametrize("status", [0, 408, 412, 502, 503, 504])
def test_a_passing_error_is_tried_again_until_the_last_attempt(status):
    assert outcome(status) == Retry(7.5, counts=True)
    assert outcome(status, attempts=3) == Retry(60.0, counts=True)
    assert outcome(status, attempts=LAST) == Failed(reasons.GAVE_UP)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("ConversationBlockedByUser", reasons.BLOCKED_BY_USER),
        ("BotNotInConversationRoster", reasons.NOT_INSTALLED),
        ("BotDisabledByAdmin", reasons.DISABLED_BY_ADMIN),
        ("MessageWritesBlocked", reasons.WRITES_BLOCKED),
    ],
)
def test_a_closed_conversation_is_marked_and_never_tried_again(code, reason):
    assert outcome(403, code) == Failed(reason, blocks=True)
    assert outcome(403, code, creating=True) == Failed(reason, blocks=True)


def test_another_403_fails_without_closing_the_conversation():
    assert outcome(403, "Whatever") == Failed(reasons.FORBIDDEN)


def test_teams_waiting_time_is_honoured_and_is_no_attempt():
    assert outcome(429, after=12.0) == Retry(12.0, counts=False, throttle=12.0)
    assert outcome(429, after=12.0, attempts=LAST) == Retry(12.0, counts=False, throttle=12.0)
    assert outcome(429, after=86400.0) == Retry(600.0, counts=False, throttle=600.0)


def test_a_429_that_does_not_say_how_long_backs_off_and_counts():
    assert outcome(429) == Retry(7.5, counts=True, throttle=7.5)
    assert outcome(429, attempts=4) == Retry(120.0, counts=True, throttle=15.0)
    assert outcome(429, attempts=LAST) == Failed(reasons.GAVE_UP)


def test_a_429_about_one_conversation_slows_nobody_else():
    told = outcome_of(Answer(429, "", 12.0, is_narrow=True), attempts=0, jitter=0.5, creating=False)
    assert told == Retry(12.0, counts=False, throttle=0.0, is_narrow=True)
    told = outcome_of(Answer(429, "", None, is_narrow=True), attempts=0, jitter=0.5, creating=False)
    assert told == Retry(7.5, counts=True, throttle=0.0, is_narrow=True)


def test_a_refused_token_stops_everything():
    assert outcome(401) == StopAll()
    assert outcome(401, "token-refused", attempts=LAST) == StopAll()


def test_an_unknown_conversation_is_forgotten_but_not_for_ever():
    assert outcome(404) == Forget()
    assert outcome(404, attempts=LAST) == Failed(reasons.GAVE_UP)


@pytest.mark.parametrize("status", [400, 404, 500])
def test_a_conversation_that_cannot_be_created_fails(status):
    assert outcome(status, creating=True) == Failed(reasons.NO_CONVERSATION)


@pytest.mark.parametrize("status", [400, 405, 500, 501])
def test_a_rejected_message_fails(status):
    assert outcome(status) == Failed(reasons.REJECTED)


def test_a_message_that_is_too_big_fails():
    assert outcome(413) == Failed(reasons.TOO_BIG)
    assert outcome(400, "MessageSizeTooBig") == Failed(reasons.TOO_BIG)


def test_a_host_that_may_not_have_the_token_fails():
    assert outcome(0, "forbidden-host") == Failed(reasons.HOST_NOT_ALLOWED)


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_pauses_lie_between_nothing_and_the_longest(attempts, jitter):
    assert 0.0 <= pause_after(attempts, jitter=jitter) <= LONGEST_PAUSE


@given(st.integers(0, 599), st.text(max_size=30), st.integers(0, 50), st.booleans())
def test_every_answer_has_an_outcome_with_a_known_reason(status, code, attempts, creating):
    result = outcome(status, code, attempts=attempts, creating=creating)
    if isinstance(result, Failed):
        assert result.reason in reasons.REASONS


@given(st.lists(st.sampled_from([0, 404, 412, 429, 502, 503, 504]), min_size=MAX_ATTEMPTS))
def test_no_message_is_tried_more_often_than_the_limit(statuses):
    attempts = 0
    for status in statuses:
        result = outcome(status, attempts=attempts)
        if isinstance(result, Failed):
            break
        attempts += 1
    assert attempts == LAST


def test_the_document_names_every_reason_and_no_other():
    section = DOCUMENT.read_text("utf-8").partition("## Reasons of failure\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    named = {line.split("`")[1] for line in rows}
    assert named == reasons.REASONS


def test_every_constant_is_listed():
    constants = {value for value in vars(reasons).values() if isinstance(value, str) and value.islower()}
    assert (
        {value for name, value in vars(reasons).items() if name.isupper() and isinstance(value, str)}
        == (reasons.REASONS | reasons.INSTALL_REASONS)
        <= constants
    )
