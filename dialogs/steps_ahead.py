"""What somebody has before them, read from the stores: waves, results, plans, follow-ups and their days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Final

from dialogs.turn import Turn
from directory.organisation import Person, Unit
from directory.rights import may_do
from followups.annual_clock import Entry, Occurrence, occurrences
from followups.next_steps import Step
from followups.plan_standing import Standing, State
from followups.working_time import is_working_day
from storage.annual_clock import list_entries
from storage.cycle import find_cycle
from storage.follow_ups import find_open
from storage.next_steps import list_planned_waves, list_unshared_waves, list_waves_open_to
from storage.organisation import list_units_by_code
from storage.plan_standing import Today, list_standings, list_units_in
from storage.plans import find_plan_of
from storage.teams import find_place
from storage.waves import Wave

_TO_BE_AGREED: Final[frozenset[State]] = frozenset({"talk", "agree", "missing", "draft"})


async def list_steps(turn: Turn, *, until: date, openings: int | None = None) -> list[Step]:
    """List somebody's steps in no order, of each entry of the clock at most so many `openings`."""
    return [
        *await _open_waves(turn),
        *await _coming_waves(turn, until=until, openings=openings),
        *await _plans(turn),
        *await _as_member(turn),
    ]


def sees_everything(person: Person) -> bool:
    """Say whether somebody looks at the whole: HR and management."""
    return may_do(person, "see")


async def today_of(turn: Turn) -> Today:
    """Give the day and the times by which units stand somewhere."""
    return Today(turn.now, turn.desk.zone, await find_cycle(turn.connection))


def name_of(turn: Turn, instrument: str) -> str:
    """Name a questionnaire; by its id when it is not there any more."""
    found = turn.desk.instruments.get(instrument)
    return found.name.say(turn.language) if found else instrument


async def _open_waves(turn: Turn) -> list[Step]:
    # Whoever has answered reads the same: nothing here asks the ballot box.
    return [
        Step("answer", _day(turn, wave), wave=wave.id, what=wave.instrument.name.say(turn.language))
        for wave in await list_waves_open_to(turn.connection, turn.heard.person, now=turn.now)
    ]


async def _coming_waves(turn: Turn, *, until: date, openings: int | None) -> list[Step]:
    """List what opens: for HR and management everywhere, else where all of the own unit is asked."""
    planned = await list_planned_waves(turn.connection, now=turn.now)
    entries = await list_entries(turn.connection)
    asked = {each.unit for each in entries} | {each.unit_code for each in planned}
    if sees_everything(turn.actor.person):
        names = _names(turn, await list_units_by_code(turn.connection, asked))
    else:
        # In a rotation a unit's turn follows from the tree on that day: it is not certain before.
        entries = [each for each in entries if each.shares == 1]
        planned = [each for each in planned if each.turn.shares == 1]
        place = await find_place(turn.connection, turn.actor.person.unit_code)
        names = dict.fromkeys(place.path if place else (), "")
    ahead = (
        step
        for entry in entries
        if entry.unit in names
        for step in islice(_openings(turn, entry, until=until, place=names[entry.unit]), openings)
    )
    return [*_planned(turn, planned, names), *ahead]


def _openings(turn: Turn, entry: Entry, *, until: date, place: str) -> Iterator[Step]:
    coming = occurrences(entry, since=turn.today, until=until, is_working_day=is_working_day)
    return (
        _opening(turn, each, place=place) for each in coming if each.moments(turn.desk.zone)[0] > turn.now
    )


def _opening(turn: Turn, each: Occurrence, *, place: str) -> Step:
    entry = each.entry
    return Step(
        "opens",
        each.opens_on,
        wave=each.wave_id,
        what=name_of(turn, entry.instrument),
        place=place,
        at=entry.opens,
    )


def _planned(turn: Turn, planned: Iterable[Wave], names: Mapping[str, str]) -> Iterator[Step]:
    for wave in planned:
        if wave.unit_code in names:
            opens = wave.opens_at.astimezone(turn.desk.zone)
            yield Step(
                "opens",
                opens.date(),
                wave=wave.id,
                what=wave.instrument.name.say(turn.language),
                place=names[wave.unit_code],
                at=opens.time(),
            )


async def _plans(turn: Turn) -> list[Step]:
    """List what units that somebody leads have before them, and count those below that are late."""
    person = turn.actor.person
    led, whole = set(person.leads), sees_everything(person)
    if not person.charge and not whole:
        return []
    inside = None if whole else [unit.code for unit in await list_units_in(turn.connection, person.charge)]
    standings = await list_standings(turn.connection, inside, on=await today_of(turn))
    names = _names(turn, await list_units_by_code(turn.connection, led))
    own = [step for each in standings if each.code in led for step in _of_unit(each, names[each.code])]
    return [*own, *_late([each for each in standings if each.code not in led], turn, whole=whole)]


def _of_unit(standing: Standing, place: str) -> Iterator[Step]:
    code, wave, plan, due_on = standing.code, standing.wave, standing.plan, standing.due_on
    if standing.talk_by is not None:
        yield Step("talk", standing.talk_by, wave=wave, unit=code, place=place)
    if due_on is not None and standing.state in _TO_BE_AGREED:
        yield Step("agree", due_on, wave=wave, unit=code, plan=plan, place=place)
    elif due_on is not None:
        yield Step("report", due_on, unit=code, plan=plan, place=place)


def _late(below: Sequence[Standing], turn: Turn, *, whole: bool) -> Iterator[Step]:
    late = [each for each in below if each.is_late(turn.today)]
    if late:
        days = [day for each in late for day in (each.talk_by, each.due_on) if day is not None]
        yield Step("missing" if whole else "below", min(days), count=len(late))


async def _as_member(turn: Turn) -> list[Step]:
    """List when the own team looks back at its plan, and until when it is told of results."""
    person = turn.actor.person
    if person.unit_code in person.leads:
        return []
    plan = await find_plan_of(turn.connection, person.unit_code)
    follow_up = await find_open(turn.connection, plan.id) if plan and plan.is_going_on else None
    team = [Step("team", follow_up.due_on, plan=follow_up.plan)] if follow_up else []
    return [*team, *await _to_be_shared(turn)]


async def _to_be_shared(turn: Turn) -> list[Step]:
    days = timedelta(days=turn.desk.share_after)
    closed = await list_unshared_waves(
        turn.connection, turn.heard.person, code=turn.actor.person.unit_code, since=turn.now - days
    )
    return [
        Step(
            "shared",
            (wave.closed_at + days).astimezone(turn.desk.zone).date(),
            wave=wave.id,
            what=wave.instrument.name.say(turn.language),
        )
        for wave in closed
        if wave.closed_at is not None
    ]


def _day(turn: Turn, wave: Wave) -> date:
    return wave.closes_at.astimezone(turn.desk.zone).date()


def _names(turn: Turn, units: Iterable[Unit]) -> dict[str, str]:
    return {unit.code: unit.name(turn.language) for unit in units}
