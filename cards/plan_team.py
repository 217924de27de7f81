"""The plan for everybody: what we chose, what we do, what comes next; and its way to the team."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from microsoft_teams.cards import CardElement

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
from cards.plan_parts import PlanView, cut, fitted, target_parts
from directory.organisation import Unit
from followups.plan_words import EVERYBODY
from locales import Texts, texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who gets a plan: so many people, the unit's channel, and those above where so many things are asked."""

    team: int
    has_channel: bool
    asks: int
    has_above: bool


def team_plan_card(view: PlanView, *, language: str) -> Card:
    """Tell a team of its plan."""
    say = texts(language)
    return fitted(lambda longest: card(_told(view, longest, say=say), language=language))


def no_team_plan_card(unit: Unit, *, language: str) -> Card:
    """Tell somebody who works in the unit that nothing has been agreed yet."""
    say = texts(language)
    body = [
        title(say("cardplan.heading")),
        plain_name(unit.name(language)),
        paragraph(say("cardplan.none.team")),
    ]
    return card(body, language=language)


def confirm_plan_card(view: PlanView, audience: Audience, *, language: str) -> Card:
    """Show what everybody will get, and ask whether to share it."""
    say = texts(language)
    plan = view.plan
    data = {"unit": plan.code, "plan": plan.id, "version": str(plan.version), "confirmed": "yes"}
    yes = execute(say("cardplan.share.yes"), "plan.share", data=data, style="positive")
    back = execute(say("cardplan.back"), "plan.show", data={"unit": plan.code})
    asked = [
        title(say("cardplan.share.heading")),
        box(list(_asked(view, audience, say=say)), tone="emphasis"),
    ]
    rows = [buttons([yes]), buttons([back])]
    return fitted(lambda longest: card([*asked, *_told(view, longest, say=say), *rows], language=language))


def shared_plan_card(view: PlanView, audience: Audience, *, language: str) -> Card:
    """Say that the plan leaves, and to whom."""
    say = texts(language)
    return _after("cardplan.shared.heading", list(_leaving(view, audience, say=say)), view, say=say)


def already_shared_card(view: PlanView, *, day: date, language: str) -> Card:
    """Say on which day the same was shared before."""
    say = texts(language)
    return _after(
        "cardplan.already.heading",
        [paragraph(say("cardplan.already.sentence", day=say.date(day)))],
        view,
        say=say,
    )


def _leaving(view: PlanView, audience: Audience, *, say: Texts) -> Iterator[CardElement]:
    if audience.team:
        yield paragraph(say.count("cardplan.shared.team", audience.team))
    if audience.has_channel:
        yield paragraph(say("cardplan.shared.channel"))
    if audience.asks:
        yield _asks(audience, say=say)
    if view.follow_up_on:
        yield paragraph(say("cardplan.shared.next", day=say.date(view.follow_up_on)))


def _after(key: str, body: Sequence[CardElement], view: PlanView, *, say: Texts) -> Card:
    back = execute(say("cardplan.back"), "plan.show", data={"unit": view.plan.code})
    head = [title(say(key)), plain_name(view.unit.name(say.language))]
    return card([*head, *body, buttons([back])], language=say.language)


def _asked(view: PlanView, audience: Audience, *, say: Texts) -> Iterator[CardElement]:
    yield paragraph(
        say.count("cardplan.share.team", audience.team) if audience.team else say("cardplan.share.nobody")
    )
    yield paragraph(say("cardplan.share.channel" if audience.has_channel else "cardplan.share.no_channel"))
    if audience.asks:
        yield _asks(audience, say=say)
    if not any(each.action for each in view.plan.targets):
        yield paragraph(say("cardplan.share.no_action"))
    if not view.plan.agreed_on:
        yield small(say("cardplan.share.begins"))


def _asks(audience: Audience, *, say: Texts) -> CardElement:
    if audience.has_above:
        return paragraph(say.count("cardplan.share.asks", audience.asks))
    return paragraph(say("cardplan.notice.nobody_above"))


def _told(view: PlanView, longest: int, *, say: Texts) -> Iterator[CardElement]:
    yield title(say("cardplan.team.heading"))
    yield plain_name(view.unit.name(say.language))
    if view.plan.agreed_on:
        yield small(say("cardplan.stage.agreed", day=say.date(view.plan.agreed_on)))
    yield paragraph(say("cardplan.team.intro"))
    yield heading(say("cardplan.team.chose"))
    for each in view.plan.strengths:
        yield plain(f"+ {cut(each, longest)}")
    for number, target in enumerate(view.plan.targets, 1):
        yield plain(f"{number}. {cut(target.words, longest)}")
    for number, target in enumerate(view.plan.targets, 1):
        yield from target_parts(target, EVERYBODY, view, number=number, longest=longest, say=say)
    yield heading(say("cardplan.team.next"))
    if view.plan.ended_on:
        yield paragraph(say("cardplan.stage.ended", day=say.date(view.plan.ended_on)))
    elif view.follow_up_on:
        yield paragraph(say("cardplan.team.follow_up", day=say.date(view.follow_up_on)))
    yield small(say("cardplan.team.part"))
