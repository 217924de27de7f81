"""What comes next for somebody: a few days in order, each with what there is to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final, Literal

from microsoft_teams.cards import Action, CardElement, Container

from cards.elements import Card, box, buttons, card, execute, paragraph, plain, small, title
from followups.next_steps import Step
from locales import Texts, texts

Way = Literal["clock", "plans", "deputies", "calendar"]
"""Where one may go from here."""
MOST_BUTTONS: Final = 6
"""More primary actions than this are hidden behind a menu in Teams."""

_VERBS: Final[dict[Way, str]] = {
    "clock": "clock.show",
    "plans": "plans.overview",
    "deputies": "admin.deputy",
    "calendar": "next.calendar",
}
_DOING: Final[Mapping[str, str]] = {
    "answer": "survey.language",
    "talk": "guide.agenda",
    "agree": "choose.agree",
    "report": "followup.report",
    "plan": "plan.show",
    "units": "plans.overview",
}
_BY: Final = frozenset({"talk", "agree", "report", "shared"})
"""What is to be done by its day."""
_SOON: Final = timedelta(days=14)
"""How long before its day a follow-up may be reported."""


def next_card(steps: Sequence[Step], *, today: date, ways: Sequence[Way], language: str) -> Card:
    """Show steps in the order given; the first of them have buttons, as many as Teams shows."""
    say, room = texts(language), MOST_BUTTONS - len(ways)
    shown: list[CardElement] = []
    for step in steps:
        action = _action(step, today=today, say=say) if room else None
        room -= action is not None
        shown.append(_row(step, action, today=today, say=say))
    body = [
        title(say("cardnext.heading")),
        *(shown or [paragraph(say("cardnext.none"))]),
        *([small(say("cardnext.calendar"))] if shown else []),
    ]
    actions = [execute(say(f"cardnext.way.{way}"), _VERBS[way]) for way in ways]
    return card([*body, *(buttons([each]) for each in actions)], language=language)


def step_in_words(step: Step, *, say: Texts) -> str:
    """Say what a step is, without its day."""
    if step.kind in {"below", "missing"}:
        return say.count(f"cardnext.count.{step.kind}", step.count)
    if step.kind == "opens" and step.place:
        return say("cardnext.step.opens_of", what=step.what, place=step.place)
    return say(f"cardnext.step.{step.kind}", what=step.what, place=step.place)


def _row(step: Step, action: Action | None, *, today: date, say: Texts) -> Container:
    late = step.is_late(today)
    key = "late" if late else "by" if step.kind in _BY else "day"
    day = say(f"cardnext.{key}", day=say.date(step.on))
    items: list[CardElement] = [paragraph(f"**{day}**"), plain(step_in_words(step, say=say))]
    if action is not None:
        items.append(buttons([action]))
    return box(items, tone="warning" if late else "emphasis")


def _action(step: Step, *, today: date, say: Texts) -> Action | None:
    doing = _doing(step, today=today)
    if doing is None:
        return None
    ids = {"plan": step.plan} if doing == "report" else {"unit": step.unit, "wave": step.wave}
    data = {name: each for name, each in ids.items() if each}
    if doing == "answer":
        data["language"] = say.language
    style: Literal["positive"] | None = "positive" if doing == "answer" else None
    return execute(say(f"cardnext.do.{doing}"), _DOING[doing], data=data, style=style)


def _doing(step: Step, *, today: date) -> str | None:
    """Give what a step's button does: a plan is opened until its follow-up may be reported."""
    match step.kind:
        case "agree" if step.plan:
            return "plan"
        case "report" if step.on > today + _SOON:
            return "plan"
        case "below" | "missing":
            return "units"
        case _:
            return step.kind if step.kind in _DOING else None
