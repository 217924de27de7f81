"""What the privacy page says is stored is what is stored."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Date, DateTime, Interval, Time

from storage.migrate import metadata_of, version_table
from storage.tables.metadata import Moment
from tests.architecture.house import DOCS

PAGE = (DOCS / "privacy.md").read_text(encoding="utf-8")
STORES = ("identity", "ballots", "secrets")
WITHOUT_TIME = ("ballots", "tags", "urns", "conversations", "preferences", "comments", "results", "atoms")


@pytest.mark.parametrize("store", STORES)
def test_the_page_lists_every_table_and_column_of_a_store_and_no_other(store):
    schema = {table.name: [column.name for column in table.columns] for table in _tables(store)}
    assert _listed(store) == schema


@pytest.mark.parametrize("store", STORES)
def test_the_page_says_of_every_table_how_long_it_is_kept(store):
    rows = [line.split("|") for line in _section(store).splitlines() if line.startswith("| `")]
    assert len(rows) == len(_tables(store))
    assert [row[1].strip() for row in rows if not row[4].strip()] == []


@pytest.mark.parametrize("store", STORES)
def test_the_page_names_the_version_tables(store):
    assert f"`{version_table(store)}`" in PAGE


@pytest.mark.parametrize("name", WITHOUT_TIME)
def test_what_could_date_an_answer_or_a_comment_has_no_time(name):
    (table,) = (table for store in STORES for table in _tables(store) if table.name == name)
    kinds = (Moment, DateTime, Date, Time, Interval)
    assert [column.name for column in table.columns if isinstance(column.type, kinds)] == []


def test_no_table_points_from_one_store_into_another():
    for store in STORES:
        own = {table.name for table in _tables(store)}
        for table in _tables(store):
            assert {key.target_fullname.partition(".")[0] for key in table.foreign_keys} <= own


def test_the_three_stores_hold_different_tables():
    names = [table.name for store in STORES for table in _tables(store)]
    assert len(names) == len(set(names))


def _tables(store):
    return metadata_of(store).sorted_tables


def _listed(store: str) -> dict[str, list[str]]:
    """Read a table of the page, where a name stands only on its table's first row."""
    listed: dict[str, list[str]] = {}
    table = ""
    for name, column in re.findall(r"^\| (?:`(\w+)`)? ?\| `(\w+)` \|", _section(store), re.MULTILINE):
        table = name or table
        listed.setdefault(table, []).append(column)
    return listed


def _section(store: str) -> str:
    return PAGE.partition(f"### {store.capitalize()}\n")[2].partition("\n##")[0]
