from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from content.loader import load_instruments
from followups.annual_clock import Entry
from jobs import turn_clock as turning
from jobs.clockwork import HOUR, Clockwork
from jobs.keep_clock import BadEntry, add_entry, problems_of, take_off
from jobs.turn_clock import MISSED, NOT_PLANNED, turn_clock
from storage.annual_clock import UnknownEntry, list_entries, record_entry
from storage.audit import list_audit
from storage.waves import Wave, list_waves
from tests.jobs.house import ALWAYS, DAY, House
from tests.storage.town import AINO, UNITS, town

HELSINKI = ZoneInfo("Europe/Helsinki")
KNOWN = load_instruments()
NOW = datetime(2027, 3, 15, 6, 0, tzinfo=UTC)
TODAY = NOW.date()
WEEKLY = Entry("viikko", "fiilis", "K", "week", date(2027, 3, 15), days=5, shares=2, opens=time(9))
MONTHLY = Entry("kuukausi", "enps", "KA", "month", date(2027, 3, 16), reminders=1, k=6)


async def keeps(house: House, *entries: Entry) -> None:
    async with house.stores.identity.writing() as connection:
        for entry in entries:
            assert await record_entry(connection, entry)


async def turns(house: House, *, now: datetime = NOW) -> list[str]:
    return await turn_clock(house.stores, KNOWN, zone=HELSINKI, now=now)


async def waves(house: House) -> list[Wave]:
    async with house.stores.identity.reading() as connection:
        return await list_waves(connection)


async def told(house: House, *actions: str) -> list[tuple[str, str]]:
    async with house.stores.identity.reading() as connection:
        lines = await list_audit(connection, newest=1000)
    return [(line.action, line.subject) for line in lines if line.action in actions]


async def passes(house: House, *, days: int) -> None:
    """Let the clockwork look at noon of every day."""
    works = works_of(house)
    for day in range(days):
        await works.tick(NOW + 6 * HOUR + day * DAY)


def works_of(house: House) -> Clockwork:
    return Clockwork(
        house.stores,
        house.vault,
        clock=lambda: NOW,
        hours=ALWAYS,
        instruments=KNOWN,
        opened=lambda: None,
    )


async def test_what_opens_within_two_weeks_is_planned_with_all_that_the_entry_says(house):
    await keeps(house, WEEKLY, MONTHLY)
    assert await turns(house) == [
        "viikko-20270315",
        "kuukausi-20270316",
        "viikko-20270322",
    ]
    first, monthly, second = await waves(house)
    assert (monthly.unit_code, monthly.k, monthly.reminders) == ("KA", 6, 1)
    assert (monthly.opens_at, monthly.closes_at) == (
        datetime(2027, 3, 16, 7, tzinfo=UTC),
        datetime(2027, 3, 23, 7, tzinfo=UTC),
    )
    assert [each.turn.share for each in (first, second)] == [0, 1]
    assert {(each.turn.rest_days, each.turn.shares) for each in (first, second)} == {(14, 2)}


async def test_an_end_beyond_the_change_of_the_clocks_is_at_the_same_local_time(small_house):
    await keeps(small_house, replace(MONTHLY, starts_on=date(2027, 3, 24)))
    await turns(small_house)
    (wave,) = await waves(small_house)
    assert wave.closes_at - wave.opens_at == 7 * DAY - timedelta(hours=1)


async def test_turning_again_plans_nothing_twice(house):
    await keeps(house, WEEKLY, MONTHLY)
    before = [await turns(house), await waves(house)][1]
    assert await turns(house, now=NOW + HOUR) == []
    assert await waves(house) == before


async def test_several_processes_plan_each_wave_once(house):
    await keeps(house, WEEKLY, MONTHLY)
    planned = await asyncio.gather(*(turns(house) for _ in range(4)))
    ids = [each.id for each in await waves(house)]
    assert sorted(wave for some in planned for wave in some) == sorted(ids)
    assert len(ids) == 3
    assert await told(house, NOT_PLANNED) == []


async def test_what_cannot_be_planned_is_told_once_and_stops_nothing_else(house):
    gone = replace(MONTHLY, id="muualla", unit="nowhere")
    unknown = replace(MONTHLY, id="muuta", instrument="nope")
    await keeps(house, gone, unknown, WEEKLY)
    for hour in range(3):
        await turns(house, now=NOW + hour * HOUR)
    assert {each.id for each in await waves(house)} == {"viikko-20270315", "viikko-20270322"}
    assert sorted(await told(house, NOT_PLANNED)) == [
        (NOT_PLANNED, "muualla-20270316: no unit has the code 'nowhere'"),
        (NOT_PLANNED, "muuta-20270316: no instrument is called 'nope'"),
    ]


async def test_several_processes_tell_of_what_cannot_be_planned_once(house):
    await keeps(house, replace(MONTHLY, unit="nowhere"))
    await asyncio.gather(*(turns(house) for _ in range(4)))
    assert len(await told(house, NOT_PLANNED)) == 1


async def test_a_wave_is_planned_when_its_unit_is_back(small_house):
    await keeps(small_house, replace(MONTHLY, unit="K2"))
    await small_house.knows(town([u for u in UNITS if u.code != "K2"], [AINO]), now=NOW)
    assert await turns(small_house) == []
    await small_house.knows(town(), now=NOW)
    assert await turns(small_house, now=NOW + 2 * DAY) == ["kuukausi-20270316"]


async def test_after_a_long_sleep_what_can_be_answered_opens_and_the_rest_is_told(small_house):
    await keeps(small_house, replace(WEEKLY, starts_on=date(2027, 3, 22), shares=3))
    await turns(small_house, now=NOW - DAY)  # the first one is planned, then nobody is there for three weeks
    works = works_of(small_house)
    awake = datetime(2027, 4, 13, 10, 0, tzinfo=UTC)
    for hour in range(3):
        await works.tick(awake + hour * HOUR)
    states = {each.id: each.state(awake) for each in await waves(small_house)}
    assert states == {
        "viikko-20270322": "missed",
        "viikko-20270412": "open",
        "viikko-20270419": "planned",
        "viikko-20270426": "planned",
    }
    late = next(each for each in await waves(small_house) if each.id == "viikko-20270412")
    assert late.opened_at == awake
    assert sorted(await told(small_house, NOT_PLANNED, MISSED)) == [
        (MISSED, "viikko-20270322"),
        (NOT_PLANNED, "viikko-20270329: the closing time is over before the wave opens"),
        (NOT_PLANNED, "viikko-20270405: the closing time is over before the wave opens"),
    ]


async def test_a_rotation_is_asked_part_after_part(small_house):
    await keeps(
        small_house, replace(MONTHLY, instrument="tyoelaman-laatu-pulssi", starts_on=date(2027, 4, 1))
    )
    await passes(small_house, days=180)
    parts = [(each.opens_at.month, each.instrument.part) for each in await waves(small_house)]
    assert parts == [(4, 1), (5, 2), (6, 3), (7, 1), (8, 2), (9, 3)]


async def test_each_share_has_a_rotation_of_its_own(small_house):
    await keeps(small_house, replace(WEEKLY, instrument="tyoelaman-laatu-pulssi", shares=3))
    await passes(small_house, days=60)
    asked = [(each.turn.share, each.instrument.part) for each in await waves(small_house)]
    assert asked[:9] == [(share, part) for part in (1, 2, 3) for share in (0, 1, 2)]


async def test_the_clockwork_turns_the_clock_once_an_hour(small_house, monkeypatch):
    turned = []

    async def turn(*_args, now, **_more) -> None:
        turned.append(now)

    monkeypatch.setattr("jobs.clockwork.turn_clock", turn)
    works = works_of(small_house)
    for minute in range(0, 121, 10):
        await works.tick(NOW + timedelta(minutes=minute))
    assert turned == [NOW, NOW + HOUR, NOW + 2 * HOUR]


async def test_a_turn_that_fails_rests_a_minute_and_is_tried_again(small_house, monkeypatch):
    real, tries = turning.list_entries, []

    async def broken(connection):
        tries.append(None)
        if len(tries) == 1:
            raise RuntimeError("somebody's words")
        return await real(connection)

    monkeypatch.setattr(turning, "list_entries", broken)
    await keeps(small_house, WEEKLY)
    works = works_of(small_house)
    for second in (0, 30, 60):
        await works.tick(NOW + timedelta(seconds=second))
    assert (len(tries), len(await waves(small_house))) == (2, 2)


async def adds(house: House, entry: Entry) -> None:
    await add_entry(house.stores, entry, instruments=KNOWN, zone=HELSINKI, actor="helmi", now=NOW)


async def test_an_entry_is_added_and_removed_with_a_line_in_the_log(house):
    await adds(house, WEEKLY)
    await turns(house)
    await works_of(house).tick(datetime(2027, 3, 15, 7, 0, tzinfo=UTC))
    removed = await take_off(
        house.stores, "viikko", zone=HELSINKI, actor="helmi", now=datetime(2027, 3, 15, 8, 0, tzinfo=UTC)
    )
    assert removed == ["viikko-20270322"]
    assert [each.id for each in await waves(house)] == ["viikko-20270315"]
    assert await told(house, "clock.added", "wave.removed", "clock.removed") == [
        ("clock.added", "viikko"),
        ("wave.removed", "viikko-20270322"),
        ("clock.removed", "viikko"),
    ]
    with pytest.raises(UnknownEntry):
        await take_off(house.stores, "viikko", zone=HELSINKI, actor="helmi", now=NOW)


async def test_what_is_on_the_clock_already_or_asks_nobody_is_refused(small_house):
    await adds(small_house, WEEKLY)
    with pytest.raises(BadEntry, match="already"):
        await adds(small_house, replace(WEEKLY, every="year"))
    with pytest.raises(BadEntry, match="'nowhere'"):
        await adds(small_house, replace(WEEKLY, id="toinen", unit="nowhere"))
    async with small_house.stores.identity.reading() as connection:
        assert await list_entries(connection) == [WEEKLY]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"id": "Viikko 1"}, "small letters"),
        ({"instrument": "nope"}, "no instrument is called 'nope'; there are enps, fiilis"),
        ({"instrument": "kohteet"}, "a team's own targets"),
        ({"instrument": "tyoelaman-laatu", "every": "month"}, "15 questions: what has more than 10"),
        ({"instrument": "johtaminen", "every": "two_weeks"}, "every quarter at most"),
        ({"every": "day"}, "one of week, two_weeks, month, quarter, half_year, year"),
        ({"months": frozenset({0, 13})}, "from 1 to 12"),
        ({"days": 0}, "1 to 7 days"),
        ({"days": 8}, "1 to 7 days to answer when a wave opens every week"),
        ({"days": 61, "every": "year"}, "1 to 60 days"),
        ({"shares": 1}, "at least 2 shares"),
        ({"shares": 0}, "1 to 12 shares"),
        ({"reminders": 3}, "at most 2"),
        ({"remind_whom": "nobody"}, "unanswered"),
        ({"k": 4}, "5 to 50"),
        ({"starts_on": TODAY - DAY}, "2027-03-14, is over"),
        ({"ends_on": TODAY - DAY}, "before the first"),
        ({"every": "half_year", "months": frozenset({4})}, "ever open"),
    ],
)
def test_all_that_could_not_work_is_said(wrong, reason):
    problems = list(problems_of(replace(WEEKLY, **wrong), KNOWN, today=TODAY))
    assert len(problems) == 1
    assert reason in problems[0]
    assert "\n" not in problems[0]


@pytest.mark.parametrize(
    "right",
    [
        {},
        {"every": "two_weeks", "shares": 1, "days": 14},
        {"every": "quarter", "instrument": "tyoelaman-laatu", "shares": 1, "days": 60},
        {"instrument": "tyoelaman-laatu-pulssi", "every": "month", "shares": 1},
        {"months": frozenset({1, 12})},
    ],
)
def test_what_can_work_is_taken(right):
    assert list(problems_of(replace(WEEKLY, **right), KNOWN, today=TODAY)) == []
