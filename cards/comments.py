"""What people wrote in their own words, shown word for word and never read as Markdown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from microsoft_teams.cards import CardElement

from cards.elements import Card, box, card, paragraph, plain, plain_name, small, title
from directory.organisation import Unit
from locales import Texts, texts

ROOM: Final = 22_000
"""Bytes for the comments of one card; with its frame the card stays well within what a message may hold."""
_FRAME: Final = 200


def comments_card(comments: Sequence[str], *, unit: Unit, language: str) -> Card:
    """Show the comments that may be shown of `unit`, as many as a message holds, in the order given."""
    say = texts(language)
    body: list[CardElement] = [title(say("cardresults.comments.heading")), plain_name(unit.name(language))]
    if not comments:
        return card([*body, paragraph(say("cardresults.comments.none"))], language=language)
    shown = comments[: _fitting(comments)]
    body += [
        small(say("cardresults.comments.care")),
        *(box([plain(text)], tone="emphasis") for text in shown),
    ]
    return card([*body, *_rest(len(comments) - len(shown), say=say)], language=language)


def _fitting(comments: Sequence[str]) -> int:
    sizes = accumulate(len(json.dumps(text, ensure_ascii=False).encode()) + _FRAME for text in comments)
    return sum(1 for size in sizes if size <= ROOM)


def _rest(left: int, *, say: Texts) -> list[CardElement]:
    return [small(say.count("cardresults.comments.more", left))] if left else []
