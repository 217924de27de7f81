"""What somebody settles for themselves: the language, quiet hours, a pause of reminders; saved together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from microsoft_teams.cards import Action, CardElement, Choice, ChoiceSetInput, DateInput, TimeInput

from cards.elements import Card, box, buttons, card, execute, heading, paragraph, small, title
from content.texts import LANGUAGES
from followups.quiet_hours import MOST_HOURS
from locales import Texts, texts

AS_LISTED: Final = "listed"
"""Chosen in the place of a language: the one of the directory or of Teams."""
QUIET: Final = ("quiet_from", "quiet_until")
PAUSE: Final = "pause_until"
WHOLE: Final = {"form": "whole"}
"""Sent with the form: what is left empty there is meant to be empty."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What stands on the form, as typed; `holds` names what can be ended: "quiet", "pause"."""

    typed: Mapping[str, str]
    holds: Collection[str]
    today: date
    last_day: date


def settings_card(
    settings: Settings, *, mistakes: Collection[str] = (), is_saved: bool = False, language: str
) -> Card:
    """Show the form with what holds or was typed, and say what is wrong with it or that it is saved."""
    say = texts(language)
    wrong = [paragraph(_mistake(each, settings, say=say)) for each in mistakes]
    saved = [box([paragraph(say("cardpersonal.saved"))], tone="good")] if is_saved else []
    body: list[CardElement] = [
        title(say("cardpersonal.heading")),
        *([box(wrong, tone="attention")] if wrong else saved),
        _language(settings, say=say),
        heading(say("cardpersonal.quiet")),
        small(say("cardpersonal.quiet_why")),
        *(_time(name, settings, say=say) for name in QUIET),
        small(say("cardpersonal.quiet_shift")),
        heading(say("cardpersonal.pause")),
        small(say("cardpersonal.pause_why")),
        _pause(settings, say=say),
        *(buttons([each]) for each in _buttons(settings, say=say)),
    ]
    return card(body, language=language)


def _mistake(mistake: str, settings: Settings, *, say: Texts) -> str:
    return say(f"cardpersonal.wrong.{mistake}", day=say.date(settings.last_day), hours=MOST_HOURS)


def _language(settings: Settings, *, say: Texts) -> ChoiceSetInput:
    names: dict[str, str] = {each: texts(each)(f"terms.language.{each}") for each in LANGUAGES}
    offered = {AS_LISTED: say("cardpersonal.as_listed"), **names}
    return ChoiceSetInput(
        id="language",
        label=say("cardpersonal.language"),
        value=settings.typed.get("language", AS_LISTED),
        style="compact",
        is_required=True,
        error_message=say("cardpersonal.needed"),
        choices=[Choice(title=name, value=value) for value, name in offered.items()],
    )


def _time(name: str, settings: Settings, *, say: Texts) -> TimeInput:
    return TimeInput(id=name, label=say(f"cardpersonal.field.{name}"), value=settings.typed.get(name) or None)


def _pause(settings: Settings, *, say: Texts) -> DateInput:
    return DateInput(
        id=PAUSE,
        label=say("cardpersonal.field.pause_until"),
        value=settings.typed.get(PAUSE) or None,
        min=settings.today.isoformat(),
        max=settings.last_day.isoformat(),
    )


def _buttons(settings: Settings, *, say: Texts) -> list[Action]:
    """Offer to save, and to end what holds: not every phone lets a time or a day be emptied."""
    save = execute(say("cardpersonal.save"), "settings.save", data=WHOLE, inputs="auto", style="positive")
    ends = {"quiet": dict.fromkeys(QUIET, ""), "pause": {PAUSE: ""}}
    return [
        save,
        *(
            execute(say(f"cardpersonal.end.{each}"), "settings.save", data=data)
            for each, data in ends.items()
            if each in settings.holds
        ),
    ]
