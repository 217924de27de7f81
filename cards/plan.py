"""The whole plan, for those who lead the unit and those who look on; and what there is without one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from microsoft_teams.cards import Action, ActionSet, CardElement

from cards.elements import Card, box, buttons, card, execute, paragraph, plain_name, small, title
from cards.plan_parts import PlanView, fitted, labelled, strengths_part, target_parts
from cards.units import unit_choice
from directory.organisation import Unit
from followups.plan import MOST_TARGETS, Plan, Target
from followups.plan_words import LEADERS, list_missing
from locales import Texts, texts

Said = Literal["saved", "removed", "full"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a plan card tells besides the plan: to whom it is shown, and what has been told to others.

    `unasked` are the targets whose request has not left; `next_wave` has a result for a new plan.
    """

    may_lead: bool
    shared_on: date | None = None
    is_shared: bool = False
    unasked: Collection[str] = ()
    has_above: bool = True
    has_result: bool = False
    next_wave: str | None = None


def plan_card(view: PlanView, standing: Standing, *, language: str, said: Said | None = None) -> Card:
    """Show the whole plan; whoever leads the unit may go on from here. `said` tells what was just done."""
    say = texts(language)
    rows = list(_buttons(view.plan, standing, say=say))
    return fitted(
        lambda longest: card(
            [*_head(view, standing, say=say, said=said), *_body(view, standing, longest, say=say), *rows],
            language=language,
        )
    )


def no_plan_card(
    unit: Unit, *, wave: str | None, may_lead: bool, sees_all: bool = False, language: str
) -> Card:
    """Say that there is no plan yet, and lead whoever leads the unit to the choice; `wave` has its result."""
    say = texts(language)
    key = "cardplan.none.looking" if not may_lead else "cardplan.none.lead" if wave else "cardplan.none.early"
    body = [title(say("cardplan.heading")), plain_name(unit.name(language)), paragraph(say(key))]
    named = {"unit": unit.code, "wave": wave or ""}
    rows = []
    if may_lead and wave:
        rows += [
            buttons([execute(say("cardplan.none.talk"), "guide.agenda", data=named)]),
            buttons([execute(say("cardplan.none.choose"), "choose.agree", data=named, style="positive")]),
        ]
    if sees_all:
        rows.append(buttons([execute(say("cardplan.overview"), "plans.overview")]))
    return card([*body, *rows], language=language)


def choose_plan_card(units: Sequence[Unit], *, language: str) -> Card:
    """Ask whose plan to show."""
    say = texts(language)
    asked = [title(say("cardplan.choose.heading")), paragraph(say("cardplan.choose.sentence"))]
    choice, actions = unit_choice(
        units, wave="", say=say, verb="plan.show", label=say("cardplan.choose.show")
    )
    return card([*asked, *choice], language=language, actions=actions)


def _head(view: PlanView, standing: Standing, *, say: Texts, said: Said | None) -> Iterator[CardElement]:
    plan = view.plan
    yield title(say("cardplan.heading"))
    yield plain_name(view.unit.name(say.language))
    if said:
        yield box([paragraph(say(f"cardplan.said.{said}"))], tone="good" if said != "full" else "warning")
    yield paragraph(_stage(plan, say=say))
    told = [say("cardplan.version", version=plan.version)]
    if view.follow_up_on and plan.is_going_on:
        told.append(say("cardplan.follow_up_on", day=say.date(view.follow_up_on)))
    yield small(" ".join(told))
    if plan.scribe:
        yield from labelled(say("cardplan.scribe"), plan.scribe)
    if standing.may_lead:
        yield from _notices(view, standing, say=say)


def _stage(plan: Plan, *, say: Texts) -> str:
    if plan.ended_on:
        return say("cardplan.stage.ended", day=say.date(plan.ended_on))
    if plan.agreed_on:
        return say("cardplan.stage.agreed", day=say.date(plan.agreed_on))
    return say("cardplan.stage.draft", day=say.date(plan.made_on))


def _notices(view: PlanView, standing: Standing, *, say: Texts) -> Iterator[CardElement]:
    """Tell whoever leads the unit what is left to do."""
    plan = view.plan
    if plan.ended_on:
        return
    said = []
    if not standing.is_shared and standing.shared_on:
        said.append(say("cardplan.notice.changed", day=say.date(standing.shared_on)))
    if view.owners.list_left(plan):
        said.append(say("cardplan.notice.left"))
    if any(each.upwards for each in plan.targets) and not standing.has_above:
        said.append(say("cardplan.notice.nobody_above"))
    if said:
        yield box([paragraph(each) for each in said], tone="warning")


def _body(view: PlanView, standing: Standing, longest: int, *, say: Texts) -> Iterator[CardElement]:
    yield from strengths_part(view, longest=longest, say=say)
    for number, target in enumerate(view.plan.targets, 1):
        yield from target_parts(target, LEADERS, view, number=number, longest=longest, say=say)
        if note := _upwards(target, standing, say=say):
            yield small(note)
        missing = [say(f"cardplan.missing.{part}") for part in list_missing(target)]
        if missing and standing.may_lead and not view.plan.ended_on:
            yield small(say("cardplan.missing", parts=", ".join(missing)))


def _upwards(target: Target, standing: Standing, *, say: Texts) -> str:
    """Say where what was asked from above stands."""
    if not target.upwards:
        return ""
    if target.answered_on:
        return say("cardplan.upwards.answered", day=say.date(target.answered_on))
    if not standing.has_above:
        return ""
    return say("cardplan.upwards.unsent" if target.id in standing.unasked else "cardplan.upwards.sent")


def _buttons(plan: Plan, standing: Standing, *, say: Texts) -> Iterator[ActionSet]:
    named = {"unit": plan.code}
    if standing.may_lead and not plan.ended_on:
        for number, target in enumerate(plan.targets, 1):
            data = {**named, "target": target.id}
            yield _row(execute(say("cardplan.edit", number=number), "plan.edit", data=data))
        if len(plan.targets) < MOST_TARGETS:
            data = {**named, "target": "new"}
            yield _row(execute(say("cardplan.add"), "plan.edit", data=data))
        data = {**named, "plan": plan.id}
        key = "cardplan.share.again" if plan.agreed_on else "cardplan.share"
        yield _row(execute(say(key), "plan.share", data=data, style="positive"))
    if standing.may_lead and plan.ended_on and standing.next_wave:
        data = {**named, "wave": standing.next_wave}
        yield _row(execute(say("cardplan.none.choose"), "choose.agree", data=data, style="positive"))
    last: list[Action] = [execute(say("cardplan.history"), "plan.history", data=named)]
    if standing.has_result and plan.wave:
        data = {**named, "wave": plan.wave}
        last.append(execute(say("cardplan.export"), "results.export", data=data))
    yield _row(*last)


def _row(*actions: Action) -> ActionSet:
    return buttons(list(actions))
