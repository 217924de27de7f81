"""What the caller puts into the app package, and the limits Teams sets to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from content.texts import LANGUAGES, Language, Text

Scope = Literal["personal", "team"]
Words = Mapping[Language, Mapping[str, str]]  # the package's own texts by language and localisation key

MOST_COMMANDS = 12
LONGEST = {
    "name.short": 30,
    "name.full": 100,
    "description.short": 80,
    "description.full": 4000,
    "title": 32,  # stricter than the newest schema: what older clients still show whole
    "description": 128,
    "developer.name": 32,
}

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NOBODY = "00000000-0000-0000-0000-000000000000"
_VERSION = re.compile(r"(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}")
_DOMAIN = re.compile(r"(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)
_LINK = re.compile(r"https://[^\s/]+\.[^\s]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Command:
    """Words Teams offers to send to the bot, in the lists of these scopes; "team" covers group chats."""

    title: Text
    description: Text
    scopes: tuple[Scope, ...] = ("personal", "team")


@dataclass(frozen=True, slots=True)
class Developer:
    """Who answers for the app: https links; an empty one leads to the website."""

    name: str
    website: str
    privacy: str = ""
    terms: str = ""

    @classmethod
    def of(cls, domains: Sequence[str]) -> Developer:
        """Name the owner of the first domain that is no pattern."""
        first = next((domain for domain in domains if not domain.startswith("*")), "")
        return cls(name=first[: LONGEST["developer.name"]], website=f"https://{first}/")


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything a package is made of besides its icons."""

    app_id: str
    version: str
    domains: Sequence[str]
    commands: Sequence[Command]
    developer: Developer
    words: Words


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing Teams would not take: where it stands and what is wrong with it."""

    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}"


class BadManifest(Exception):
    """The package cannot be built; `flaws` holds every reason."""

    def __init__(self, flaws: tuple[Flaw, ...]) -> None:
        super().__init__("; ".join(map(str, flaws)))
        self.flaws = flaws


def find_flaws(parts: Parts) -> tuple[Flaw, ...]:
    """Return everything Teams would refuse."""
    return (
        *_flaws_of_identity(parts.app_id, parts.version),
        *_flaws_of_links(parts.domains, parts.developer),
        *_flaws_of_commands(parts.commands),
        *_flaws_of_words(parts.words),
    )


def _flaws_of_identity(app_id: str, version: str) -> Iterator[Flaw]:
    if not _UUID.fullmatch(app_id) or app_id == _NOBODY:
        yield Flaw("app_id", "not the UUID of a registered app")
    if not _VERSION.fullmatch(version):
        yield Flaw("version", "not three numbers such as 1.4.0")


def _flaws_of_links(domains: Sequence[str], developer: Developer) -> Iterator[Flaw]:
    for domain in domains:
        if not _DOMAIN.fullmatch(domain):
            yield Flaw("domains", f"{domain!r} is not a domain such as pulse.example.org")
    yield from _flaws_of_text("developer.name", developer.name, LONGEST["developer.name"])
    for field in ("website", "privacy", "terms"):
        link = getattr(developer, field)
        if (link or field == "website") and not _LINK.fullmatch(link):
            yield Flaw(f"developer.{field}", f"{link!r} is not an https link")


def _flaws_of_commands(commands: Sequence[Command]) -> Iterator[Flaw]:
    for number, command in enumerate(commands):
        for field, text in (("title", command.title), ("description", command.description)):
            for language in LANGUAGES:
                place = f"commands[{number}].{field} ({language})"
                yield from _flaws_of_text(place, text.say(language), LONGEST[field])
        if not command.scopes:
            yield Flaw(f"commands[{number}].scopes", "empty")
    for scope in ("personal", "team"):
        listed = [command for command in commands if scope in command.scopes]
        yield from _flaws_of_list(scope, listed)


def _flaws_of_list(scope: str, commands: Sequence[Command]) -> Iterator[Flaw]:
    if not commands:
        yield Flaw(f"commands for {scope}", "none, but phones hide a bot without commands")
    if len(commands) > MOST_COMMANDS:
        yield Flaw(f"commands for {scope}", f"{len(commands)}, the limit is {MOST_COMMANDS}")
    for language in LANGUAGES:
        titles = [command.title.say(language).casefold() for command in commands]
        for title in sorted({title for title in titles if titles.count(title) > 1}):
            yield Flaw(f"commands for {scope} ({language})", f"{title!r} twice")


def _flaws_of_words(words: Words) -> Iterator[Flaw]:
    for language, said in words.items():
        for field, text in said.items():
            yield from _flaws_of_text(f"{field} ({language})", text, LONGEST[field])


def _flaws_of_text(field: str, text: str, limit: int) -> Iterator[Flaw]:
    if not text.strip():
        yield Flaw(field, "empty")
    if len(text) > limit:
        yield Flaw(field, f"{len(text)} characters, the limit is {limit}")
