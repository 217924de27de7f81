"""Who can be reached, on both databases: one kind for everybody, the newest knowledge first."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from directory.changes import changes
from storage.conversations import Conversation, forget_conversation_id, mark_blocked, record_conversation
from storage.installs import count_due_installs, list_due_installs, record_install
from storage.organisation import apply_changes
from storage.reach_rows import summed
from storage.reachable import list_reach
from storage.reasons import (
    APP_BLOCKED,
    BLOCKED_BY_USER,
    DISABLED_BY_ADMIN,
    NO_TEAMS,
    NOT_INSTALLED,
    NOT_PERMITTED,
    WRITES_BLOCKED,
)
from tests.storage.town import town

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
async def known(connection):
    await apply_changes(connection, changes([], [], town()), wanted=town())
    return connection


async def meets(connection, person: str, *, blocked: str | None = None) -> None:
    met = Conversation(person, "https://smba.example/", f"a:{person}", "tenant", "29:1", "28:bot")
    await record_conversation(connection, met)
    if blocked is not None:
        await mark_blocked(connection, person, blocked)


async def test_before_anybody_was_met_everybody_is_still_to_be_met(known):
    found = await list_reach(known)
    assert [(row.code, row.others, row.counts) for row in found] == [
        ("K", ("K2",), {"never_met": 5}),
        ("K1", (), {"never_met": 14}),
        ("K3", (), {"never_met": 7}),
    ]
    assert {row.share for row in found} == {0}
    assert await count_due_installs(known, now=NOW) == 26


@pytest.mark.parametrize(
    ("blocked", "kind"),
    [
        (None, "reachable"),
        (NOT_INSTALLED, "removed"),
        (BLOCKED_BY_USER, "blocked_by_person"),
        (DISABLED_BY_ADMIN, "blocked_by_organisation"),
        (WRITES_BLOCKED, "blocked_by_organisation"),
        ("something_new", "not_allowed"),
    ],
)
async def test_whoever_was_met_is_reached_or_not_and_never_installed_for(known, blocked, kind):
    await record_install(known, "aino", reason=NO_TEAMS, now=NOW)
    await meets(known, "aino", blocked=blocked)
    assert summed(await list_reach(known)) == {kind: 1, "never_met": 25}
    assert "aino" not in await list_due_installs(known, now=NOW, limit=100)


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        (None, "waiting"),
        (APP_BLOCKED, "blocked_by_organisation"),
        (NO_TEAMS, "no_teams"),
        (NOT_PERMITTED, "not_allowed"),
    ],
)
async def test_whoever_was_tried_for_stands_where_the_last_try_has_left_them(known, reason, kind):
    await record_install(known, "aino", reason=NO_TEAMS, now=NOW)
    await record_install(known, "aino", reason=reason, now=NOW)
    assert summed(await list_reach(known)) == {kind: 1, "never_met": 25}


async def test_a_chat_that_teams_has_forgotten_is_made_anew_and_counts_as_reachable(known):
    await meets(known, "aino")
    await forget_conversation_id(known, "aino")
    assert summed(await list_reach(known)) == {"reachable": 1, "never_met": 25}


async def test_those_never_tried_come_first(known):
    await record_install(known, "aino", reason=NO_TEAMS, now=NOW)
    due = await list_due_installs(known, now=NOW.replace(year=2028), limit=100)
    assert due[-1] == "aino"
    assert len(due) == 26
    assert len(await list_due_installs(known, now=NOW, limit=3)) == 3


async def test_nothing_is_told_of_an_empty_directory(connection):
    assert await list_reach(connection) == []
    assert summed([]) == {}
