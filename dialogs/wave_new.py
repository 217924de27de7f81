"""HR opens a survey: the form, empty or with what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from cards.wave_form import Form, form_card, that_fit
from dialogs import survey
from dialogs.errors import AskInPrivate, Refused
from dialogs.intents import pulsed_unit_in
from dialogs.reply import Reply
from dialogs.turn import Turn
from dialogs.wave_typed import (
    Read,
    find_units,
    known_instruments,
    token_of,
    typed_of,
    units_to_ask,
)
from directory.organisation import Unit
from directory.rights import may_do, may_somewhere
from followups.clock_rules import Problem

USUAL_DAYS: Final = timedelta(days=14)
_USUAL: Final = {
    "opens_time": "09:00",
    "closes_time": "16:00",
    "reminders": "1",
    "remind_whom": "all",
    "comments": "yes",
    "rest": "0",
}


async def new(turn: Turn) -> Reply:
    """Show the form, with what the card sends along."""
    check_opener(turn)
    return await _form(turn, typed_of(turn))


async def asked_for(turn: Turn) -> Reply:
    """Show the form to those who may open surveys, with the unit that was named; others answer theirs."""
    if not may_somewhere(turn.actor.person, "run"):
        return await survey.show(turn)
    check_opener(turn)
    name = pulsed_unit_in(turn.heard.words)
    if not name:
        return await _form(turn, typed_of(turn))
    found = await find_units(turn, name)
    if not found:
        raise Refused
    code = found[0].code if len(found) == 1 else ""
    problems = [] if code else [Problem("several")]
    return await _form(turn, {**typed_of(turn), "unit": code}, meant=found, problems=problems)


async def given_back(turn: Turn, read: Read, *, problems: Sequence[Problem] = ()) -> Reply:
    """Show the form with what was typed and what is wrong with it."""
    return await _form(turn, read.typed, meant=read.meant, problems=[*read.problems, *problems], is_new=False)


def check_opener(turn: Turn) -> None:
    """Raise unless somebody who may open surveys asks alone."""
    if not turn.heard.is_personal:
        raise AskInPrivate
    if not may_somewhere(turn.actor.person, "run"):
        raise Refused


async def _form(
    turn: Turn,
    typed: Mapping[str, str],
    *,
    meant: Sequence[Unit] = (),
    problems: Sequence[Problem] = (),
    is_new: bool = True,
) -> Reply:
    units = await units_to_ask(turn)
    offered = list(meant) if len(meant) > 1 else that_fit(units, turn.language)
    shown = dict(typed)
    if is_new:
        shown = {**_usual(turn, units), **{name: said for name, said in typed.items() if said}}
    codes = {unit.code for unit in offered}
    chosen = [unit for unit in units if unit.code == shown["unit"] and unit.code not in codes]
    asks = {each.id: each.name.say(turn.language) for each in known_instruments(turn).values()}
    shown |= {"token": token_of(turn)}
    form = Form(shown, asks, [*chosen, *offered], len(offered) == len(units), turn.desk.zone)
    return Reply(card=form_card(form, problems=problems, language=turn.language))


def _usual(turn: Turn, units: Sequence[Unit]) -> dict[str, str]:
    closes = (turn.today + USUAL_DAYS).isoformat()
    whole = may_do(turn.actor.person, "run")
    return {**_USUAL, "closes": closes, "unit": units[0].code if whole or len(units) == 1 else ""}
