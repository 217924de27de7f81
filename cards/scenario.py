"""The scenario in words: every figure that goes in stands beside those that come out."""

from __future__ import annotations

from locales import Texts
from scoring.scenario import CEILING, SHARE, Scenario


def scenario_in_words(scenario: Scenario, *, say: Texts) -> tuple[str, str]:
    """Give the sentence with the four inputs and two outcomes, and the one that tells what is assumed."""
    direction = "less" if scenario.gained < 0 else "more"
    told = say(
        f"findings.scenario.{direction}",
        person_years=_years(scenario.person_years, say),
        index_now=_percent(scenario.index_now, say),
        index_then=_percent(scenario.index_then, say),
        cost=say.number(scenario.cost, 0),
        gained=say.number(abs(scenario.gained)),
        euros=say.number(abs(scenario.euros), 0),
    )
    assumed = say("findings.scenario.assumed", share=say.percent(100 * SHARE), ceiling=say.percent(CEILING))
    return told, assumed


def _years(person_years: float, say: Texts) -> str:
    return say.number(person_years, 0 if float(person_years).is_integer() else 1)


def _percent(index: float, say: Texts) -> str:
    return say("cardresults.percent", figure=say.number(index))
