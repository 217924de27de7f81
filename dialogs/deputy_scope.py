"""Of which units somebody appoints deputies, and who is likely to be one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from dialogs.errors import AskInPrivate, Refused
from dialogs.plan_target import MOST_OWNERS, name_in_list
from dialogs.turn import Turn
from directory.organisation import Unit
from directory.rights import may_do, within_rights
from storage.conversations import list_names
from storage.deputies import list_candidates
from storage.organisation import list_units
from storage.teams import find_place

EVERY: Final = "*"
"""What a card sends in a unit's place for all those that somebody leads."""
_ROOM: Final = 5_000
"""Signs of the names of units in a list."""
_FRAME: Final = 24
"""Signs around a choice in a list."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The units of a card of deputies, the codes of `own` among them, and the whole tree around them.

    `is_named` tells that the card is about one unit that was named.
    """

    units: Sequence[Unit]
    own: Sequence[str]
    tree: Sequence[Unit]
    is_named: bool

    @property
    def codes(self) -> list[str]:
        """Give the codes of the units."""
        return [unit.code for unit in self.units]

    @property
    def fits(self) -> bool:
        """Say whether a card has room for all of the units."""
        longest = (max(len(unit.name_fi), len(unit.name_sv), len(unit.name_en)) for unit in self.units)
        return sum(map(len, self.codes)) + sum(longest) + _FRAME * len(self.units) <= _ROOM


async def find_scope(turn: Turn) -> Scope:
    """Give the unit that a card names, or all that somebody may appoint in; raise Refused or AskInPrivate."""
    if not turn.heard.is_personal:
        raise AskInPrivate
    person, named = turn.actor.person, turn.word("unit")
    tree = await list_units(turn.connection)
    # Looked for even where nothing is named: a refusal takes the same way for every reason.
    place = await find_place(turn.connection, named)
    if named and named != EVERY and turn.word("among") != "all":
        if place is None or not may_do(person, "appoint", place.path):
            raise Refused
        return Scope([place.unit], [], tree, is_named=True)
    units = list(within_rights(person, "appoint", tree))
    if not units:
        raise Refused
    own = [code for code in person.leads if may_do(person, "appoint", (code,))]
    return Scope(units, own, tree, is_named=len(units) == 1)


async def likely_people(turn: Turn, scope: Scope) -> dict[str, str]:
    """Give whom Teams knows by name among leaders near the units, then among those who work there."""
    codes = scope.codes if scope.is_named else scope.own
    near = _near(codes, scope.tree) if codes else set(scope.codes)
    found = await list_candidates(turn.connection, codes, near=near, now=turn.now)
    names = await list_names(turn.connection, found)
    known = [each for each in found if each in names and each != turn.heard.person]
    shown = {each: name_in_list(names[each]) for each in known[:MOST_OWNERS]}
    return dict(sorted(shown.items(), key=lambda each: each[1].casefold()))


def _near(codes: Iterable[str], tree: Collection[Unit]) -> set[str]:
    """Give the units beside some and above them."""
    parents = {unit.code: unit.parent_code for unit in tree}
    near: set[str] = set()
    for code in codes:
        above = parents[code]
        near |= {unit.code for unit in tree if unit.parent_code == above}
        while above is not None:
            near.add(above)
            above = parents[above]
    return near
