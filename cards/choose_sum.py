"""What a team's votes came to: ranked, with the extremes coded, and words of voters' own in random order."""

from __future__ import annotations

from collections.abc import Sequence

from microsoft_teams.cards import CardElement

from cards.choose import Matter, agree_button, listed
from cards.elements import (
    Card,
    buttons,
    card,
    execute,
    heading,
    line,
    paragraph,
    plain_name,
    small,
    title,
)
from locales import Texts, texts
from scoring.choices import Ranked, Summed, Times


def sum_card(matter: Matter, summed: Summed, *, language: str) -> Card:
    """Show the sum to whoever leads the unit, with the way to agreeing."""
    say = texts(language)
    ways = [
        buttons([agree_button(matter, say=say)]),
        buttons([execute(say("cardchoose.agenda"), "guide.agenda", data=matter.where)]),
    ]
    told = paragraph(say("cardchoose.sum.next"))
    return card([*_sum(matter, summed, say=say), told, *ways], language=language)


def team_sum_card(matter: Matter, summed: Summed, *, language: str) -> Card:
    """Show the sum to the team in its channel: nobody has a button there."""
    say = texts(language)
    body = [*_sum(matter, summed, say=say), paragraph(say("cardchoose.sum.next_team"))]
    return card(body, language=language)


def no_sum_card(matter: Matter, *, language: str) -> Card:
    """Say that a vote ended without a sum, and that the team agrees in its meeting."""
    say = texts(language)
    body = [
        title(say("cardchoose.no_sum.heading")),
        plain_name(matter.unit.name(language)),
        paragraph(say("cardchoose.no_sum.why")),
        paragraph(say("cardchoose.no_sum.next")),
        buttons([agree_button(matter, say=say)]),
        buttons([execute(say("cardchoose.agenda"), "guide.agenda", data=matter.where)]),
    ]
    return card(body, language=language)


def _sum(matter: Matter, summed: Summed, *, say: Texts) -> list[CardElement]:
    return [
        title(say("cardchoose.sum.heading")),
        plain_name(matter.unit.name(say.language)),
        paragraph(_voters(summed, say)),
        *_part("strengths", summed.strengths, summed.own_strengths, matter, say=say),
        *_part("targets", summed.targets, summed.own_targets, matter, say=say),
        small(say("cardchoose.sum.coded")),
    ]


def _voters(summed: Summed, say: Texts) -> str:
    if isinstance(summed.voters, int):
        return say("cardchoose.sum.voters", n=say.number(summed.voters, 0))
    return say("cardchoose.sum.few")


def _part(
    kind: str, ranked: Sequence[Ranked], own: Sequence[str], matter: Matter, *, say: Texts
) -> list[CardElement]:
    told: list[CardElement] = [heading(say(f"cardchoose.part.{kind}"))]
    told += [line(matter.text(each.item, say.language), note=_times(each.times, say)) for each in ranked]
    if own:
        told += [paragraph(say("cardchoose.sum.own")), *listed(own)]
    return told if ranked or own else [*told, small(say("cardchoose.sum.nothing"))]


def _times(times: Times, say: Texts) -> str:
    if isinstance(times, int):
        return say.count("cardchoose.sum.times", times)
    return say(f"cardchoose.sum.{'nearly_all' if times == 'most' else 'hardly_any'}")
