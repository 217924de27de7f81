"""What the ids of a line are called, in the reader's language; what nobody knows is shown as it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from cards.audit_kinds import KINDS
from directory.organisation import ROLES, Unit
from locales import Texts

LONGEST: Final = 160
"""Characters of what a line is about; reasons of failures can be long."""
_PARTS: Final = re.compile(r"/|: ")
_OBJECT_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_WITHOUT_PERSON: Final = ("shell", "clock", "teams", "erased")
_ALL: Final = ("*", "all")


@dataclass(frozen=True, slots=True)
class Names:
    """What is known by its id: people by name or mark, units, waves with their day, and units of plans."""

    people: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)
    waves: Mapping[str, tuple[str, datetime]] = field(default_factory=dict)
    plans: Mapping[str, str] = field(default_factory=dict)


def parts_of(subject: str) -> list[str]:
    """Take a subject apart into what may be an id each."""
    return [part.removeprefix("hr:") for part in _PARTS.split(subject) if part]


def is_object_id(word: str) -> bool:
    """Say whether a word has the form of a person's id."""
    return _OBJECT_ID.fullmatch(word) is not None


def who_in_words(actor: str, names: Names, *, say: Texts) -> str:
    """Name whoever did something."""
    if actor in _WITHOUT_PERSON:
        return say(f"cardaudit.who.{actor}")
    if actor in names.people:
        return names.people[actor]
    mark = names.marks.get(actor)
    return say("cardaudit.who.unnamed", mark=mark) if mark else actor


def about_in_words(subject: str, names: Names, *, say: Texts, zone: ZoneInfo) -> str:
    """Name what something was done to."""
    said = [_word(part, names, say=say, zone=zone) for part in _PARTS.split(subject) if part]
    whole = " · ".join(said)
    return whole if len(whole) <= LONGEST else f"{whole[: LONGEST - 1]}…"


def _word(part: str, names: Names, *, say: Texts, zone: ZoneInfo) -> str:
    if part.startswith("hr:"):
        return say("cardaudit.partner", unit=_unit(part.removeprefix("hr:"), names, say=say))
    if part in names.units or part in names.plans:
        return _unit(names.plans.get(part, part), names, say=say)
    if part in names.waves:
        instrument, opens_at = names.waves[part]
        day = say.date(opens_at.astimezone(zone).date())
        return say("cardaudit.wave", instrument=instrument, day=day)
    if part in names.people or part in names.marks or part == "erased":
        return who_in_words(part, names, say=say)
    return _own_word(part, say=say)


def _own_word(part: str, *, say: Texts) -> str:
    """Say what is no id: a role, a kind of lines, everything; else leave it as it is."""
    if part in ROLES:
        return say(f"cardaudit.role.{part}")
    if part in KINDS:
        return say(f"cardaudit.kind.{part}")
    return say("cardaudit.whole") if part in _ALL else part


def _unit(code: str, names: Names, *, say: Texts) -> str:
    unit = names.units.get(code)
    return unit.name(say.language) if unit else code
