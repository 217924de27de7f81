"""What the form of a survey says: read, checked by the rules of the shell, every mistake by its key."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from secrets import token_hex
from typing import Final, cast
from zoneinfo import ZoneInfo

from cards.wave_form import LONGEST_NAME, RESTS
from content.instrument import Instrument
from dialogs.annual_clock import number_of, written
from dialogs.intents import folded
from dialogs.turn import Turn
from dialogs.unit_names import nearest_units
from directory.organisation import Unit
from directory.rights import may_do, within_rights
from followups.clock_rules import LARGEST_K, MOST_REMINDERS, Problem
from followups.reminders import WHOM, Whom
from scoring.planner import LOWEST_K
from storage.organisation import list_units
from storage.teams import Place, find_place
from storage.wave_changes import LONGEST
from storage.wave_plans import Wish
from storage.waves import Turn as Asked

FIELDS: Final = (
    "instrument",
    "unit",
    "unit_name",
    "opens",
    "opens_time",
    "closes",
    "closes_time",
    "reminders",
    "remind_whom",
    "comments",
    "k",
    "rest",
)
SHORTEST: Final = timedelta(hours=1)
FURTHEST: Final = timedelta(days=366)
_JUST_NOW: Final = timedelta(hours=1)
"""How long after a chosen moment a survey still opens at once: the summary takes a while to read."""
_TOKEN: Final = re.compile(r"\d{8}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Read:
    """What was typed, with the unit that was found by its name in place of the name.

    `wish` is there when nothing is wrong; `meant` are units between which a name does not decide.
    """

    typed: Mapping[str, str]
    token: str
    instrument: Instrument | None
    place: Place | None
    wish: Wish | None
    problems: Sequence[Problem]
    meant: Sequence[Unit] = ()

    @property
    def is_at_once(self) -> bool:
        """Say whether the survey opens as soon as it is confirmed."""
        return not self.typed["opens"]

    @property
    def sent(self) -> dict[str, str]:
        """Give what goes along with the buttons of the next card."""
        return {**self.typed, "token": self.token}


def typed_of(turn: Turn) -> dict[str, str]:
    """Give what the card sent for every field."""
    return {name: written(turn.data, name)[:LONGEST_NAME] for name in FIELDS}


def token_of(turn: Turn) -> str:
    """Give the mark that makes one wave of however many presses; nothing where the card has none."""
    sent = turn.word("token")
    return sent if _TOKEN.fullmatch(sent) else ""


async def read_form(turn: Turn) -> Read:
    """Read the form with all that is wrong with it."""
    typed = typed_of(turn)
    # Made for the summary only: a form that is asked for twice is the same to the byte.
    token = token_of(turn) or f"{turn.today:%Y%m%d}-{token_hex(4)}"
    meant = await _meant(turn)
    if meant:  # the choice takes the place of the words
        typed |= {"unit": meant[0].code if len(meant) == 1 else "", "unit_name": ""}
    place = await _place(turn, typed["unit"])
    if place is None:
        typed["unit"] = ""  # a unit of others and one that is gone look the same
    instrument = known_instruments(turn).get(typed["instrument"])
    problems = []
    if instrument is None:
        problems.append(Problem("instrument"))
    if len(meant) > 1:
        problems.append(Problem("several"))
    elif place is None or typed["unit_name"]:
        problems.append(Problem("unit"))
    problems += _problems_of_numbers(typed, instrument)
    problems += _problems_of_times(typed, zone=turn.desk.zone, now=turn.now)
    wish = None
    if not problems and instrument and place:
        wish = _wish(typed, instrument, place, zone=turn.desk.zone, now=turn.now)
        if wish.opens <= turn.now:
            typed["opens"] = ""
    return Read(typed, token, instrument, place, wish, problems, meant if len(meant) > 1 else ())


def known_instruments(turn: Turn) -> dict[str, Instrument]:
    """Give the questionnaires that can be asked of a unit: none that waits for a team's own words."""
    return {each.id: each for each in turn.desk.instruments.values() if not each.is_template}


async def units_to_ask(turn: Turn) -> list[Unit]:
    """List in tree order the units of which somebody may open surveys."""
    return list(within_rights(turn.actor.person, "run", await list_units(turn.connection)))


async def find_units(turn: Turn, name: str) -> list[Unit]:
    """List the units within somebody's rights that a name may mean; nothing for none."""
    known = await units_to_ask(turn)
    # HR of a county has thousands of names to compare, and others wait for their answers meanwhile.
    return await asyncio.to_thread(nearest_units, folded(name), known)


async def _meant(turn: Turn) -> list[Unit]:
    """Give the units that the written name may mean; nothing where none is written."""
    name = typed_of(turn)["unit_name"]
    return await find_units(turn, name) if name else []


async def _place(turn: Turn, code: str) -> Place | None:
    place = await find_place(turn.connection, code)
    return place if place and may_do(turn.actor.person, "run", place.path) else None


def _problems_of_numbers(typed: Mapping[str, str], instrument: Instrument | None) -> Iterator[Problem]:
    least = max(LOWEST_K, instrument.smallest_group) if instrument else LOWEST_K
    if typed["k"] and not least <= number_of(typed["k"]) <= LARGEST_K:
        yield Problem("k", {"fewest": least, "most": LARGEST_K})
    if not 0 <= number_of(typed["reminders"]) <= MOST_REMINDERS:
        yield Problem("reminders", {"most": MOST_REMINDERS})
    if typed["remind_whom"] not in WHOM:
        yield Problem("whom")
    if typed["comments"] not in {"yes", "no"}:
        yield Problem("comments")
    if number_of(typed["rest"]) not in RESTS:
        yield Problem("rest")


def _problems_of_times(typed: Mapping[str, str], *, zone: ZoneInfo, now: datetime) -> Iterator[Problem]:
    opens = moment_of(typed["opens"], typed["opens_time"], zone=zone) if typed["opens"] else now
    closes = moment_of(typed["closes"], typed["closes_time"], zone=zone)
    if opens is None:
        yield Problem("opens")
    elif opens <= now - _JUST_NOW:
        yield Problem("past")
    elif opens > now + FURTHEST:
        yield Problem("far")
    if closes is None:
        yield Problem("closes")
    elif opens is not None and closes < max(opens, now) + SHORTEST:
        yield Problem("order")
    elif opens is not None and closes > max(opens, now) + LONGEST:
        yield Problem("long", {"most": LONGEST.days})


def moment_of(day: str, at: str, *, zone: ZoneInfo) -> datetime | None:
    """Read a day and a time of day by the clocks of a zone; None for what is neither."""
    try:
        local = datetime.combine(date.fromisoformat(day), time.fromisoformat(at))
    except ValueError:
        return None
    if local.tzinfo is not None or local.second:
        return None
    try:
        return local.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return None


def _wish(
    typed: Mapping[str, str], instrument: Instrument, place: Place, *, zone: ZoneInfo, now: datetime
) -> Wish:
    """Make the wish of what has been checked."""
    opens = moment_of(typed["opens"], typed["opens_time"], zone=zone) if typed["opens"] else None
    closes = moment_of(typed["closes"], typed["closes_time"], zone=zone)
    least = max(LOWEST_K, instrument.smallest_group)
    return Wish(
        unit_code=place.unit.code,
        k=number_of(typed["k"]) if typed["k"] else least,
        opens=max(opens or now, now),
        closes=closes or now,
        reminders=number_of(typed["reminders"]),
        remind_whom=cast("Whom", typed["remind_whom"]),
        turn=replace(Asked(), rest_days=number_of(typed["rest"])),
        has_comments=typed["comments"] == "yes",
    )
