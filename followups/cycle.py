"""From a result to change: within how many days a team talks, agrees a plan, and how often it looks back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

MOST_PLAN_DAYS: Final = 90
MOST_FOLLOW_UP_MONTHS: Final = 3

Mistake = Literal["talk", "plan", "follow_up"]


class BadTimes(ValueError):
    """The times cannot be kept; `mistakes` names those that are wrong."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        self.mistakes = mistakes
        super().__init__("; ".join(_SENTENCES[mistake] for mistake in mistakes))


@dataclass(frozen=True, slots=True)
class Cycle:
    """Days after the results until the talk and until the plan, and months from one follow-up to the next."""

    talk_days: int = 14
    plan_days: int = 30
    follow_up_months: int = 3


USUAL = Cycle()

_SENTENCES: Final[dict[Mistake, str]] = {
    "talk": "results are gone through within 1 day and the days for the plan (--talk-days)",
    "plan": f"a plan is agreed within 1 to {MOST_PLAN_DAYS} days (--plan-days)",
    "follow_up": f"a plan is looked at every 1 to {MOST_FOLLOW_UP_MONTHS} months (--follow-up-months)",
}


def mistakes_in(times: Cycle) -> Iterator[Mistake]:
    """Name what cannot be: the talk comes before the plan, a follow-up within three months."""
    if not 1 <= times.plan_days <= MOST_PLAN_DAYS:
        yield "plan"
    if not 1 <= times.talk_days <= max(1, times.plan_days):
        yield "talk"
    if not 1 <= times.follow_up_months <= MOST_FOLLOW_UP_MONTHS:
        yield "follow_up"


def check_times(times: Cycle) -> Cycle:
    """Give the times or raise BadTimes."""
    if mistakes := tuple(mistakes_in(times)):
        raise BadTimes(mistakes)
    return times
