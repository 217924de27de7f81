"""Who can be reached, gathered into groups of which none is small; pure.

Everybody is counted in exactly one row, and no row has fewer than FEWEST people: the few of a small unit are
counted with the unit above. Only rows and their sum are ever told, so that whatever is taken from whatever
leaves whole rows. Whether somebody can be reached says nothing of whether they have answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

FEWEST: Final = 5

Reached = Literal[
    "reachable",
    "never_met",
    "waiting",
    "removed",
    "blocked_by_person",
    "blocked_by_organisation",
    "no_teams",
    "not_allowed",
]
"""Met and not blocked; never met; installed, but in no chat yet; and why not, by whose doing."""
KINDS: Final[tuple[Reached, ...]] = get_args(Reached)


@dataclass(frozen=True, slots=True)
class Row:
    """Those who work in a unit, with those of smaller ones (`others`), by whether they can be reached."""

    code: str
    others: tuple[str, ...]
    counts: Mapping[str, int]

    @property
    def people(self) -> int:
        """Count them."""
        return sum(self.counts.values())

    @property
    def share(self) -> float:
        """Give the share of those who can be reached, 0..1."""
        return self.counts.get("reachable", 0) / self.people


def gathered(parents: Mapping[str, str | None], counts: Mapping[str, Mapping[str, int]]) -> list[Row]:
    """Gather units, given in tree order, into rows: too few people go up, at the top to the smallest row."""
    found = {code: Row(code, (), Counter(counts.get(code, {}))) for code in parents}
    for code in reversed(list(parents)):
        above = parents[code]
        if above is not None and found[code].people < FEWEST:
            found[above] = _together(found[above], found.pop(code))
    rows = [row for row in found.values() if row.people]
    few = next((row for row in rows if row.people < FEWEST), None)
    if few is not None:
        rows.remove(few)
        if not rows:
            return []
        smallest = min(range(len(rows)), key=lambda at: rows[at].people)
        rows[smallest] = _together(rows[smallest], few)
    # Where nobody works directly there is nobody to count.
    return [replace(row, others=tuple(code for code in row.others if counts.get(code))) for row in rows]


def summed(rows: list[Row]) -> Counter[str]:
    """Sum the counts of rows."""
    return sum((Counter(row.counts) for row in rows), Counter())


def _together(one: Row, other: Row) -> Row:
    return Row(
        one.code, (other.code, *other.others, *one.others), Counter(one.counts) + Counter(other.counts)
    )
