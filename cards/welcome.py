"""The first words and the way back: who the bot is, what it can do for this person, and in which language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from microsoft_teams.cards import Action, CardElement

from cards.elements import Card, buttons, card, execute, paragraph, small, title
from cards.languages import language_buttons
from locales import Texts, texts

Offer = Literal[
    "survey",
    "next",
    "results",
    "plan",
    "questions",
    "channel",
    "status",
    "pulse",
    "review",
    "audit",
    "connections",
    "privacy",
    "settings",
    "language",
]
"""What a person may be offered; "survey" needs the id of a wave that is open to them."""

_VERBS: Final = {
    "next": "next.show",
    "results": "results.show",
    "plan": "plan.show",
    "questions": "guide.theme",
    "channel": "admin.channel",
    "status": "waves.status",
    "pulse": "waves.new",
    "review": "comments.review",
    "audit": "admin.audit",
    "connections": "admin.reach",
    "privacy": "survey.privacy",
    "settings": "settings.show",
}


def welcome_card(*, language: str, offers: Sequence[Offer], wave_id: str | None = None) -> Card:
    """Greet somebody who meets the bot for the first time."""
    return _spoken("welcome", ("what", "confidential", "next"), language, offers=offers, wave_id=wave_id)


def help_card(*, language: str, offers: Sequence[Offer], wave_id: str | None = None) -> Card:
    """Tell what the bot can do; `offers` are the things this person's rights allow."""
    return _spoken("help", ("what", "words"), language, offers=offers, wave_id=wave_id)


def _spoken(
    name: str, sentences: Sequence[str], language: str, *, offers: Sequence[Offer], wave_id: str | None
) -> Card:
    say = texts(language)
    *first, last = sentences
    body: list[CardElement] = [
        title(say(f"cardwelcome.{name}.heading")),
        *(paragraph(say(f"cardwelcome.{name}.{sentence}")) for sentence in first),
        small(say(f"cardwelcome.{name}.{last}")),
    ]
    rows = [_offered(offer, say=say, wave_id=wave_id) for offer in offers]
    return card([*body, *(buttons(row) for row in rows if row)], language=language)


def _offered(offer: Offer, *, say: Texts, wave_id: str | None) -> Sequence[Action]:
    match offer:
        case "survey" if wave_id is not None:
            data = {"wave": wave_id, "language": say.language}
            return [execute(say("cardwelcome.offer.survey"), "survey.language", data=data, style="positive")]
        case "language":
            return language_buttons(say.language)
        case _ if offer in _VERBS:
            return [execute(say(f"cardwelcome.offer.{offer}"), _VERBS[offer])]
        case _:
            return []
