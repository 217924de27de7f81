"""What an idea for an action is: something small that a team can do for a theme, by way of a capability."""

from __future__ import annotations

from dataclasses import dataclass

from content.texts import Text


@dataclass(frozen=True, slots=True)
class Action:
    """One idea in the words of a team's plan; `id` is its name within the theme."""

    id: str
    theme: str
    capability: str
    text: Text
