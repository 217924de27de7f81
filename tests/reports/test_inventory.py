"""Every table and column is described, and kept as long as storage keeps it."""

from __future__ import annotations

import pytest

from content.texts import LANGUAGES
from reports.wording import is_text, wording
from storage.retention import RULES
from tests.reports.installation import STORES, page, schema, words

SCHEMA = wording("schema")
RETENTION = wording("retention")
TABLES = {table.name: table for store in STORES for table in schema(store)}


def test_every_table_is_described_and_no_other():
    assert set(SCHEMA) == set(TABLES)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_column_is_described_in_every_language_and_no_other(table):
    described = SCHEMA[table.name]["columns"]
    assert list(described) == list(table.columns)
    assert [name for name, text in described.items() if not is_text(text)] == []
    assert is_text(SCHEMA[table.name]["purpose"])


def test_every_table_goes_by_a_rule_of_retention_and_every_rule_has_a_table():
    assert {words["kept"] for words in SCHEMA.values()} == set(RETENTION)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_what_storage_lets_go_of_is_told(rule):
    told = {table for table, words in SCHEMA.items() if words["kept"] == rule.name}
    assert told == {table.name for table in rule.tables}
    counts_months = rule.months is not None
    assert all(("{months}" in RETENTION[rule.name]["time"][each]) == counts_months for each in LANGUAGES)


def test_what_no_rule_lets_go_of_names_no_months():
    others = set(RETENTION) - {rule.name for rule in RULES}
    assert [name for name in others if "{months}" in RETENTION[name]["time"]["fi"]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_annex_lists_every_column_with_what_it_is(language):
    text = words(page("dpia", language))
    for table in TABLES.values():
        for column in table.columns:
            assert f"{column} {SCHEMA[table.name]['columns'][column][language]}" in text, (table.name, column)
