"""What a guide is: the questions that help a team to talk about one theme, and what they must cover."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal, get_args

from content.instrument import THEMES
from content.texts import Text

Use = Literal["strength", "target", "any"]
"""When a question helps most: to see what keeps a strength, what would help a target, or either way."""

USES: Final[tuple[Use, ...]] = get_args(Use)
TALKS: Final = (*THEMES, "supervision")
"""The themes that there are questions about, in the order in which they are offered."""
ON_A_CARD: Final = 4
"""Questions that a card shows, one more or less where that spreads them evenly."""

POINTS: Final[dict[str, tuple[str, ...]]] = {
    "trust": (
        "meaning",
        "parts",
        "signs",
        "best",
        "showing",
        "weakened",
        "own-part",
        "leaders",
        "wellbeing",
    ),
    "belonging": (
        "use",
        "signs",
        "surroundings",
        "skills",
        "hard",
        "weakened",
        "noticing",
        "own-part",
        "expect-each-other",
        "expect-supervisor",
        "expect-management",
        "commit-short",
        "commit-year",
        "commit-long",
        "support",
    ),
    "capability": (
        "expected",
        "skills",
        "strengths",
        "blocks",
        "serving",
        "strategy",
        "joy",
        "learning",
        "processes",
        "spirit",
        "commit",
    ),
    "autonomy": (
        "meaning",
        "lack",
        "levels",
        "heard",
        "decide",
        "grow",
        "climate",
        "habits",
        "ways-now",
        "ways-wanted",
        "responsibilities",
        "communication",
        "steering",
        "commit",
    ),
    "processes": ("now", "develop", "hinders", "roles", "steps", "commit"),
    "supervision": ("trust", "long-term", "wellbeing", "improve", "own-part"),
}
"""What the talk about each theme is about; the questions that are shipped cover every point."""


@dataclass(frozen=True, slots=True)
class Question:
    """One open question about us all; `id` is its name within the theme, `points` what it covers."""

    id: str
    text: Text
    use: Use
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guide:
    """The questions about one theme, in the order in which they are asked."""

    theme: str
    questions: tuple[Question, ...]

    def joined(self, own: Guide) -> Guide:
        """Put the questions of `own` in the place of those with the same id, and the others after them."""
        by_id = {question.id: question for question in (*self.questions, *own.questions)}
        return replace(self, questions=tuple(by_id.values()))

    def fitted(self, raised: Collection[str]) -> Guide:
        """Put the questions first whose use is among those `raised`, then those that help either way."""
        if not raised:
            return self
        order = sorted(self.questions, key=lambda each: 0 if each.use in raised else 1 + (each.use != "any"))
        return replace(self, questions=tuple(order))

    def pages(self) -> list[tuple[Question, ...]]:
        """Cut the questions into cards of three to five, as even as can be; there are three at least."""
        count = max(1, round(len(self.questions) / ON_A_CARD))
        size, longer = divmod(len(self.questions), count)
        ends = [size * number + min(number, longer) for number in range(count + 1)]
        return [self.questions[begin:end] for begin, end in pairwise(ends)]
