"""Reading a result's card as an attacker does: everything on it, in whatever element it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from locales import texts
from tests.cards.shown import typed

INDEX = "Index"
"""The name of the index among the figures."""
_SAY = texts("en")


@dataclass(frozen=True)
class Seen:
    """What a card tells: whose it is, how many stand behind it, its figures by name as they are written."""

    unit: str
    tier: str
    n: int | None
    covers: int | None
    members: tuple[str, ...]
    figures: Mapping[str, str]
    beside: Mapping[str, str]


def every_text(part: Any) -> Iterator[str]:
    """Yield every text of a card: visible, alternative, in charts and in what stands in for them."""
    if isinstance(part, Mapping):
        for value in part.values():
            yield from every_text(value)
    elif isinstance(part, list):
        for value in part:
            yield from every_text(value)
    elif isinstance(part, str):
        yield typed(part)


def every_number(part: Any) -> Iterator[float]:
    """Yield every number of a card: those that charts are drawn by, and in texts those with decimals."""
    if isinstance(part, Mapping):
        yield from (float(part[name]) for name in ("y", "value") if isinstance(part.get(name), int | float))
        for value in part.values():
            yield from every_number(value)
    elif isinstance(part, list):
        for value in part:
            yield from every_number(value)
    elif isinstance(part, str):
        yield from (float(number) for number in re.findall(r"\d+\.\d+", part))


def read_card(card: Mapping[str, Any]) -> Seen | None:
    """Read an English card of the county; None for a refusal."""
    told = list(every_text(card))
    title = next((text for text in told if text.startswith("Unit ")), None)
    if title is None:
        return None
    n = _number("cardresults.tier.full", "n", told)
    covers = _number("cardresults.tier.coverage", "covers", told)
    group = _after(typed(_SAY("cardresults.tier.group")), told)
    tier = "group" if group else "coverage" if covers is not None else "full" if n else "means"
    # The row of the index begins with the figure: it has a table of its own and needs no name there.
    rows = [[INDEX, *row] if "%" in row[0] else row for row in _rows(card)]
    return Seen(
        unit=_codes(title)[0],
        tier=tier,
        n=n,
        covers=covers,
        members=tuple(_codes(group)),
        figures={row[0]: row[1] for row in rows},
        beside={row[0]: row[2] for row in rows if len(row) > 2 and row[0] != INDEX},
    )


def _codes(names: str) -> list[str]:
    return re.findall(r"Unit (\S+)\.", names)


def _number(key: str, slot: str, told: list[str]) -> int | None:
    pattern = re.escape(typed(_SAY(key, **{slot: "@"}))).replace("@", r"(\d+)%?")
    return next((int(found[1]) for text in told if (found := re.fullmatch(pattern, text))), None)


def _after(sentence: str, told: list[str]) -> str:
    """Give the names that stand after a sentence."""
    later = told[told.index(sentence) :] if sentence in told else []
    return next((text for text in later if text.startswith("Unit ")), "")


def _rows(part: Any) -> Iterator[list[str]]:
    """Yield the rows of every table, also of those in place of charts, as the first text of each cell."""
    if isinstance(part, Mapping):
        if part.get("type") == "TableRow" and "inlines" in part["cells"][0]["items"][0]:
            yield [typed(cell["items"][0]["inlines"][0]["text"]) for cell in part["cells"]]
        for value in part.values():
            yield from _rows(value)
    elif isinstance(part, list):
        for value in part:
            yield from _rows(value)
