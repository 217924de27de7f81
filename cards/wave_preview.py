"""What employees will see of a survey, with nothing on it that answers."""

from __future__ import annotations

from cards.elements import Card, card, paragraph, title
from locales import texts


def preview_card(survey: Card, *, language: str) -> Card:
    """Show a survey's form without its buttons; whatever is filled in goes nowhere."""
    say = texts(language)
    above = card(
        [title(say("cardpulse.preview.heading")), paragraph(say("cardpulse.preview.why"))], language=language
    )
    questions = [element for element in survey["body"] if element["type"] != "ActionSet"]
    return {**survey, "body": [*above["body"], *questions], "actions": []}
