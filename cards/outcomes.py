"""What surveys say of a development target: how it stands now, how sure that is, and whether it has moved."""

from __future__ import annotations

from microsoft_teams.cards import CardElement

from cards.elements import line, small
from locales import Texts
from scoring.in_words import margin_in_words, mean_in_words
from scoring.outcomes import Outcome, Outcomes, Reading


def outcome_part(outcomes: Outcomes, target: str, *, say: Texts) -> list[CardElement]:
    """Say what is published of a target."""
    shown = outcomes.shown.get(target, ())
    return [line(_now(each, say=say), note=_notes(each, say=say)) for each in shown]


def silence_part(outcomes: Outcomes, *, say: Texts) -> list[CardElement]:
    """Say kindly why a pulse that has been answered shows nothing."""
    is_shown = any(each.is_pulse for shown in outcomes.shown.values() for each in shown)
    return [small(say("cardfollowup.outcome.none"))] if outcomes.was_asked and not is_shown else []


def _now(outcome: Outcome, *, say: Texts) -> str:
    day, figure = say.date(outcome.now.closed_on), mean_in_words(outcome.now.figure, say)
    if outcome.is_pulse:
        return say("cardfollowup.outcome.pulse", day=day, figure=figure)
    low, high = outcome.span
    return say("cardfollowup.outcome.item", day=day, figure=figure, low=low, high=high)


def _notes(outcome: Outcome, *, say: Texts) -> str:
    margin = margin_in_words(outcome.published, outcome.name, span=outcome.span, say=say)
    moved = _moved(outcome, outcome.before, say=say) if outcome.before is not None else ""
    return ". ".join(part.rstrip(".") for part in (margin, moved) if part)


def _moved(outcome: Outcome, before: Reading, *, say: Texts) -> str:
    figure = mean_in_words(before.figure, say)
    if outcome.change is None:
        return say("cardfollowup.outcome.before", day=say.date(before.closed_on), figure=figure)
    return say(f"findings.change.{outcome.change}", before=f"{figure} ({say.date(before.closed_on)})")
