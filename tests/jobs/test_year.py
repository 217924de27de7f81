"""A year of the annual clock for 200 units, with a moved clock: every wave on its day, none twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from content.loader import load_instruments
from demo.municipality import municipality
from followups.annual_clock import Entry, occurrences
from followups.working_time import is_working_day
from jobs.clockwork import Clockwork
from jobs.keep_clock import add_entry
from jobs.turn_clock import MISSED, NOT_PLANNED
from storage.audit import list_audit
from storage.secrets import Vault
from storage.tables.waves import wave_members
from storage.waves import Wave, list_waves
from tests.jobs.house import ALWAYS, MASTER_KEY, House

HELSINKI = ZoneInfo("Europe/Helsinki")
KNOWN = load_instruments()
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)
ASLEEP = (datetime(2027, 7, 5, 5, 0, tzinfo=UTC), datetime(2027, 7, 19, 12, 0, tzinfo=UTC))


def entry(name: str, instrument: str, unit: str, every: str, starts: str, **more) -> Entry:
    return Entry(name, instrument, unit, every, date.fromisoformat(starts), **more)


ENTRIES = (
    entry("fiilis", "fiilis", "K1", "week", "2027-01-11", shares=3, days=5, opens=time(8)),
    entry("kuormitus", "kuormitus", "K2", "two_weeks", "2027-01-04", days=10, opens=time(7, 30)),
    entry("pulssi", "tyoelaman-laatu-pulssi", "K1-01", "month", "2027-01-31", days=14),
    entry("suosittelu", "enps", "K1-02", "month", "2027-01-06", months=frozenset({1, 4, 9, 12}), days=3),
    entry("johtaminen", "johtaminen", "K2", "quarter", "2027-02-27", reminders=2, days=21),
    entry("neljannes", "fiilis", "K3", "quarter", "2027-03-26", days=7, ends_on=date(2027, 10, 1)),
    entry("puolivuosi", "tyoelaman-laatu", "K3", "half_year", "2027-05-13", shares=2, days=20),
    entry("vuosi", "tyoelaman-laatu", "K", "year", "2027-10-04", days=30, reminders=1, opens=time(12)),
    entry("kesa", "enps", "K3-01", "week", "2027-06-01", months=frozenset({6, 7, 8}), shares=2, days=7),
    entry("loppuvuosi", "kuormitus", "K1-03", "month", "2027-10-24", days=7, k=8),
)

# Written down by hand from a calendar of 2027.
BY_HAND = {
    "suosittelu": ["01-07", "04-06", "09-06", "12-07"],
    "pulssi": [
        *("02-01", "03-01", "03-31", "04-30", "05-31", "06-30"),
        *("08-02", "08-31", "09-30", "11-01", "11-30", "12-31"),
    ],
    "johtaminen": ["03-01", "05-27", "08-27", "11-29"],
    "neljannes": ["03-30", "06-28", "09-27"],
    "puolivuosi": ["05-13", "11-15"],
    "vuosi": ["10-04"],
    "loppuvuosi": ["10-25", "11-24", "12-27"],
}


@dataclass(frozen=True)
class Year:
    waves: list[Wave]
    asked: dict[str, set[str]]
    told: list[tuple[str, str]]


def due() -> dict[str, tuple[datetime, datetime]]:
    """Give opening and end of every wave of the year, by its id."""
    return {
        each.wave_id: each.moments(HELSINKI)
        for one in ENTRIES
        for each in occurrences(one, since=FIRST, until=LAST, is_working_day=is_working_day)
    }


def ticks() -> Iterator[datetime]:
    """Give the moments when the clock looks: every noon, and around all that is due; none while asleep."""
    noon = datetime(2027, 1, 1, 10, 0, tzinfo=UTC)
    moments = {noon + day * DAY for day in range(366)}
    for span in due().values():
        moments |= {moment + step for moment in span for step in (-SECOND, timedelta(), SECOND)}
    moments.add(ASLEEP[1])
    end = noon + 365 * DAY
    return (each for each in sorted(moments) if each <= end and not ASLEEP[0] < each < ASLEEP[1])


@pytest.fixture
async def year(sqlite_stores) -> Year:
    house = House(sqlite_stores, Vault(sqlite_stores.secrets, MASTER_KEY))
    await house.knows(municipality(people=1000, units=200), now=datetime(2027, 1, 1, tzinfo=UTC))
    for each in ENTRIES:
        now = datetime(2027, 1, 1, 8, 0, tzinfo=UTC)
        await add_entry(house.stores, each, instruments=KNOWN, zone=HELSINKI, actor="helmi", now=now)
    works = [clockwork_of(house), clockwork_of(house)]
    for number, now in enumerate(ticks()):
        await works[number % 2].tick(now)
        if number % 50 == 0:
            works[0] = clockwork_of(house)  # as after a restart
    return await lived(house)


def clockwork_of(house: House) -> Clockwork:
    return Clockwork(
        house.stores,
        house.vault,
        clock=lambda: datetime(2027, 1, 1, tzinfo=UTC),
        hours=ALWAYS,
        instruments=KNOWN,
        opened=lambda: None,
    )


async def lived(house: House) -> Year:
    asked: dict[str, set[str]] = defaultdict(set)
    async with house.stores.identity.reading() as connection:
        for wave, person in await connection.execute(select(wave_members.c.wave, wave_members.c.person)):
            asked[wave].add(person)
        lines = await list_audit(connection, newest=100_000)
        told = [(line.action, line.subject) for line in lines if line.action in {NOT_PLANNED, MISSED}]
        return Year(await list_waves(connection), dict(asked), told)


@pytest.mark.slow
async def test_in_a_year_every_wave_opens_once_on_its_day_and_nobody_is_asked_too_often(year):
    every_wave_is_there_once_or_missed_with_a_reason(year)
    every_wave_opens_and_closes_at_its_moment(year)
    nobody_is_asked_twice_within_two_weeks(year)
    whoever_has_rested_is_asked(year)
    shares_and_parts_take_turns(year)


def test_the_days_are_those_of_the_calendar():
    for name, days in BY_HAND.items():
        (one,) = (each for each in ENTRIES if each.id == name)
        found = occurrences(one, since=FIRST, until=LAST, is_working_day=is_working_day)
        assert [f"{each.opens_on:%m-%d}" for each in found] == days, name


def every_wave_is_there_once_or_missed_with_a_reason(year: Year) -> None:
    end = datetime(2028, 1, 1, tzinfo=UTC)
    ids = [wave.id for wave in year.waves if wave.opens_at < end]
    reasons = Counter(subject.partition(":")[0] for _, subject in year.told)
    missed = {wave.id for wave in year.waves if wave.state(end) == "missed"}
    assert len(ids) == len(set(ids))
    assert set(ids) | set(reasons) == set(due())
    assert missed <= set(reasons)
    assert set(reasons.values()) == {1}
    # Only what was over before the clock woke up.
    assert set(reasons) == {
        wave for wave, span in due().items() if ASLEEP[0] < span[0] and span[1] <= ASLEEP[1]
    }


def every_wave_opens_and_closes_at_its_moment(year: Year) -> None:
    moments = due()
    opened = [wave for wave in year.waves if wave.opened_at]
    late = [wave for wave in opened if ASLEEP[0] < wave.opens_at < ASLEEP[1]]
    assert len(late) > 1
    assert len(opened) > 100
    assert sum(wave.id in year.asked for wave in opened) > 60
    assert {wave.opened_at for wave in late} == {ASLEEP[1]}
    for wave in opened:
        assert (wave.opens_at, wave.closes_at) == moments[wave.id]
        assert wave in late or wave.opened_at == wave.opens_at
        over = wave.closes_at
        if ASLEEP[0] < over < ASLEEP[1]:
            over = ASLEEP[1]
        assert wave.closed_at == (over if over < datetime(2028, 1, 1, 10, tzinfo=UTC) else None)
        local = [moment.astimezone(HELSINKI) for moment in moments[wave.id]]
        assert local[0].time() == local[1].time()
        assert is_working_day(local[0].date())


def nobody_is_asked_twice_within_two_weeks(year: Year) -> None:
    days: dict[str, list[date]] = defaultdict(list)
    for wave in year.waves:
        for person in year.asked.get(wave.id, ()):
            days[person].append(wave.opened_at.astimezone(HELSINKI).date())
    assert len(days) == 1000
    nearest = min(later - one for each in days.values() for one, later in pairwise(sorted(each)))
    assert nearest == 14 * DAY


def whoever_has_rested_is_asked(year: Year) -> None:
    day_of = {wave.id: wave.opened_at.astimezone(HELSINKI).date() for wave in year.waves if wave.opened_at}
    for one in (each for each in ENTRIES if each.shares == 1):
        own = [wave for wave in day_of if wave.startswith(f"{one.id}-")]
        everybody = set().union(*(year.asked.get(wave, set()) for wave in own))
        for wave in own:
            lately = (each for each, day in day_of.items() if timedelta() <= day_of[wave] - day < 14 * DAY)
            resting = set().union(*(year.asked.get(each, set()) for each in lately if each != wave))
            assert everybody - year.asked.get(wave, set()) <= resting, wave


def shares_and_parts_take_turns(year: Year) -> None:
    parts = [wave.instrument.part for wave in year.waves if wave.id.startswith("pulssi-") and wave.opened_at]
    assert parts == [1 + number % 3 for number in range(len(parts))]
    shares = [wave.turn.share for wave in year.waves if wave.id.startswith("fiilis-")]
    assert {later - one for one, later in pairwise(shares)} <= {1, -2, 2, -1}
    assert Counter(shares).keys() == {0, 1, 2}
