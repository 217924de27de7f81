"""The language switch: a button for each other language, named in that language."""

from __future__ import annotations

from collections.abc import Mapping

from microsoft_teams.cards import ExecuteAction

from cards.elements import execute
from content.texts import LANGUAGES
from locales import texts


def language_buttons(current: str, *, data: Mapping[str, str] | None = None) -> list[ExecuteAction]:
    """Make the buttons that ask for the same thing in the other languages."""
    return [
        execute(
            texts(other)("cardwelcome.switch"), "survey.language", data={**(data or {}), "language": other}
        )
        for other in LANGUAGES
        if other != current
    ]
