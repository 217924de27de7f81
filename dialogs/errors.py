"""Why somebody does not get what they asked for: named values, and the table that puts them in kind words."""

from __future__ import annotations

from collections.abc import Collection

from cards.notices import found_sentence, notice_card
from content.personal_data import Kind
from dialogs.reply import Reply
from locales import texts


class Declined(Exception):
    """Somebody asked for what cannot be given."""


class Unexplained(Declined):
    """One answer to several reasons, which must not tell them apart, nor must the time that it takes."""


class Refused(Unexplained):
    """No right, too few answers, or no such thing: one and the same answer."""


class NotInDirectory(Declined):
    """The person is not known to the organisation."""


class WaveClosed(Declined):
    """The wave takes no more answers."""


class StaleCard(Declined):
    """The card belongs to nothing that exists."""


class NotYourPulse(Unexplained):
    """The wave was not sent to this person, or there is none: one and the same answer."""


class NotYourUnit(Unexplained):
    """Somebody else's unit to link to a channel, or none: one and the same answer, and the card stays."""


class NotYourVote(Unexplained):
    """The vote is of another team, of those one leads, or there is none: one and the same answer."""


class VoteOver(Declined):
    """The vote takes no more answers."""


class Incomplete(Declined):
    """Something on the pressed card can be mended, so the card stays; `notice` names the sentence on it.

    `found` is what a comment seems to hold. All of it is one class, for the log tells its name: a comment
    that names somebody, one that is too long and a missing answer look the same there.
    """

    def __init__(self, notice: str, *, found: Collection[Kind] = ()) -> None:
        super().__init__()
        self.notice = notice
        self.found = found


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
    NotYourVote: "not_your_vote",
    VoteOver: "vote_over",
    AskInPrivate: "ask_in_private",
    UnknownVerb: "stale_card",
}


def kind_words(declined: Declined, *, language: str) -> Reply:
    """Answer kindly; what can be mended on the pressed card leaves the card there."""
    if isinstance(declined, Incomplete):
        return Reply(note=_what_to_mend(declined, language=language))
    if isinstance(declined, NotYourUnit):
        return Reply(note=texts(language)("cardchannel.refused"))
    return Reply(card=notice_card(_NOTICES[type(declined)], language=language))


def went_wrong(*, language: str) -> Reply:
    """Say that something broke and that nothing is lost by trying again."""
    return Reply(note=texts(language)("cardnotice.something_went_wrong.sentence"))


def _what_to_mend(declined: Incomplete, *, language: str) -> str:
    if declined.found:
        return found_sentence(declined.notice, declined.found, language=language)
    return texts(language)(f"cardnotice.{declined.notice}.sentence")
