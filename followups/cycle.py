"""From a result to change: within how many days a team talks, agrees a plan, and how often it looks back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cycle:
    """Days after the results until the talk and until the plan, and months from one follow-up to the next."""

    talk_days: int = 14
    plan_days: int = 30
    follow_up_months: int = 3


USUAL = Cycle()
