"""Units whose people have changed so much lately that a result may be about made-up colleagues."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

DAYS: Final = 30
"""How far back comings and goings count."""
MOST_CHANGED: Final = 0.30
"""Share of all who are or lately were in a group who may have come or gone without a word about it."""

_NOBODY: Final[Mapping[str, int]] = MappingProxyType({})

Groups = Mapping[str, Iterable[str]]
"""By the code of a unit, the cells whose answers it is, or will be, shown together."""


def shifted(
    groups: Groups,
    *,
    asked: Mapping[str, int],
    arrived: Mapping[str, int],
    left: Mapping[str, int] = _NOBODY,
) -> list[str]:
    """List the units, in the order of `groups`, of whose group too many have come or gone lately.

    `asked` and `arrived` count people by the cell where their answers count, `left` by the unit they left.
    Four made-up people who came long ago are alone with a real one once the others are taken away.
    """
    return [code for code, cells in groups.items() if _has_changed(asked, arrived, left, list(cells))]


def likely_groups(parents: Mapping[str, str | None], *, asked: Mapping[str, int], smallest: int) -> Groups:
    """Guess before anybody has answered with whom each unit will be shown.

    From `smallest` people on alone, else together with its small siblings, or with all of them when those are
    too few; a unit that is too small with all of them is left out.
    """
    families: dict[str | None, list[str]] = defaultdict(list)
    for code in parents:
        families[parents[code]].append(code)
    likely = {}
    for family in families.values():
        small = [code for code in family if asked.get(code, 0) < smallest]
        together = small if _total(asked, small) >= smallest else family
        likely.update({code: together if code in small else [code] for code in family})
    return {
        code: likely[code] for code in parents if asked.get(code) and _total(asked, likely[code]) >= smallest
    }


def _has_changed(
    asked: Mapping[str, int], arrived: Mapping[str, int], left: Mapping[str, int], cells: Sequence[str]
) -> bool:
    gone = _total(left, cells)
    return _total(arrived, cells) + gone > MOST_CHANGED * (_total(asked, cells) + gone)


def _total(counts: Mapping[str, int], cells: Iterable[str]) -> int:
    return sum(counts.get(cell, 0) for cell in cells)
