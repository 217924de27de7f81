"""How a plan came to be as it is: its versions, the newest first, with what each of them changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from microsoft_teams.cards import CardElement

from cards.elements import Card, buttons, card, execute, heading, line, paragraph, plain_name, small, title
from cards.plan_parts import cut, fitted
from directory.organisation import Unit
from followups.plan_changes import Change
from followups.plan_words import Owners, value_in_words
from locales import Texts, texts

VERSIONS: Final = 4
"""Versions on a card."""
_MOST_CHANGES: Final = 12


@dataclass(frozen=True, slots=True)
class Step:
    """A version: the day it was saved on, and what it changed; nothing for the first one."""

    version: int
    day: date
    changes: Sequence[Change]


def history_card(
    unit: Unit, steps: Sequence[Step], *, owners: Owners, page: int, has_older: bool, language: str
) -> Card:
    """Show some versions of a plan."""
    say = texts(language)
    rows = []
    if has_older:
        data = {"unit": unit.code, "page": str(page + 1)}
        rows.append(buttons([execute(say("cardplan.history.older"), "plan.history", data=data)]))
    if page:
        data = {"unit": unit.code, "page": str(page - 1)}
        rows.append(buttons([execute(say("cardplan.history.newer"), "plan.history", data=data)]))
    rows.append(buttons([execute(say("cardplan.back"), "plan.show", data={"unit": unit.code})]))
    head = [title(say("cardplan.history")), plain_name(unit.name(language))]

    def build(longest: int) -> Card:
        told = [part for step in steps for part in _step(step, min(longest, 160), owners=owners, say=say)]
        return card([*head, *told, *rows], language=language)

    return fitted(build)


def _step(step: Step, longest: int, *, owners: Owners, say: Texts) -> Iterator[CardElement]:
    yield heading(say("cardplan.history.version", version=step.version, day=say.date(step.day)))
    if step.version == 1:
        yield paragraph(say("cardplan.history.first"))
    elif not step.changes:
        yield paragraph(say("cardplan.history.same"))
    for change in step.changes[:_MOST_CHANGES]:
        yield _change(change, longest, owners=owners, say=say)
    if len(step.changes) > _MOST_CHANGES:
        yield small(say.count("cardplan.history.rest", len(step.changes) - _MOST_CHANGES))


def _change(change: Change, longest: int, *, owners: Owners, say: Texts) -> CardElement:
    """Say what it is now, and below it what it was."""
    what = say(f"cardplan.column.{change.what}")
    named = say("cardplan.history.what", target=cut(change.target, 40), what=what) if change.target else what
    if change.what in {"added", "removed"}:
        return line(cut(change.target, longest), note=what)
    is_new = change.before in (None, "", ())
    now = cut(value_in_words(change.what, change.after, owners=owners, say=say), longest)
    was = cut(value_in_words(change.what, change.before, owners=owners, say=say), longest)
    return line(now, note=named if is_new else say("cardplan.history.was", what=named, before=was))
