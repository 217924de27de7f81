"""What an idea for an action is: something small that a team can do for a theme, by way of a capability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from content.texts import Text


@dataclass(frozen=True, slots=True)
class Action:
    """One idea in the words of a team's plan; `id` is its name within the theme."""

    id: str
    theme: str
    capability: str
    text: Text


def fitting(actions: Sequence[Action], *, theme: str | None, capability: str | None) -> list[Action]:
    """Put ideas in the order in which they help: for this theme by way of this capability, then for either.

    Without a theme every idea may help: one of each theme, then a second of each, and so on.
    """
    if theme is None:
        by_theme: dict[str, list[Action]] = {}
        for each in actions:
            by_theme.setdefault(each.theme, []).append(each)
        return [each for turn in zip_longest(*by_theme.values()) for each in turn if each is not None]
    near = [each for each in actions if each.theme == theme or each.capability == capability]
    return sorted(near, key=lambda each: (each.theme != theme, each.capability != capability))
