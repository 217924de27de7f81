"""docs/audit.md lists every action, and the card has a sentence for each."""

from __future__ import annotations

import re

from cards.audit_kinds import ACTIONS, KINDS
from locales import texts
from storage.choices import QUESTIONS
from storage.tables import IDENTITY
from tests.architecture.audited import actions_in_code
from tests.architecture.house import DOCS

PAGE = (DOCS / "audit.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([a-z_.]+)` \| (\w+) \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)
NOT_READABLE = {"purged", "clock.times", *(f"choice.{question.name}" for question in QUESTIONS)}
"""Actions that no reader of the sources can tell from other words."""


def test_every_action_of_the_program_is_in_the_document():
    columns = {f"{table.name}.{column.name}" for table in IDENTITY.sorted_tables for column in table.columns}
    written = (actions_in_code() - columns) | NOT_READABLE
    assert written - {action for action, *_ in ROWS} == set()


def test_the_document_and_the_card_sort_the_same_actions_alike():
    assert [(action, kind) for action, kind, *_ in ROWS] == [
        (action, kind) for kind, actions in KINDS.items() for action in actions
    ]


def test_every_action_has_a_sentence():
    said = [texts("fi")(f"cardaudit.did.{action}") for action in sorted(ACTIONS)]
    assert len(set(said)) == len(ACTIONS)


def test_actions_are_found_where_they_are_written():
    assert {
        "result.viewed",
        "wave.opened",
        "right.given",
        "person.erased",
        "audit.viewed",
    } <= actions_in_code()
