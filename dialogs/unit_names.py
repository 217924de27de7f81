"""Units by their names: which within somebody's rights is meant, and which of those led show anything."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Final

from rapidfuzz import fuzz

from cards.notices import pending_card
from cards.units import choose_unit_card
from content.texts import LANGUAGES
from dialogs.errors import Refused
from dialogs.intents import bare, folded
from dialogs.reply import Reply
from dialogs.turn import Turn
from directory.organisation import Unit
from directory.rights import within_rights
from storage.organisation import list_units, list_units_by_code
from storage.shown_units import find_shown_units
from storage.unit_aliases import list_aliases

MOST_OFFERED: Final = 20
"""Units of a name that are offered; more would be no help."""
_EXACT: Final = 100.0
_NEAR: Final = 80.0
"""How near a name must be, in percent; Finnish and Swedish put endings on names."""
_AS_NEAR: Final = 8.0
"""Within how much of the nearest another name might be meant as well."""
_PART: Final = 4
"""Signs that a part of a name must have to stand for it."""
_PART_WEIGHS_LESS: Final = 1.0
_MOST_WORDS: Final = 8
_FIGURES: Final = re.compile(r"\d+")


async def named_units(turn: Turn, name: str) -> list[Unit]:
    """Give the units within somebody's rights that `name`, folded, may mean; raise Refused for none.

    Everybody's whole directory is read and only then are rights looked at: a refusal takes the same way for
    units of others and for none at all.
    """
    known = list(within_rights(turn.actor.person, "see", await list_units(turn.connection)))
    name = await known_word(turn, name)
    # HR of a county has thousands of names to compare, and others wait for their answers meanwhile.
    found = await asyncio.to_thread(nearest_units, name, known)
    if not found:
        raise Refused
    return found


async def known_word(turn: Turn, name: str) -> str:
    """Give the folded code of the unit that a later code is for; what is none is given as it is."""
    aliases = await list_aliases(turn.connection)
    return {folded(word): folded(code) for word, code in aliases.items()}.get(name, name)


async def choose(turn: Turn) -> Reply:
    """Let somebody who leads several units choose one that shows something or is being asked."""
    led = turn.actor.person.charge
    known = await find_shown_units(turn.connection, led, now=turn.now)
    offered = [unit for unit in await list_units_by_code(turn.connection, led) if unit.code in known.shown]
    if offered:
        rest = len(led) - len(offered)
        return Reply(card=choose_unit_card(offered, language=turn.language, rest=rest))
    if known.were_asked:
        raise Refused
    return Reply(card=pending_card(None, zone=turn.desk.zone, language=turn.language))


def nearest_units(name: str, units: Iterable[Unit]) -> list[Unit]:
    """Give the units whose name or code is that of `name`, or else those whose names are nearest to it."""
    scored = [(nearness(name, unit), unit) for unit in units]
    best = max((score for score, _ in scored), default=0.0)
    if best < _NEAR:
        return []
    least = _EXACT if best == _EXACT else max(_NEAR, best - _AS_NEAR)
    return [unit for score, unit in scored if score >= least][:MOST_OFFERED]


def nearness(name: str, unit: Unit) -> float:
    """Say how near a folded name is to a unit's three names, 0..100; to its code, all or nothing."""
    if name == folded(unit.code):
        return _EXACT
    figures = _FIGURES.findall(name)
    return max(_likeness(name, unit.name(language), figures=figures) for language in LANGUAGES)


def _likeness(name: str, other: str, *, figures: Sequence[str]) -> float:
    """Compare with the whole of another name and with its parts; the second is never taken for the first."""
    wholes, parts = _spoken(other)
    if figures and figures != _FIGURES.findall(other):
        return 0.0
    near: float = max(fuzz.ratio(name, each, score_cutoff=_NEAR) for each in wholes)
    part: float = max((fuzz.ratio(name, each, score_cutoff=_NEAR) for each in parts), default=0.0)
    return max(near, part - _PART_WEIGHS_LESS)


@lru_cache(maxsize=50_000)
def _spoken(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give how a name may be written, whole or without what many have in common, and parts of it in words."""
    whole = folded(name)
    said = whole.split()
    parts = {
        " ".join(said[start:end]) for start, end in combinations(range(min(len(said), _MOST_WORDS) + 1), 2)
    }
    return (whole, bare(whole)), tuple(each for each in parts if len(each) >= _PART)
