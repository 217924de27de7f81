"""The rules that a file of ideas for actions must keep before a team is offered any of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from content import checking_values as values
from content.checking_values import at, string, tables
from content.instrument import CAPABILITIES, THEMES
from content.problems import Kind, Problem

_KEYS: Final = frozenset({"theme", "actions"})
_ACTION_KEYS: Final = frozenset({"id", "capability", "text"})


def problems_of_actions(raw: Mapping[str, Any], *, file_stem: str) -> Iterator[Problem]:
    """Find everything wrong in the parsed file `raw`, in the order of the file's parts."""
    yield from values.unknown_keys(raw, set(_KEYS), "")
    yield from values.named_as_its_file(raw, "theme", THEMES, file_stem=file_stem)
    yield from values.filled_list(raw, "actions", "")
    actions = list(tables(raw, "actions"))
    for place, action in actions:
        if isinstance(action, Mapping):
            yield from _action(action, place)
        else:
            yield Problem(place, Kind.NOT_A_TABLE)
    ids = ((at(place, "id"), string(action, "id")) for place, action in actions)
    yield from values.repeated(ids, Kind.DUPLICATE)
    yield from values.alike(
        [(at(p, "text"), each.get("text")) for p, each in actions if isinstance(each, Mapping)]
    )


def _action(action: Mapping[str, Any], place: str) -> Iterator[Problem]:
    yield from values.unknown_keys(action, set(_ACTION_KEYS), place)
    yield from values.identifier(action, place)
    yield from values.choice(action, "capability", CAPABILITIES, place)
    yield from values.text(action, "text", place)
    yield from values.too_long(action.get("text"), at(place, "text"))
