"""Why somebody does not get what they asked for: named values, and the table that puts them in kind words."""

from __future__ import annotations

from cards.notices import notice_card
from dialogs.reply import Reply
from locales import texts


class Declined(Exception):
    """Somebody asked for what cannot be given."""


class Refused(Declined):
    """No right, too few answers, or no such thing: one and the same answer."""


class NotInDirectory(Declined):
    """The person is not known to the organisation."""


class WaveClosed(Declined):
    """The wave takes no more answers."""


class StaleCard(Declined):
    """The card belongs to nothing that exists."""


class NotYourPulse(Declined):
    """The wave was not sent to this person."""


class Incomplete(Declined):
    """An answer is missing or is none of the choices."""


class CommentTooLong(Declined):
    """The comment is longer than a ballot holds."""


class AskInPrivate(Declined):
    """Others would read along."""


class UnknownVerb(Declined):
    """The card's button means nothing to us (any more)."""


_NOTICES: dict[type[Declined], str] = {
    Refused: "refusal",
    NotInDirectory: "not_in_directory",
    WaveClosed: "wave_closed",
    StaleCard: "stale_card",
    NotYourPulse: "not_your_pulse",
    Incomplete: "incomplete",
    CommentTooLong: "comment_too_long",
    AskInPrivate: "ask_in_private",
    UnknownVerb: "stale_card",
}
_KEEPS_THE_CARD = (Incomplete, CommentTooLong)


def kind_words(declined: Declined, *, language: str) -> Reply:
    """Answer kindly; what can be mended on the pressed card leaves the card there."""
    key = _NOTICES[type(declined)]
    if isinstance(declined, _KEEPS_THE_CARD):
        return Reply(note=texts(language)(f"cardnotice.{key}.sentence"))
    return Reply(card=notice_card(key, language=language))


def went_wrong(*, language: str) -> Reply:
    """Say that something broke and that nothing is lost by trying again."""
    return Reply(note=texts(language)("cardnotice.something_went_wrong.sentence"))
