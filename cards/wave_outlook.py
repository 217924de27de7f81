"""What would come of a survey if it were opened: whom it asks, what can be shown, what to think of before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from microsoft_teams.cards import Action, CardElement

from cards.elements import (
    Card,
    box,
    buttons,
    card,
    execute,
    heading,
    paragraph,
    plain,
    plain_name,
    small,
    title,
)
from cards.wave_form import facts_in_words
from content.texts import LANGUAGES
from directory.organisation import Unit
from followups.clock_rules import Problem
from followups.reminders import Whom
from locales import Texts, texts

MOST_WARNINGS: Final = 6


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many units have fewer than `k` who are asked, up to twice as many, and more."""

    small: int
    middling: int
    large: int


@dataclass(frozen=True, slots=True)
class Likely:
    """How many units would be shown alone, with others, or not at all, if everybody answered."""

    alone: int
    together: int
    hidden: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A survey in words: `opens` is None for one that opens at once; `k` is the smallest group shown."""

    instrument: str
    unit: Unit
    opens: datetime | None
    closes: datetime
    reminders: Sequence[datetime]
    whom: Whom
    k: int
    has_comments: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would come of a plan; `needs_second` says that a second person of HR has to confirm it."""

    plan: Plan
    people: int
    resting: int
    sizes: Sizes
    likely: Likely
    warnings: Sequence[Problem]
    needs_second: bool


def outlook_card(outlook: Outlook, typed: Mapping[str, str], *, zone: ZoneInfo, language: str) -> Card:
    """Show what would come of a survey; `typed` goes along with every button, so that nothing is lost."""
    say = texts(language)
    sent = dict(typed)
    warnings = [plain(_warning(each, zone=zone, say=say)) for each in outlook.warnings[:MOST_WARNINGS]]
    body: list[CardElement] = [
        title(say("cardpulse.outlook.heading")),
        *plan_in_words(outlook.plan, zone=zone, say=say),
        heading(say("cardpulse.outlook.who")),
        *_who(outlook, say=say),
        *([box(warnings, tone="warning")] if warnings else []),
        heading(say("cardpulse.outlook.preview")),
        *(buttons([_preview(each, sent)]) for each in LANGUAGES),
        paragraph(say(f"cardpulse.outlook.ask.{'second' if outlook.needs_second else 'alone'}")),
    ]
    when = "second" if outlook.needs_second else "now" if outlook.plan.opens is None else "later"
    yes = execute(
        say(f"cardpulse.outlook.open.{when}"),
        "waves.open",
        data={**sent, "confirmed": "yes"},
        style="positive",
    )
    change = execute(say("cardpulse.outlook.change"), "waves.new", data=sent)
    return card(body, language=language, actions=[yes, change])


def plan_in_words(plan: Plan, *, zone: ZoneInfo, say: Texts) -> list[CardElement]:
    """Say what is asked of which unit, when, with which reminders."""
    closes = say.moment(plan.closes, zone)
    when = (
        say("cardpulse.plan.at_once", closes=closes)
        if plan.opens is None
        else say("cardpulse.plan.when", opens=say.moment(plan.opens, zone), closes=closes)
    )
    return [
        plain_name(plan.instrument),
        plain(plan.unit.name(say.language)),
        paragraph(when),
        paragraph(reminders_in_words(plan.reminders, whom=plan.whom, zone=zone, say=say)),
        small(say("cardpulse.plan.k", k=plan.k)),
        small(say(f"cardpulse.plan.comments.{'yes' if plan.has_comments else 'no'}")),
    ]


def reminders_in_words(moments: Sequence[datetime], *, whom: Whom, zone: ZoneInfo, say: Texts) -> str:
    """Say when people are reminded, and whom."""
    if not moments:
        return say("cardpulse.plan.no_reminders")
    told = say.listed([say.moment(each, zone) for each in moments])
    return say(f"cardpulse.plan.reminders.{whom}", moments=told)


def _who(outlook: Outlook, *, say: Texts) -> list[CardElement]:
    sizes, likely, k = outlook.sizes, outlook.likely, outlook.plan.k
    lines = [paragraph(say.count("cardpulse.outlook.people", outlook.people))]
    lines += [small(say.count("cardpulse.outlook.resting", outlook.resting))] if outlook.resting else []
    told = [
        say.count("cardpulse.outlook.small", sizes.small, k=k),
        say.count("cardpulse.outlook.middling", sizes.middling, least=k, most=2 * k - 1),
        say.count("cardpulse.outlook.large", sizes.large, least=2 * k),
    ]
    shown = [
        say.count("cardpulse.outlook.alone", likely.alone),
        say.count("cardpulse.outlook.together", likely.together),
        say.count("cardpulse.outlook.hidden", likely.hidden),
    ]
    return [
        *lines,
        paragraph(say("cardpulse.outlook.sizes", parts=say.listed(told))),
        paragraph(say("cardpulse.outlook.likely", parts=say.listed(shown))),
    ]


def _warning(problem: Problem, *, zone: ZoneInfo, say: Texts) -> str:
    facts = facts_in_words(problem, zone=zone, say=say)
    n = problem.facts.get("n")
    if isinstance(n, int):
        return say.count(f"cardpulse.warning.{problem.key}", n)
    return say(f"cardpulse.warning.{problem.key}", **facts)


def _preview(language: str, sent: Mapping[str, str]) -> Action:
    label = texts(language)("cardpulse.preview.show")
    return execute(label, "waves.preview", data={**sent, "language": language})
