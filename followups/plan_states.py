"""What may become of a target of a development plan: one table of allowed moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, Literal, get_args

State = Literal["planned", "ongoing", "delayed", "done", "dropped"]
STATES: Final[tuple[State, ...]] = get_args(State)

MOVES: Final[Mapping[State, frozenset[State]]] = MappingProxyType(
    {
        "planned": frozenset({"ongoing", "delayed", "done", "dropped"}),
        "ongoing": frozenset({"delayed", "done", "dropped"}),
        "delayed": frozenset({"ongoing", "done", "dropped"}),
        # What was reached can slip, and what was given up can be taken up again.
        "done": frozenset({"ongoing"}),
        "dropped": frozenset({"planned", "ongoing"}),
    }
)
"""Where each state may lead; staying is always allowed."""
ENDED: Final[frozenset[State]] = frozenset({"done", "dropped"})


def may_move(before: State, after: State) -> bool:
    """Say whether a target may go from one state to another, or stay."""
    return before == after or after in MOVES[before]


def is_ended(states: Iterable[State]) -> bool:
    """Say whether nothing is left to do: there are targets, and all of them are done or dropped."""
    known = list(states)
    return bool(known) and ENDED.issuperset(known)
