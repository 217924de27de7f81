"""What a unit cannot do itself: asked of whoever leads above, and answered."""

from __future__ import annotations

from microsoft_teams.cards import CardElement, TextInput

from cards.elements import Card, box, buttons, card, execute, paragraph, plain_name, small, title
from cards.plan_parts import labelled
from directory.organisation import Unit
from followups.plan import Plan, Target
from followups.plan_checks import LONGEST_ANSWER
from locales import Texts, texts


def asked_card(
    unit: Unit, plan: Plan, target: Target, *, language: str, typed: str | None = None, mend: str = ""
) -> Card:
    """Ask whoever leads above what they say to what a unit cannot do itself; `mend` says what is wrong."""
    say = texts(language)
    written = target.answer if typed is None else typed
    answer = TextInput(
        id="answer",
        label=say("cardplan.asked.label"),
        placeholder=say("cardplan.asked.hint"),
        value=written or None,
        max_length=max(LONGEST_ANSWER, len(written)),
        is_multiline=True,
        is_required=True,
        error_message=say("cardplan.asked.missing"),
    )
    data = {"unit": plan.code, "plan": plan.id, "target": target.id}
    send = execute(say("cardplan.asked.send"), "plan.answer", data=data, inputs="auto", style="positive")
    body = [
        title(say("cardplan.asked.heading")),
        plain_name(unit.name(language)),
        paragraph(say("cardplan.asked.sentence")),
        *_question(target, say=say),
        *([box([paragraph(mend)], tone="attention")] if mend else []),
        answer,
        buttons([send]),
        *_plan_button(plan, say=say),
        small(say("cardplan.asked.told")),
    ]
    return card(body, language=language)


def answered_card(unit: Unit, plan: Plan, target: Target, *, language: str) -> Card:
    """Say to whoever answered that the answer is on its way; it may be changed."""
    say = texts(language)
    data = {"unit": plan.code, "plan": plan.id, "target": target.id, "change": "yes"}
    body = [
        title(say("cardplan.answered.heading")),
        plain_name(unit.name(language)),
        *_question(target, say=say),
        *labelled(say("cardplan.part.answer"), target.answer),
        paragraph(say("cardplan.answered.sentence")),
        buttons([execute(say("cardplan.answered.change"), "plan.answer", data=data)]),
        *_plan_button(plan, say=say),
    ]
    return card(body, language=language)


def answer_news_card(unit: Unit, plan: Plan, target: Target, *, language: str) -> Card:
    """Tell those who lead a unit what they were answered."""
    say = texts(language)
    body = [
        title(say("cardplan.answer_news.heading")),
        plain_name(unit.name(language)),
        *_question(target, say=say),
        *labelled(say("cardplan.part.answer"), target.answer),
        paragraph(say("cardplan.answer_news.sentence")),
        *_plan_button(plan, say=say),
    ]
    return card(body, language=language)


def _question(target: Target, *, say: Texts) -> list[CardElement]:
    return [
        *labelled(say("cardplan.column.words"), target.words),
        *labelled(say("cardplan.part.upwards"), target.upwards),
    ]


def _plan_button(plan: Plan, *, say: Texts) -> list[CardElement]:
    return [buttons([execute(say("cardplan.back"), "plan.show", data={"unit": plan.code})])]
