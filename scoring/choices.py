"""Votes of a team become one ranked sum that tells nobody's vote: extremes are coded, words are shuffled."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Final, Literal

from scoring.figures import Count, answers_shown

VOTERS: Final = 5
"""Fewer votes than this are never summed."""
MOST_CHOSEN: Final = 3
"""Strengths, and targets, that somebody may choose, words of their own among them."""
_STEP: Final = 10
_HIGH: Final = 90
_LOW: Final = 10

Times = int | Literal["few", "most"]
"""How many chose something: "few" is nobody or one, "most" is everybody or all but one."""
Shuffle = Callable[[list[str]], None]
"""Puts a list in random order."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What is put to the vote: ids of items in the order in which they are offered."""

    strengths: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Write it so that `offered_from` gives it back."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Vote:
    """What one person chose: ids of items, and words of their own or nothing."""

    strengths: frozenset[str]
    targets: frozenset[str]
    own_strength: str = ""
    own_target: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """An item and how many chose it."""

    item: str
    times: Times


@dataclass(frozen=True, slots=True)
class Summed:
    """What a team's votes came to; words of voters' own stand without a number, in random order."""

    voters: Count
    strengths: tuple[Ranked, ...]
    targets: tuple[Ranked, ...]
    own_strengths: tuple[str, ...] = ()
    own_targets: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Write it so that `summed_from` gives it back."""
        return json.dumps(asdict(self), ensure_ascii=False)


class TooFewVotes(Exception):
    """There are fewer votes than may be summed."""


def sum_votes(votes: Sequence[Vote], offered: Offered, *, shuffle: Shuffle) -> Summed:
    """Sum at least five votes; raise TooFewVotes."""
    if len(votes) < VOTERS:
        raise TooFewVotes
    return Summed(
        answers_shown(len(votes)),
        ranked([vote.strengths for vote in votes], offered.strengths),
        ranked([vote.targets for vote in votes], offered.targets),
        _shuffled((vote.own_strength for vote in votes), shuffle),
        _shuffled((vote.own_target for vote in votes), shuffle),
    )


def ranked(chosen: Sequence[Collection[str]], offered: Sequence[str]) -> tuple[Ranked, ...]:
    """Rank items by how many chose them as far as that is told; of equals the first offered is the first."""
    n = len(chosen)
    sums = [Ranked(item, times(sum(item in each for each in chosen), n)) for item in offered]
    return tuple(sorted(sums, key=lambda each: -_weight(each.times, n)))


def times(count: int, n: int) -> Times:
    """Say how many of `n` voters chose something: "few" up to one, "most" from all but one on.

    When all agree, or nobody does, that would tell each vote: it looks like the case beside it.
    """
    if count <= 1:
        return "few"
    return "most" if count >= n - 1 else count


def share(count: int, n: int) -> Times:
    """Say what share of `n` answers was yes, in steps of ten percent; raise TooFewVotes.

    "few" is at most one or ten percent, "most" all but one at least, or ninety percent.
    """
    if n < VOTERS:
        raise TooFewVotes
    percent = 100 * count / n
    if count <= 1 or percent <= _LOW:
        return "few"
    if count >= n - 1 or percent >= _HIGH:
        return "most"
    return min(_HIGH, max(_LOW, _STEP * int(percent / _STEP + 0.5)))


def offered_from(text: str) -> Offered:
    """Read what `Offered.to_json` wrote."""
    stored = json.loads(text)
    return Offered(tuple(stored["strengths"]), tuple(stored["targets"]))


def summed_from(text: str) -> Summed:
    """Read what `Summed.to_json` wrote."""
    stored = json.loads(text)
    return Summed(
        stored["voters"],
        _ranked_from(stored["strengths"]),
        _ranked_from(stored["targets"]),
        tuple(stored["own_strengths"]),
        tuple(stored["own_targets"]),
    )


def _weight(told: Times, n: int) -> int:
    """Order by what is told, never by the count behind it."""
    return {"few": 0, "most": n}[told] if isinstance(told, str) else told


def _shuffled(words: Iterable[str], shuffle: Shuffle) -> tuple[str, ...]:
    """Give different words once each: how many wrote the same is a number, too."""
    once = {each.casefold(): each for each in words if each}
    mixed = sorted(once.values())
    shuffle(mixed)
    return tuple(mixed)


def _ranked_from(stored: Iterable[dict[str, Times]]) -> tuple[Ranked, ...]:
    return tuple(Ranked(str(each["item"]), each["times"]) for each in stored)
