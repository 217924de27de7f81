"""The parts that cards of a plan share: a target with its columns, and a card that is never too big."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from microsoft_teams.cards import CardElement, Container, RichTextBlock, TextBlock, TextRun

from cards.elements import Card, heading, plain, plain_name, small
from directory.organisation import Unit
from followups.plan import Plan, Target
from followups.plan_words import Owners, Part, parts_in_words
from locales import Texts

ROOM: Final = 26_000
"""Bytes of a card that leave room for what Teams puts around it."""
_SHORTER: Final = (500, 250, 100, 40)
"""Characters of a text, the most first: cards of plans that are full to the brim cut their texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A plan as it is shown: its unit, its owners, and when it is looked at next."""

    plan: Plan
    unit: Unit
    owners: Owners = field(default_factory=Owners)
    follow_up_on: date | None = None


def fitted(build: Callable[[int], Card]) -> Card:
    """Build a card with texts of at most so many characters, fewer where it would be too big."""
    for longest in _SHORTER:
        made = build(longest)
        if size_of(made) <= ROOM:
            break
    return made


def size_of(card: Card) -> int:
    """Count the bytes of a card."""
    return len(json.dumps(card, ensure_ascii=False).encode())


def cut(text: str, longest: int) -> str:
    """Leave out the end of a text that is too long."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def labelled(label: str, text: str) -> list[CardElement]:
    """Put words that people wrote under their name."""
    runs: list[CardElement] = [TextRun(text=text)]
    name = TextBlock(text=label, wrap=True, size="Small", is_subtle=True)
    items: list[CardElement] = [name, RichTextBlock(inlines=runs, spacing="None")]
    return [Container(items=items, spacing="Small")]


def target_parts(
    target: Target, parts: Iterable[Part], view: PlanView, *, number: int, longest: int, say: Texts
) -> Iterator[CardElement]:
    """Show a target: its words, its state, and what its columns hold."""
    yield heading(say("cardplan.target", number=number))
    yield plain_name(cut(target.words, longest))
    yield small(say(f"cardplan.state.{target.state}"))
    for label, text in parts_in_words(target, parts, owners=view.owners, say=say):
        yield from labelled(label, cut(text, longest))


def strengths_part(view: PlanView, *, longest: int, say: Texts) -> list[CardElement]:
    """Show what the team holds on to."""
    shown = [plain(f"• {cut(each, longest)}") for each in view.plan.strengths]
    return [heading(say("cardplan.strengths")), *shown] if shown else []
