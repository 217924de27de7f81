"""Units whose people have changed so much lately that a result may be about made-up colleagues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

DAYS: Final = 30
"""How far back arrivals count."""
MOST_NEW: Final = 0.30
"""Share of a unit's people who may have come lately without a word about it."""


def shifted(asked: Mapping[str, int], arrived: Mapping[str, int], *, smallest: int) -> list[str]:
    """List the units, in the order of `asked`, of whose people too many have come lately.

    Both count people per unit. Units of fewer than `smallest` get no result of their own and are left out.
    """
    return [code for code, n in asked.items() if n >= smallest and arrived.get(code, 0) > MOST_NEW * n]
