"""What a follow-up tells the team, and what it tells whoever may support it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from microsoft_teams.cards import CardElement

from cards.elements import Card, box, card, execute, heading, paragraph, plain, plain_name, small, title
from directory.organisation import Unit
from followups.look_backs import FIELDS, LookBack, Looked
from locales import Texts, texts


def progress_card(look: LookBack, *, unit: Unit, next_on: date | None, language: str) -> Card:
    """Tell what was chosen, what was done and what changed; `next_on` is None when the plan is over.

    What support is asked for is not told here.
    """
    say = texts(language)
    body: list[CardElement] = [title(say("cardfollowup.progress.heading")), plain_name(unit.name(language))]
    for target in look.targets:
        body += _target(target, say=say)
    last = (
        say("cardfollowup.progress.finished")
        if next_on is None
        else say("cardfollowup.progress.next", day=say.date(next_on))
    )
    body += [box([paragraph(last)], tone="emphasis"), small(say("cardfollowup.progress.talk"))]
    return card(body, language=language)


def support_card(words: Sequence[str], *, unit: Unit, language: str) -> Card:
    """Tell which unit asks for support with which targets, and nothing else of its plan."""
    say = texts(language)
    body: list[CardElement] = [
        title(say("cardfollowup.support.heading")),
        plain_name(unit.name(language)),
        paragraph(say("cardfollowup.support.sentence")),
        *(box([plain(each)], tone="emphasis") for each in words),
        paragraph(say("cardfollowup.support.next")),
    ]
    plan = execute(say("cardfollowup.plan"), "plan.show", data={"unit": unit.code})
    return card(body, language=language, actions=[plan])


def _target(target: Looked, *, say: Texts) -> Iterator[CardElement]:
    yield heading(say("cardfollowup.progress.chosen"))
    yield plain_name(target.words)
    state = say(f"cardplan.state.{target.state}")
    yield small(say("cardfollowup.progress.state", state=state))
    for field in FIELDS:
        if text := getattr(target, field):
            yield small(say(f"cardfollowup.progress.{field}"))
            yield plain(text)
