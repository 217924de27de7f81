from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from storage.actors import record_language
from storage.conversations import Conversation, record_conversation
from storage.pauses import find_pause, record_pause
from storage.retention import (
    EVERY,
    REMAINS,
    RULES,
    Rule,
    count_expired,
    list_closed,
    list_remains,
    months_before,
    remove_expired,
)
from storage.tables import BALLOTS, IDENTITY, SECRETS
from storage.tables.ballots import ballots, tags
from storage.tables.directory import persons, preferences, units
from storage.tables.waves import wave_members
from tests.architecture.house import DOCS
from tests.storage.closed_waves import closed, counted

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "months", "before"),
    [
        ("2029-03-08", 24, "2027-03-08"),
        ("2029-01-31", 1, "2028-12-31"),
        ("2029-01-01", 12, "2028-01-01"),
        ("2029-03-31", 1, "2029-02-28"),
        ("2028-03-31", 1, "2028-02-29"),
        ("2028-02-29", 24, "2026-02-28"),
        ("2028-12-15", 12, "2027-12-15"),
        ("2028-01-15", 13, "2026-12-15"),
    ],
)
def test_months_are_those_of_the_calendar(moment, months, before):
    clock = datetime(1, 1, 1, 7, 30, 1, 5, tzinfo=UTC).timetz()
    whole = datetime.combine(datetime.fromisoformat(moment), clock)
    assert months_before(whole, months) == datetime.combine(datetime.fromisoformat(before), clock)


def test_the_rules_of_the_privacy_page_are_those_of_the_program():
    page = (DOCS / "privacy.md").read_text(encoding="utf-8")
    section = page.partition("## Asking, leaving, keeping\n")[2].partition("\n## ")[0]
    written = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \| (.+?) \|$", section, re.MULTILINE)
    assert written == [(rule.name, rule.what, rule.kept, rule.why) for rule in EVERY]


def test_the_inventory_says_how_long_what_a_rule_removes_is_kept():
    page = (DOCS / "privacy.md").read_text(encoding="utf-8")
    kept = dict(re.findall(r"^\| `(\w+)` \| `\w+` \| .* \| (.+?) \|$", page, re.MULTILINE))
    timed = {table.name: rule.kept for rule in RULES if rule.months for table in rule.tables}
    assert kept | timed | {"comment_views": "as the comments"} == kept


def test_each_table_is_emptied_by_one_rule_and_what_is_kept_for_ever_by_none():
    emptied = [table.name for rule in RULES for table in rule.tables]
    assert len(emptied) == len(set(emptied))
    assert not {"waves", "wave_units", "atoms", "results", "instruments"} & set(emptied)
    assert REMAINS.tables == ()


RULE = {rule.name: rule for rule in EVERY}


async def met(connection, person: str) -> None:
    await record_language(connection, person, language="fi")
    await record_conversation(connection, Conversation(person, "https://smba.example/", "a", "t", "", "b"))


async def known(connection) -> list[str]:
    return sorted(await connection.scalars(select(preferences.c.person)))


@pytest.fixture
async def people(connection):
    """Aino in the directory, Eero asked in a closed wave, Helmi both, Onni neither; all have been met."""
    await counted(connection)
    await closed(connection)
    unit = {"code": "K", "position": 0, "level": "", "name_fi": "K", "name_sv": "", "name_en": ""}
    await connection.execute(insert(units), [unit])
    await connection.execute(
        insert(persons), [{"person": who, "unit_code": "K"} for who in ("aino", "helmi")]
    )
    asked = [{"wave": "w1", "person": who, "cell": "K"} for who in ("eero", "helmi")]
    await connection.execute(insert(wave_members), asked)
    for who in ("aino", "eero", "helmi", "onni"):
        await met(connection, who)
    return connection


async def test_only_who_is_named_nowhere_any_more_loses_chat_and_language(people):
    assert await count_expired(people, RULE["addresses"], now=NOW) == 2
    assert await remove_expired(people, RULE["addresses"], now=NOW) == 2
    assert await known(people) == ["aino", "eero", "helmi"]
    assert await remove_expired(people, RULE["addresses"], now=NOW) == 0


async def test_a_list_that_goes_in_the_same_purge_keeps_nobody(people):
    later = NOW + timedelta(days=3 * 365)
    assert await count_expired(people, RULE["addresses"], now=later) == 4
    assert await remove_expired(people, RULE["membership"], now=later) == 2
    assert await remove_expired(people, RULE["addresses"], now=later) == 4
    assert await known(people) == ["aino", "helmi"]


async def test_a_rule_without_tables_removes_nothing_here(people):
    assert (
        await count_expired(people, REMAINS, now=NOW) == await remove_expired(people, REMAINS, now=NOW) == 0
    )


async def test_remains_are_found_by_any_of_their_tables(stores):
    async with stores.ballots.writing() as connection:
        await connection.execute(insert(ballots), [{"wave": "w1", "key": b"k" * 16, "sealed": b"s"}])
        await connection.execute(insert(tags), [{"wave": w, "tag": b"t" * 32} for w in ("w2", "open")])
        closed_waves = [*(f"w{number}" for number in range(1500))]
        found = await list_remains(connection, BALLOTS.sorted_tables, closed=closed_waves)
        assert found == {"w1", "w2"}
        assert await list_remains(connection, BALLOTS.sorted_tables, closed=[]) == set()
    async with stores.secrets.reading() as connection:
        assert await list_remains(connection, SECRETS.sorted_tables, closed=["w1"]) == set()


async def test_a_wave_is_closed_once_its_ballots_are_destroyed(connection):
    await counted(connection, "w1")
    await counted(connection, "w2")
    await closed(connection, "w2")
    assert await list_closed(connection) == ["w2"]


async def test_a_pause_goes_when_its_last_day_is_over(connection):
    await record_pause(connection, "aino", until=NOW.date())
    assert await remove_expired(connection, RULE["pauses"], now=NOW) == 0
    assert await find_pause(connection, "aino", today=NOW.date()) == NOW.date()
    tomorrow = NOW + timedelta(days=1)
    assert await find_pause(connection, "aino", today=tomorrow.date()) is None
    assert await remove_expired(connection, RULE["pauses"], now=tomorrow) == 1


def test_a_rule_says_how_long():
    assert Rule("a", "b", None, "c", days=0).kept == "until that day is over"
    assert Rule("a", "b", 12, "c").kept == "12 months after the wave closed"
    assert Rule("a", "b", None, "c").kept == "until the next purge"
    assert {table.name for rule in RULES for table in rule.tables} <= set(IDENTITY.tables)
