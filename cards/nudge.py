"""A nudge: what waits for somebody, with the button that leads there; kind, and never about persons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from microsoft_teams.cards import CardElement

from cards.elements import Card, box, buttons, card, execute, paragraph, plain, plain_name, small, title
from directory.organisation import Unit
from followups.nudges import Due
from locales import Texts, texts

MOST: Final = 5
"""Things on one card; the others are counted."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that is due, with the unit as it is now."""

    due: Due
    unit: Unit


@dataclass(frozen=True, slots=True)
class Post:
    """What a channel hears of a unit: the words of the targets to look at; none where the plan is missing."""

    unit: Unit
    targets: tuple[str, ...] = ()


def nudge_card(things: Sequence[Thing], *, language: str) -> Card:
    """List what is due, the most urgent first as given."""
    say = texts(language)
    body: list[CardElement] = [title(say("cardfollowup.nudge.heading"))]
    body += [box(_thing(each, say=say), tone="emphasis") for each in things[:MOST]]
    if len(things) > MOST:
        body.append(small(say.count("cardfollowup.nudge.more", len(things) - MOST)))
    return card([*body, small(say("cardfollowup.nudge.pause"))], language=language)


def channel_card(posts: Sequence[Post], *, language: str) -> Card:
    """Say to a team, for all alike, that its plan is to be looked at, or that it is missing."""
    say = texts(language)
    return card([part for each in posts for part in _post(each, say=say)], language=language)


def _post(post: Post, *, say: Texts) -> Iterator[CardElement]:
    topic = "follow_up" if post.targets else "plan"
    yield title(say(f"cardfollowup.channel.{topic}.heading"))
    yield plain_name(post.unit.name(say.language))
    yield paragraph(say(f"cardfollowup.channel.{topic}.sentence"))
    for words in post.targets:
        yield box([plain(words)], tone="emphasis")
    if post.targets:
        yield paragraph(say("cardfollowup.channel.follow_up.next"))


def _thing(thing: Thing, *, say: Texts) -> Iterator[CardElement]:
    due = thing.due
    yield plain_name(thing.unit.name(say.language))
    yield paragraph(say(f"cardfollowup.nudge.{due.topic}.{due.step}"))
    label, verb, data = _press(due)
    yield buttons([execute(say(label), verb, data=data)])


def _press(due: Due) -> tuple[str, str, dict[str, str]]:
    """Give the label, the verb and the data of the button that leads to what is due."""
    if due.step == "escalated" or (due.topic == "plan" and due.plan):
        return "cardfollowup.plan", "plan.show", {"unit": due.code}
    match due.topic:
        case "talk":
            return "cardfollowup.nudge.talk.press", "guide.agenda", {"unit": due.code, "wave": due.wave}
        case "plan":
            return "cardfollowup.nudge.plan.press", "choose.agree", {"unit": due.code, "wave": due.wave}
        case "follow_up":
            return "cardfollowup.open", "followup.report", {"plan": due.plan}
