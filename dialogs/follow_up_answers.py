"""What somebody has filled in at a follow-up: read off the form, and checked."""

from __future__ import annotations

from dataclasses import replace

from cards.follow_up import input_name
from dialogs.turn import Turn
from followups.look_backs import FIELDS, LONGEST_REPORT, LookBack, Looked
from followups.plan_states import ENDED, may_move
from locales import texts


def filled_in(turn: Turn, look: LookBack) -> LookBack:
    """Give the targets as the form has them; those that are over have no fields and stay."""
    return replace(look, targets=tuple(_read(turn, each) for each in look.targets))


def what_to_mend(look: LookBack, *, language: str) -> str:
    """Say what cannot be recorded as it is; nothing when all can."""
    say = texts(language)
    if not all(may_move(each.state, each.chosen) for each in look.targets):
        return say("cardfollowup.bad_state")
    written = (getattr(each, field) for each in look.targets for field in FIELDS)
    if any(len(text) > LONGEST_REPORT for text in written):
        return say("cardfollowup.too_long", most=LONGEST_REPORT)
    return ""


def _read(turn: Turn, target: Looked) -> Looked:
    if target.state in ENDED:
        return target
    read = {field: turn.word(input_name(field, target.id)).strip() for field in FIELDS}
    chosen = turn.word(input_name("state", target.id))
    needs = turn.word(input_name("needs_support", target.id)) == "true"
    # What is no state goes on as it was sent: it is refused, never guessed at.
    return replace(target, chosen=chosen or target.state, needs_support=needs, **read)  # type: ignore[arg-type]
