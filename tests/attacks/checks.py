"""The attacks at the heart of the suite, each as a function from a closed wave to what the attackers found.

They are run on the product, where they must find nothing, and on planners of others, where they must succeed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from types import SimpleNamespace
from typing import Any

import numpy as np

from scoring.planner import plan
from tests.attacks.arithmetic import every_total, left_over
from tests.attacks.closing import Closed, K
from tests.attacks.reading import read_card
from tests.attacks.subtraction import small_sets_told
from tests.scoring.spans import shown_cells

ITEM = "processes-safety"
FIGURES_OF_ITEMS = ("items", "factors", "capabilities", "themes", "distributions")


def people_told(wave: Closed) -> list[Any]:
    """1: subtract everything that is shown."""
    return small_sets_told(list(wave.shown.values()), wave.counts, K)


def people_told_by_cards(wave: Closed) -> list[Any]:
    """2: subtract what can be read on the cards, and look for answers that changed hands within a group."""
    seen = {code: read for code, card in wave.cards.items() if (read := read_card(card))}
    told = SimpleNamespace(parents=wave.parents, counts=wave.counts, plan=wave.plan, results=seen)
    shown = [cells for cells in shown_cells(told).values() if cells]
    return [*small_sets_told(shown, wave.counts, K), *_cards_that_differ(wave, changed_hands(wave))]


def people_left_over(wave: Closed) -> list[Any]:
    """3: take children from parents with the printed figures, and read what fewer than k answered."""
    rest = [left for left in left_over(wave.parents, printed(wave)) if left.n]
    for left in rest:
        for item, total in left.known.items():
            true = wave.answered(item, left.cells).sum()
            assert abs(total - true) <= len(left.cells), "the arithmetic is wrong"
    return [left for left in rest if left.n < K]


def lone_answers_seen(wave: Closed, kinds: Collection[str] = FIGURES_OF_ITEMS) -> list[Any]:
    """10: change what one to four people of a group answered to an item that the others left open."""
    few = with_few_answers(wave)
    place = wave.instrument.item_ids.index(ITEM)
    other = few.with_rows(few.rows.copy())
    other.rows[:, place] = np.where(_is_lone(few), 6 - few.rows[:, place], few.rows[:, place])
    before, after = printed(few), printed(other)
    return [(code, kind) for code in before for kind in kinds if before[code][kind] != after[code][kind]]


def agreement_read(wave: Closed) -> list[Any]:
    """11: let everybody in small units give the best answer, and one unit the worst; read it back."""
    agreed = wave.with_rows(wave.rows.copy())
    place = wave.instrument.item_ids.index(ITEM)
    small = np.array([wave.counts[cell] < K for cell in wave.cells])
    largest = max(wave.counts, key=lambda cell: wave.counts[cell])
    agreed.rows[small, place] = 5
    agreed.rows[np.array(wave.cells) == largest, place] = 1
    ends = (each for each in every_total(agreed.parents, printed(agreed)) if each.n)
    return [each for each in ends if each.known.get(ITEM) in {each.n, 5 * each.n}]


CHECKS: dict[int, Callable[[Closed], list[Any]]] = {
    1: people_told,
    2: people_told_by_cards,
    3: people_left_over,
    10: lone_answers_seen,
    11: agreement_read,
}
"""By the attack's number."""


def groups(wave: Closed) -> list[np.ndarray]:
    """Give the places of those who may never be told apart, by the planner of the product."""
    safe = plan(wave.parents, wave.counts, k=K).atom_of
    atom = np.array([safe.get(cell, -1) for cell in wave.cells])
    return [np.flatnonzero(atom == each) for each in np.unique(atom)]


def changed_hands(wave: Closed, *, seed: int = 7) -> Closed:
    """Let the ballots of each group change hands among its members."""
    rows, random = wave.rows.copy(), np.random.default_rng(seed)
    for places in groups(wave):
        rows[places] = wave.rows[random.permutation(places)]
    return wave.with_rows(rows)


def with_few_answers(wave: Closed) -> Closed:
    """Leave an item open for all but two of every other group."""
    rows, place = wave.rows.copy(), wave.instrument.item_ids.index(ITEM)
    for number, places in enumerate(groups(wave)):
        if number % 2:
            rows[places[2:], place] = 0
    return wave.with_rows(rows)


def _is_lone(wave: Closed) -> np.ndarray:
    """Mark those who answered the item and are fewer than k in their group."""
    place = wave.instrument.item_ids.index(ITEM)
    found = np.zeros(len(wave.cells), dtype=bool)
    for places in groups(wave):
        answering = places[wave.rows[places, place] > 0]
        if 0 < len(answering) < K:
            found[answering] = True
    return found


def _cards_that_differ(wave: Closed, other: Closed) -> list[str]:
    return [code for code, card in wave.cards.items() if card != other.cards[code]]


def printed(wave: Closed) -> dict[str, dict[str, Any]]:
    """Give what the shell prints of every unit."""
    return {code: json.loads(text) for code, text in wave.details.items()}
