"""Attacks 14 and 15: lists of comments are subtracted, and one person's comments are looked for elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr
from sqlalchemy import literal_column, select

from scoring.comments import COMMENTS, RESPONDENTS, plan_comments
from storage.tables.results import comments
from tests.attacks.acting import (
    EVERYBODY,
    VIEWERS,
    answered,
    canary_of,
    filled_in,
    opened,
    submits,
    surveyed,
)
from tests.attacks.closing import organisations
from tests.attacks.county import CANARY, PARENTS, member
from tests.attacks.pooling import CELLS, COUNTS
from tests.attacks.subtraction import small_sets_told
from tests.conversations.conftest import NOON, ON_BOTH
from tests.conversations.people import Town
from tests.conversations.test_story import CLOSES

LATER = CLOSES + (CLOSES - NOON)
AUTHORS = {canary_of(key): key for key in EVERYBODY}
FAR_FROM_CHANCE = 0.6
"""A correlation of 50 pairs that chance gives once in a hundred thousand times."""


async def lists_seen(
    town: Town, viewers: Iterable[str] = VIEWERS, units: Iterable[str] = tuple(PARENTS)
) -> dict[str, list[str]]:
    """Let everybody ask for the comments of every unit; give the authors, in the order they are listed."""
    found: dict[str, list[str]] = {}
    for key in viewers:
        for code in units:
            said = "".join((await submits(member(town, key), "results.detail", unit=code)).said)
            listed = [AUTHORS[each] for each in re.findall(rf"{CANARY}-1-[b-t]+", said)]
            known = found.setdefault(code, listed) if listed else listed
            # Who may remove comments sees the first ones only.
            assert known[: len(listed)] == listed[: len(known)], "two people see different lists"
            found |= {code: max(known, listed, key=len)} if listed else {}
    return found


@ON_BOTH
async def test_lists_of_comments_of_all_levels_tell_only_groups_of_ten(town: Town):
    await surveyed(town)
    lists = await lists_seen(town)
    assert lists.keys() >= {"K", "KA", "KA1"}
    cells = {code: frozenset(CELLS[key] for key in authors) for code, authors in lists.items()}
    assert not small_sets_told(list(cells.values()), COUNTS, RESPONDENTS)
    for part, authors in _parts(lists).items():
        behind = sum(COUNTS[cell] for cell in {CELLS[key] for key in authors})
        assert behind >= RESPONDENTS, (part, authors)
        assert len(authors) >= COMMENTS


def _parts(lists: Mapping[str, list[str]]) -> dict[frozenset[str], list[str]]:
    """Cut all that is listed by who may see it: the finest parts that subtracting gives."""
    parts: dict[frozenset[str], list[str]] = {}
    for author in {author for listed in lists.values() for author in listed}:
        seen_by = frozenset(code for code, listed in lists.items() if author in listed)
        parts.setdefault(seen_by, []).append(author)
    return parts


@settings(max_examples=80, deadline=None)
@given(organisations(most=12, answers=9), st.randoms(use_true_random=False))
def test_in_no_tree_do_lists_tell_fewer_than_ten_or_show_fewer_than_three(case, random):
    parents, counts = case
    written = {code: random.randint(0, number) for code, number in counts.items()}
    released = plan_comments(parents, counts, written=written, k=5)
    atoms: dict[int, set[str]] = {}
    for cell, number in released.atom_of.items():
        atoms.setdefault(number, set()).add(cell)
    lists = [frozenset().union(*(atoms[number] for number in each)) for each in released.views.values()]
    assert not small_sets_told(lists, counts, RESPONDENTS)
    for cells in atoms.values():
        assert sum(counts[cell] for cell in cells) >= RESPONDENTS
        assert sum(written[cell] for cell in cells) >= COMMENTS


@ON_BOTH
async def test_comments_keep_nothing_that_joins_them_to_a_person_an_answer_or_another_wave(town: Town):
    answering_order = list(EVERYBODY)
    first = await surveyed(town)
    listed = (await lists_seen(town, ["head"], ["K"]))["K"]
    second = await opened(town, closes=LATER)
    await answered(town, second, filled_in())
    await town.passes(LATER)
    again = (await lists_seen(town, ["head"], ["K"]))["K"]
    assert len(listed) == len(again) == len(set(again)) > 40
    for one, other in ((answering_order, listed), (listed, again), (answering_order, again)):
        assert abs(_likeness(one, other)) < FAR_FROM_CHANCE
    await _nothing_is_kept_in_common(town, first, second, answering_order)


async def _nothing_is_kept_in_common(town: Town, first: str, second: str, order: list[str]) -> None:
    assert not {"person", "cell", "unit", "code", "language", "at", "created"} & set(comments.c.keys())
    async with town.house.stores.identity.reading() as connection:
        place = literal_column("ctid" if connection.dialect.name == "postgresql" else "rowid")
        rows = (await connection.execute(select(comments).order_by(place))).mappings().all()
    keys = [bytes(row["key"]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert Counter(row["wave"] for row in rows).keys() == {first, second}
    for wave in (first, second):
        lying = [AUTHORS[row["text"]] for row in rows if row["wave"] == wave]
        assert abs(_likeness(order, lying)) < FAR_FROM_CHANCE, "rows lie as people answered"


def _likeness(one: list[str], other: list[str]) -> float:
    """Give the rank correlation of the places of those who are in both lists."""
    both = [each for each in one if each in other]
    return float(spearmanr(np.arange(len(both)), [other.index(each) for each in both])[0])
