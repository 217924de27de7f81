"""Which actions the sources write into the audit log.

A string of two words with a dot between them, in a module that has to do with the log, is taken for an action
unless it names a card's verb, a text or a file.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from dialogs.routes import VERBS
from locales.catalogues import domains
from tests.architecture.house import Source, sources

PARTS = ("dialogs", "jobs", "storage", "shell", "delivery", "bot", "cli")
WRITES = re.compile(r"\baudit\b|record_audit|log_look|\blog\(")
ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
NO_ACTION = re.compile(r".*\.(?:c|csv|json|toml|py|fi|sv|en)")


@cache
def actions_in_code() -> frozenset[str]:
    """Give every action; `choice.` and nothing more where the rest is known at run time only."""
    return frozenset(
        word
        for source in sources()
        if source.part in PARTS
        and not source.name.startswith(("storage.migrations", "dialogs.routes"))
        and WRITES.search(source.text)
        for word in _words(source)
        if word not in VERBS and word.partition(".")[0] not in domains("fi") and not NO_ACTION.fullmatch(word)
    )


def _words(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ACTION.fullmatch(node.value):
            yield node.value
