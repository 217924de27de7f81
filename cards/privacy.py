"""What becomes of an answer, told plainly: who sees what, who sees nothing, what would still be possible."""

from __future__ import annotations

from typing import Final

from cards.elements import Card, card, heading, paragraph, title
from locales import texts

PARTS: Final = ("supervisor", "hr", "colleagues", "comments", "nobody", "operator", "after")


def privacy_card(*, k: int, language: str, has_comments: bool = True) -> Card:
    """Answer "what does my supervisor see?" for a wave whose smallest shown group is `k`.

    `has_comments` says that it may ask for an open comment.
    """
    say = texts(language)
    body = [title(say("cardprivacy.heading")), paragraph(say("cardprivacy.promise"))]
    for part in PARTS if has_comments else [part for part in PARTS if part != "comments"]:
        body += [heading(say(f"cardprivacy.{part}.heading")), paragraph(say(f"cardprivacy.{part}.text", k=k))]
    return card(body, language=language)
