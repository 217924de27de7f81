"""What people wrote in their own words, word for word and never read as Markdown; for HR with buttons."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, groupby
from typing import Final
from zoneinfo import ZoneInfo

from microsoft_teams.cards import Action, CardElement

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
from directory.organisation import Unit
from locales import Texts, texts

ROOM: Final = 22_000
"""Bytes for the comments of one card; with its frame the card stays well within what a message may hold."""
_FRAME: Final = 200
_BUTTON: Final = 600
"""Bytes around a comment, and of a button under it with the older twin that it carries."""


@dataclass(frozen=True, slots=True)
class Deletable:
    """A comment that is shown, with the key by which it can be deleted."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A comment that waits for a review: the name of its wave and when that closed, and never a unit."""

    key: str
    text: str
    wave: str
    closed_at: datetime


def comments_card(
    comments: Sequence[str], *, unit: Unit, language: str, ways: Sequence[CardElement] = ()
) -> Card:
    """Show the comments that may be shown of `unit`, as many as a message holds, in the order given.

    `ways` are the buttons below, on to other views of the result.
    """
    say = texts(language)
    shown = comments[: _fitting(comments, frame=_FRAME)]
    boxes = (box([plain(text)], tone="emphasis") for text in shown)
    body = _of_unit(unit, boxes, left=len(comments) - len(shown), say=say)
    return card([*body, *ways], language=language)


def deletable_comments_card(
    comments: Sequence[Deletable], *, unit: Unit, language: str, ways: Sequence[CardElement] = ()
) -> Card:
    """Show the same to HR, each with a button that deletes it."""
    say = texts(language)
    shown = comments[: _fitting((each.text for each in comments), frame=_FRAME + _BUTTON)]
    boxes = (
        box([plain(each.text), buttons([_delete(each.key, say=say, unit=unit.code)])], tone="emphasis")
        for each in shown
    )
    body = _of_unit(unit, boxes, left=len(comments) - len(shown), say=say)
    hints = [small(say("cardreview.gone"))] if shown else []
    return card([*body, *hints, small(say("cardreview.hint")), *ways], language=language)


def fitting(waiting: Sequence[Waiting]) -> Sequence[Waiting]:
    """Give as many of them as one card holds."""
    # Room for two buttons, and at the worst for a heading above every comment.
    return waiting[: _fitting((each.text for each in waiting), frame=_FRAME + 2 * _BUTTON)]


def review_card(waiting: Sequence[Waiting], *, left: int, zone: ZoneInfo, language: str) -> Card:
    """Show what `fitting` gave under the name and day of each wave, with buttons to release and delete it."""
    say = texts(language)
    body: list[CardElement] = [title(say("cardreview.heading"))]
    if not waiting:
        return card([*body, paragraph(say("cardreview.none"))], language=language)
    body.append(paragraph(say("cardreview.intro")))
    for wave, some in groupby(waiting, lambda each: _wave(each, zone=zone, say=say)):
        body.append(heading(wave))
        body += [
            box([plain(each.text), buttons(_choices(each.key, say=say))], tone="emphasis") for each in some
        ]
    rest = [small(say.count("cardreview.more", left))] if left else []
    return card([*body, *rest], language=language)


def _of_unit(unit: Unit, boxes: Iterable[CardElement], *, left: int, say: Texts) -> list[CardElement]:
    named: list[CardElement] = [
        title(say("cardresults.comments.heading")),
        plain_name(unit.name(say.language)),
    ]
    shown = list(boxes)
    if not shown:
        return [*named, paragraph(say("cardresults.comments.none"))]
    return [*named, small(say("cardresults.comments.care")), *shown, *_rest(left, say=say)]


def _wave(waiting: Waiting, *, zone: ZoneInfo, say: Texts) -> str:
    day = say.date(waiting.closed_at.astimezone(zone).date())
    return say("cardreview.wave", instrument=waiting.wave, day=day)


def _choices(key: str, *, say: Texts) -> list[Action]:
    release = execute(say("cardreview.release"), "comments.release", data={"key": key})
    return [release, _delete(key, say=say)]


def _delete(key: str, *, say: Texts, **where: str) -> Action:
    return execute(say("cardreview.delete"), "comments.delete", data={"key": key, **where})


def _fitting(comments: Iterable[str], *, frame: int) -> int:
    sizes = accumulate(len(json.dumps(text, ensure_ascii=False).encode()) + frame for text in comments)
    return sum(1 for size in sizes if size <= ROOM)


def _rest(left: int, *, say: Texts) -> list[CardElement]:
    return [small(say.count("cardresults.comments.more", left))] if left else []
