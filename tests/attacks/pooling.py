"""All that is shown of the county's wave, put on one table by everybody who may see any of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select

from directory.organisation import answer_cell
from scoring.aggregate import Atoms
from storage.tables.results import atoms
from tests.attacks.acting import card_of, filled_in, looked_at, surveyed
from tests.attacks.closing import K
from tests.attacks.county import PARENTS, county, named
from tests.attacks.reading import Seen, read_card
from tests.attacks.subtraction import small_sets_told
from tests.conversations.people import Town
from tests.scoring.spans import shown_cells


def cell_of(key: str) -> str:
    """Give where somebody's answer counts."""
    organisation = county()
    return answer_cell(organisation, organisation.people[named(key).aad_object_id])


BALLOTS = filled_in()
CELLS = {key: cell_of(key) for key in BALLOTS}
COUNTS = Counter(CELLS.values())


@dataclass(frozen=True)
class Pooled:
    """What all cards together show: each unit's card, the cells behind it, and whom that tells."""

    seen: Mapping[str, Seen]
    behind: Mapping[str, frozenset[str]]
    told: list[frozenset[str]]


async def everybody_pools(town: Town) -> Pooled:
    """Close the county's wave, let everybody look, and subtract, the rest of the organisation included."""
    wave = await surveyed(town, BALLOTS)
    cards = [card_of(look) for look in (await looked_at(town)).values()]
    every = [read for card in cards if (read := read_card(card))]
    seen = {each.unit: each for each in every}
    assert all(each == seen[each.unit] for each in every), "two people see different results of one unit"
    behind = await cells_behind(town, wave, seen)
    rest = [behind["K"] - cells for code, cells in behind.items() if seen[code].beside]
    return Pooled(seen, behind, small_sets_told([*behind.values(), *rest], COUNTS, K))


async def cells_behind(town: Town, wave: str, results: dict[str, Any]) -> dict[str, frozenset[str]]:
    """Give the cells behind each result; of a covered part by the groups that are stored."""
    async with town.house.stores.identity.reading() as connection:
        body = await connection.scalar(select(atoms.c.body).where(atoms.c.wave == wave))
    plan = SimpleNamespace(atoms=Atoms.from_json(body).cells)
    told = SimpleNamespace(parents=PARENTS, counts=COUNTS, plan=plan, results=results)
    return {code: cells for code, cells in shown_cells(told).items() if cells}
