"""Whether somebody is reminded of surveys, and the buttons to choose otherwise."""

from __future__ import annotations

from datetime import date

from cards.elements import Card, buttons, card, execute, paragraph, small, title
from followups.pauses import LENGTHS
from locales import texts


def reminders_card(*, paused_until: date | None, language: str) -> Card:
    """Tell whether reminders are paused, until which day, and offer what can be chosen."""
    say = texts(language)
    if paused_until is None:
        now = say("cardreminders.coming")
        choices = [
            execute(say(f"cardreminders.pause.{length}"), "reminders.pause", data={"length": length})
            for length in LENGTHS
        ]
    else:
        now = say("cardreminders.paused", day=say.date(paused_until))
        choices = [execute(say("cardreminders.resume"), "reminders.resume")]
    return card(
        [
            title(say("cardreminders.heading")),
            paragraph(now),
            small(say("cardreminders.invitations")),
            *(buttons([choice]) for choice in choices),
        ],
        language=language,
    )
