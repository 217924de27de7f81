"""A result as a file: which kind is wanted, and Teams' own cards that ask for a place and show the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal

from microsoft_teams.cards import CardElement

from cards.elements import Card, buttons, card, execute, paragraph, plain_name, small, title
from directory.organisation import Unit
from locales import texts

Kind = Literal["xlsx", "pptx", "pdf", "csv", "units"]
Paperwork = Literal["xlsx", "pptx", "pdf", "csv", "units", "calendar"]
"""All that is offered as a file; a calendar is no result."""
KINDS: Final[tuple[Kind, ...]] = ("xlsx", "pptx", "pdf", "csv", "units")
"""What there is to choose; "units" is the table of a unit and all below it."""
CONSENT: Final = "application/vnd.microsoft.teams.card.file.consent"
STORED: Final = "application/vnd.microsoft.teams.card.file.info"

NOTICES: Final = (
    "declined",
    "no_pdf",
    "no_place",
    "forbidden-host",
    "refused",
    "gone",
    "full",
    "too-large",
    "busy",
    "unreachable",
)
"""Why there is no file."""
_OTHERWISE: Final = ("no_pdf", "too-large")
"""What another kind of file helps against; the rest, but for a no, can be tried again."""


def export_card(unit: Unit, *, wave_id: str, kinds: Sequence[Kind], language: str) -> Card:
    """Ask which kind of file is wanted, say what each is good for, and lead back to the result."""
    say = texts(language)
    asked = {"unit": unit.code, "wave": wave_id}
    body: list[CardElement] = [
        title(say("export.heading")),
        plain_name(unit.name(language)),
        paragraph(say("export.care")),
        *(each for kind in kinds for each in _choice(kind, asked, language=language)),
        small(say("export.where")),
    ]
    back = execute(say("export.back"), "results.show", data=asked)
    return card(body, language=language, actions=[back])


def export_notice(key: str, *, asked: Mapping[str, str], language: str, verb: str = "results.export") -> Card:
    """Say why there is no file and what to do; `asked` is what the button for another try sends."""
    say = texts(language)
    body = [title(say(f"export.{key}.heading")), paragraph(say(f"export.{key}.sentence"))]
    if key == "declined":
        return card(body, language=language)
    is_other = key in _OTHERWISE
    sent = {name: each for name, each in asked.items() if not (is_other and name == "format")}
    again = execute(say("export.other" if is_other else "export.again"), verb, data=sent)
    return card(body, language=language, actions=[again])


def consent_message(
    name: str, *, kind: Paperwork, size: int, asked: Mapping[str, str], language: str
) -> dict[str, Any]:
    """Make Teams ask whether a file of `size` bytes may be put into the person's OneDrive.

    `asked` comes back with the answer; it goes through the client and holds ids only.
    """
    say = texts(language)
    content = {
        "description": say("export.consent", kind=say(f"export.kind.{kind}")),
        "sizeInBytes": size,
        "acceptContext": dict(asked),
        "declineContext": {},
    }
    return _message({"contentType": CONSENT, "name": name, "content": content})


def stored_message(*, name: str, url: str, unique_id: str, file_type: str) -> dict[str, Any]:
    """Make Teams show a file that is in the person's OneDrive."""
    content = {"uniqueId": unique_id, "fileType": file_type}
    return _message({"contentType": STORED, "contentUrl": url, "name": name, "content": content})


def _choice(kind: Kind, asked: Mapping[str, str], *, language: str) -> Iterator[CardElement]:
    say = texts(language)
    yield paragraph(say(f"export.for.{kind}"))
    label = say(f"export.kind.{kind}")
    yield buttons([execute(label, "results.export", data={**asked, "format": kind})])


def _message(attachment: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "message", "attachments": [dict(attachment)]}
