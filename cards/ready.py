"""Results are ready: what those who may see them are told unasked, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from microsoft_teams.cards import CardElement

from cards.elements import Card, box, card, paragraph, plain, small, title
from cards.units import unit_choice
from directory.organisation import Unit
from locales import Texts, texts


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next for somebody: a talk with the own team, help for others' talks, or both.

    Teams have talked by `talk_by`; on `shared_on`, if at all, main points leave by themselves.
    """

    whose: Literal["own", "others", "both"]
    talk_by: date
    shared_on: date | None


def ready_card(shown: Card, *, following: Next, language: str) -> Card:
    """Put what comes next before the card of a result."""
    lead = card(_lead(following, say=texts(language)), language=language)
    return {**shown, "body": [*lead["body"], *shown["body"]]}


def choose_ready_card(units: Sequence[Unit], *, wave: str, following: Next, language: str) -> Card:
    """Let somebody with results of several units open one of them; sends `unit`, a code, and `wave`."""
    say = texts(language)
    choice, actions = unit_choice(units, wave=wave, say=say)
    body = [*_lead(following, say=say), paragraph(say("shared.ready.units")), *choice]
    return card(body, language=language, actions=actions)


def nothing_ready_card(instrument: str, *, language: str) -> Card:
    """Tell HR kindly that a wave has closed with nothing that may be shown of anybody."""
    say = texts(language)
    body = [
        title(say("shared.nothing.heading")),
        plain(say("shared.nothing.sentence", instrument=instrument)),
        plain(say("shared.nothing.next")),
        small(say("shared.nothing.supervisors")),
    ]
    return card(body, language=language)


def _lead(following: Next, *, say: Texts) -> list[CardElement]:
    steps = _own(following, say=say) if following.whose == "own" else _others(following, say=say)
    told = [paragraph(say("shared.ready.next")), *map(plain, steps)]
    return [title(say("shared.ready.heading")), box(told, tone="accent")]


def _own(following: Next, *, say: Texts) -> Iterator[str]:
    # Numbered by hand and never read as Markdown: some phones begin its lists anew with every paragraph.
    yield f"1. {say('shared.ready.look')}"
    yield f"2. {say('shared.ready.talk', day=say.date(following.talk_by))}"
    yield f"3. {say('shared.ready.choose')}"
    if following.shared_on is None:
        yield f"4. {say('shared.ready.share')}"
    else:
        yield f"4. {say('shared.ready.share_or', day=say.date(following.shared_on))}"


def _others(following: Next, *, say: Texts) -> Iterator[str]:
    yield say("shared.ready.whole")
    yield say("shared.ready.help", day=say.date(following.talk_by))
    if following.whose == "both":
        yield say("shared.ready.own")
