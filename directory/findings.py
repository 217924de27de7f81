"""What the reading of a directory came upon: nothing that stops it, each kind with a rule of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, get_args

Kind = Literal[
    "stopped",
    "empty",
    "renamed",
    "no_unit",
    "two_units",
    "ambiguous_value",
    "unknown_value",
    "no_leader",
    "unit_cycle",
    "manager_cycle",
    "manager_unknown",
    "no_manager",
    "group_gone",
    "unknown_code",
    "unknown_role",
    "duplicate",
    "disabled",
    "guest",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""What matters most comes first; docs/directory.md tells what each means and which rule it follows."""
OF_PEOPLE: Final[frozenset[Kind]] = frozenset(
    {"no_unit", "two_units", "manager_cycle", "manager_unknown", "no_manager", "duplicate"}
)
"""The kinds that name people by their ids."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: about a `person` (an id), a `unit` (a code) or a `word` of the directory's.

    `count` is how many people or units it is about.
    """

    kind: Kind
    person: str = ""
    unit: str = ""
    word: str = ""
    count: int = 1


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Put findings in the order in which they are shown, each once."""
    places = {kind: place for place, kind in enumerate(KINDS)}
    return tuple(
        sorted(set(findings), key=lambda each: (places[each.kind], each.unit, each.word, each.person))
    )
