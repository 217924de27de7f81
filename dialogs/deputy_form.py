"""Reads the form by which a deputy is appointed, and appoints whom it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import uuid4

from cards.deputy_parts import Wrong
from dialogs.deputy_scope import EVERY, Scope
from dialogs.turn import Turn
from directory.organisation import Person, Unit
from directory.rights import may_do
from followups.deputies import Term, mistakes_of
from storage.actors import find_actor
from storage.audit import record_audit
from storage.deputies import Deputy, ids_of, list_deputies, record_deputy
from storage.deputy_news import record_appointed

_FIELDS: Final = ("unit", "person", "from", "until")
_LONGEST: Final = 64
"""Signs of an id or a day; what is longer came from no card of ours and is not given back."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that cannot be used: what stands in it, and each mistake with its unit or nothing."""

    values: Mapping[str, str]
    wrong: Sequence[tuple[Wrong, str]]


@dataclass(frozen=True, slots=True)
class Appointment:
    """Somebody who is to stand in in some units for a while."""

    person: str
    codes: Sequence[str]
    term: Term


def typed_in(turn: Turn) -> dict[str, str]:
    """Read what was typed; clients leave out what is empty."""
    return {name: word for name in _FIELDS if len(word := turn.word(name).strip()) <= _LONGEST}


async def read_form(turn: Turn, scope: Scope) -> Appointment | Typed:
    """Read the form, or give it back with all that is wrong."""
    typed = typed_in(turn)
    units = _units(typed.get("unit", ""), scope)
    first, last = _day(typed.get("from", "")), _day(typed.get("until", ""))
    wrong: list[tuple[Wrong, str]] = [] if units else [("unit", "")]
    wrong += [(each, "") for each in mistakes_of(first, last, today=turn.today)]
    person = typed.get("person", "").lower()
    found = await find_actor(turn.connection, person, now=turn.now)
    if found is None:
        return Typed(typed, [("person", ""), *wrong])
    wrong += [(key, unit.name(turn.language)) for key, unit in _unfit(turn, found.person, units)]
    if wrong or first is None or last is None:
        return Typed(typed, wrong)
    asked = Appointment(person, [unit.code for unit in units], Term(first, last))
    names = {unit.code: unit.name(turn.language) for unit in units}
    _, overlapping = await _split(turn, asked)
    wrong += [("overlap", names[code]) for code in overlapping]
    return Typed(typed, wrong) if wrong else asked


async def appointed(turn: Turn, asked: Appointment) -> bool:
    """Appoint where that has not been done yet, and have it told; say whether anything was new."""
    connection, actor, now = turn.connection, turn.heard.person, turn.now
    starts_at, ends_at = asked.term.moments(turn.desk.zone)
    known, _ = await _split(turn, asked)
    new = [code for code in asked.codes if code not in known]
    for name, code in zip(ids_of(uuid4().hex, len(new)), new, strict=True):
        made = Deputy(name, code, asked.person, starts_at, ends_at)
        await record_deputy(connection, made)
        await record_appointed(connection, made, actor=actor, now=now)
        subject = f"{code}/{asked.person}"
        await record_audit(connection, "deputy.appointed", subject=subject, actor=actor, now=now)
    return bool(new)


def _units(typed: str, scope: Scope) -> list[Unit]:
    if scope.is_named:
        return list(scope.units)
    meant = set(scope.own) if typed == EVERY else {typed}
    return [unit for unit in scope.units if unit.code in meant]


def _unfit(turn: Turn, person: Person, units: Sequence[Unit]) -> Iterator[tuple[Wrong, Unit]]:
    """Name what speaks against somebody: nobody stands in for themselves, nor where they lead already."""
    if person.aad_object_id == turn.heard.person:
        yield from (("self", unit) for unit in units[:1])
        return
    for_good = replace(person, stands_in=())
    yield from (("leads", unit) for unit in units if may_do(for_good, "lead", (unit.code,)))


async def _split(turn: Turn, asked: Appointment) -> tuple[set[str], list[str]]:
    """Give the units for which just this is done already, and those for which it meets something else."""
    starts_at, ends_at = asked.term.moments(turn.desk.zone)
    same, other = set[str](), list[str]()
    for each in await list_deputies(turn.connection, asked.codes, now=turn.now):
        if each.person != asked.person:
            continue
        if (each.starts_at, each.ends_at) == (starts_at, ends_at):
            same.add(each.code)
        elif each.starts_at < ends_at and starts_at < each.ends_at:
            other.append(each.code)
    return same, other


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
