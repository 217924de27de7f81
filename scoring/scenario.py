"""What a change of the index could be worth in work done: a scenario to think with, not a forecast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

CEILING: Final = 85.0
"""Index in percent above which productivity no longer grows (published)."""
SHARE: Final = 0.20
"""The part of a change in the index that is taken to show in work done (ours)."""


class NoScenario(Exception):
    """A scenario cannot be made of these figures; `name` is the one that cannot be."""

    def __init__(self, name: str, value: float) -> None:
        self.name = name
        self.value = value
        super().__init__(f"a scenario cannot be made with {name} = {value:g}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Four figures that go in, two that come out; always shown together.

    `person_years` of work, the index now and then in percent, `cost` in euros of one person-year; `gained`
    in person-years and `euros`, both negative when the index falls.
    """

    person_years: float
    index_now: float
    index_then: float
    cost: float

    def __post_init__(self) -> None:
        """Raise NoScenario for what cannot be."""
        for name in ("person_years", "cost"):
            if not 0 <= getattr(self, name) < float("inf"):
                raise NoScenario(name, getattr(self, name))
        for name, lowest in (("index_now", 1.0), ("index_then", 0.0)):
            if not lowest <= getattr(self, name) <= 100:  # noqa: PLR2004  # percent
                raise NoScenario(name, getattr(self, name))

    @property
    def gained(self) -> float:
        """Give the person-years: HTV (min(QWL1, 85) / min(QWL0, 85) - 1) r."""
        ratio = min(self.index_then, CEILING) / min(self.index_now, CEILING)
        return self.person_years * (ratio - 1) * SHARE

    @property
    def euros(self) -> float:
        """Give what the person-years cost."""
        return self.gained * self.cost
