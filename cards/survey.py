"""The form an employee answers: every question on one card, one tap each.

The choices stay expanded though the card is long on a phone: drop-downs cost two taps and hide the scale.
Only a scale too long for that, such as 0 to 10, is a drop-down. A question may hold a team's own words: they
stand in the label, which Teams draws as plain text, and never in a choice, which it reads as Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from microsoft_teams.cards import ActionSet, CardElement, Choice, ChoiceSetInput, TextInput

from cards.elements import Card, buttons, card, execute, paragraph, small, title
from cards.languages import language_buttons
from content.instrument import Instrument, Item
from locales import Texts, texts

COMMENT_INPUT = "comment"
COMMENT_LIMIT = 1000
DONT_KNOW = "0"
LONGEST_EXPANDED = 7
"""Labels of a scale that a phone has room for below each other."""


def survey_card(
    instrument: Instrument, *, wave_id: str, k: int, closes: datetime, zone: ZoneInfo, language: str
) -> Card:
    """Make the form of one wave; inputs are named by item id, "0" stands for "don't know"."""
    say = texts(language)
    body: list[CardElement] = [
        title(instrument.name.say(language)),
        paragraph(instrument.intro.say(language)),
        paragraph(say("cardsurvey.closes", moment=say.moment(closes, zone))),
        small(say("cardsurvey.confidential")),
        small(say("cardsurvey.threshold", k=k)),
        *_before_answering(say, wave_id=wave_id),
        *_questions(instrument, say=say),
        *_comment(instrument, say=say),
        *([small(instrument.note.say(language))] if instrument.note else []),
    ]
    submit = execute(
        say("cardsurvey.submit"), "survey.submit", data={"wave": wave_id}, inputs="auto", style="positive"
    )
    return card(body, language=language, actions=[submit])


def _before_answering(say: Texts, *, wave_id: str) -> list[ActionSet]:
    # At the top, where nothing is filled in yet: redrawing the form in another language forgets the choices.
    wave = {"wave": wave_id}
    privacy = execute(say("cardsurvey.privacy"), "survey.privacy", data=wave)
    return [buttons([privacy]), buttons(language_buttons(say.language, data=wave))]


def _questions(instrument: Instrument, *, say: Texts) -> Iterable[ChoiceSetInput]:
    total = len(instrument.items)
    for place, item in enumerate(instrument.items, start=1):
        is_long = len(instrument.scale_of(item).labels) > LONGEST_EXPANDED
        yield ChoiceSetInput(
            id=item.id,
            label=f"{place}/{total} · {item.text.say(say.language)}",
            style="compact" if is_long else "expanded",
            placeholder=say("cardsurvey.choose") if is_long else None,
            wrap=True,
            choices=_choices(instrument, item, language=say.language),
            is_required=True,
            error_message=say("cardsurvey.required"),
            spacing="Large",
            separator=True,
        )


def _choices(instrument: Instrument, item: Item, *, language: str) -> list[Choice]:
    labels = instrument.scale_of(item).labels
    scale = [
        Choice(title=label.say(language), value=str(value)) for value, label in enumerate(labels, start=1)
    ]
    return [*scale, Choice(title=instrument.dont_know.say(language), value=DONT_KNOW)]


def _comment(instrument: Instrument, *, say: Texts) -> Iterable[TextInput]:
    if instrument.comment is None:
        return
    yield TextInput(
        id=COMMENT_INPUT,
        label=instrument.comment.say(say.language),
        placeholder=say("cardsurvey.comment_hint"),
        is_multiline=True,
        max_length=COMMENT_LIMIT,
        spacing="Large",
        separator=True,
    )
