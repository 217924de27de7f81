"""Units whose people have changed so much lately that a result may be about made-up colleagues."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

DAYS: Final = 30
"""How far back arrivals count."""
MOST_NEW: Final = 0.30
"""Share of a group's people who may have come lately without a word about it."""

Groups = Mapping[str, Iterable[str]]
"""By the code of a unit, the cells whose answers it is, or will be, shown together."""


def shifted(groups: Groups, *, asked: Mapping[str, int], arrived: Mapping[str, int]) -> list[str]:
    """List the units, in the order of `groups`, of whose group too many have come lately.

    `asked` and `arrived` count people by the cell where their answers count.
    """
    return [
        code for code, cells in groups.items() if _total(arrived, cells) > MOST_NEW * _total(asked, cells)
    ]


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


def _total(counts: Mapping[str, int], cells: Iterable[str]) -> int:
    return sum(counts.get(cell, 0) for cell in cells)
