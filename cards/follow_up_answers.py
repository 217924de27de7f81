"""What is answered to a follow-up: that it is recorded, or why there is nothing to do."""

from __future__ import annotations

from datetime import date

from microsoft_teams.cards import Action, CardElement

from cards.elements import Card, buttons, card, execute, paragraph, plain_name, title
from directory.organisation import Unit
from locales import Texts, texts


def done_card(unit: Unit, *, next_on: date, asks_support: bool, language: str) -> Card:
    """Say that a follow-up is recorded, who hears of it, and when the next one is."""
    say = texts(language)
    support = [say("cardfollowup.done.support")] if asks_support else []
    told = [say("cardfollowup.done.team"), *support, say("cardfollowup.done.next", day=say.date(next_on))]
    return _told("done", told, unit, actions=[_plan(unit, say=say)], say=say)


def finished_card(unit: Unit, *, asks_support: bool, language: str) -> Card:
    """Thank for a plan that has been carried through, and lead on."""
    say = texts(language)
    support = [say("cardfollowup.done.support")] if asks_support else []
    told = [say("cardfollowup.finished.sentence"), say("cardfollowup.done.team"), *support]
    onwards = execute(say("cardfollowup.next"), "next.show", style="positive")
    return _told("finished", told, unit, actions=[onwards], say=say, more=buttons([_plan(unit, say=say)]))


def already_card(unit: Unit, *, day: date, language: str) -> Card:
    """Say on which day this follow-up was recorded."""
    say = texts(language)
    told = [say("cardfollowup.already.sentence", day=say.date(day))]
    return _told("already", told, unit, actions=[_plan(unit, say=say)], say=say)


def ended_card(unit: Unit, *, day: date, language: str) -> Card:
    """Say that the plan is over and not followed up any more."""
    say = texts(language)
    told = [say("cardfollowup.ended.sentence", day=say.date(day))]
    return _told("ended", told, unit, actions=[_plan(unit, say=say)], say=say)


def draft_card(unit: Unit, *, language: str) -> Card:
    """Say that the follow-up of a plan begins with the team's agreement."""
    say = texts(language)
    told = [say("cardfollowup.draft.sentence")]
    return _told("draft", told, unit, actions=[_plan(unit, say=say)], say=say)


def _plan(unit: Unit, *, say: Texts) -> Action:
    return execute(say("cardfollowup.plan"), "plan.show", data={"unit": unit.code})


def _told(
    kind: str,
    sentences: list[str],
    unit: Unit,
    *,
    actions: list[Action],
    say: Texts,
    more: CardElement | None = None,
) -> Card:
    body: list[CardElement] = [
        title(say(f"cardfollowup.{kind}.heading")),
        plain_name(unit.name(say.language)),
        *(paragraph(each) for each in sentences),
        *([more] if more else []),
    ]
    return card(body, language=say.language, actions=actions)
