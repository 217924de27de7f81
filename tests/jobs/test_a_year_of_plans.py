"""A year and more of several teams whose leaders report, put off, leave and forget, with a moved clock."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random

import pytest
from sqlalchemy import select

from content.loader import load_instruments
from directory.organisation import Organisation, Person, Unit
from followups.follow_ups import MOST_SNOOZES, snoozed_to
from followups.months import add_months
from followups.nudges import Due
from followups.working_time import is_working_day
from jobs.nudge_teams import NUDGE, find_due, nudge_teams
from storage.channels import Channel, record_channel, unit_of
from storage.follow_ups import FollowUp, find_open, list_follow_ups, mark_reported, mark_snoozed
from storage.plans import Plan, Target, find_plan_of, list_plans, record_plan, save_plan
from storage.tables.outbox import outbox
from tests.jobs.house import HELSINKI, OFFICE, House
from tests.jobs.test_nudge_teams import at
from tests.storage.town import somebody

KNOWN = load_instruments()
DAY = timedelta(days=1)
START, DAYS = date(2027, 1, 4), 430
UNITS = ("K1", "K2", "K3", "K4", "K5")
BOSSES = ("anna", "bertta", "cilla")


@dataclass
class Life:
    """What happens to the teams, by the dice of a seed."""

    house: House
    dice: Random
    leaders: dict[str, str] = field(default_factory=dict)
    heard: list[tuple[str, datetime, tuple[Due, ...]]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    async def begins(self) -> None:
        self.leaders = {code: self.dice.choice(BOSSES) for code in UNITS}
        await self.imports()
        async with self.house.stores.identity.writing() as connection:
            for code in UNITS[:3]:
                channel = Channel(code, "https://smba.example/", "t", "28:b", "19:t", f"19:{code[0]}", "fi")
                await record_channel(connection, channel)

    async def imports(self) -> None:
        await self.house.knows(Organisation(self._units(), self._people()))

    def _units(self) -> list[Unit]:
        under = {code: self.dice.choice(("K", "KA")) for code in UNITS}
        return [
            Unit("K", None, "kunta", "Kaupunki", "Staden", "The town"),
            Unit("KA", "K", "palvelualue", "Palvelut", "Tjänsterna", "Services"),
            *(Unit(code, under[code], "työyksikkö", code, code, code) for code in UNITS),
        ]

    def _people(self) -> list[Person]:
        led = {boss: [code for code, who in self.leaders.items() if who == boss] for boss in BOSSES}
        return [
            somebody("mayor", "K", supervises=["K"]),
            *(somebody(boss, "KA", supervises=led[boss]) for boss in BOSSES),
            *(somebody(f"{code}-{number}", code) for code in UNITS for number in range(4)),
        ]

    async def lives(self, today: date) -> None:
        """Let a few things happen on a day."""
        if self.dice.random() < 0.01:
            self.leaders[self.dice.choice(UNITS)] = self.dice.choice(BOSSES)
            await self.imports()
        for code in UNITS:
            async with self.house.stores.identity.writing() as connection:
                plan = await find_plan_of(connection, code)
                if plan is None or plan.ended_on is not None:
                    if self.dice.random() < 0.05:
                        await record_plan(connection, new_plan(code, today), now=at(today, 12))
                    continue
                due = await find_open(connection, plan.id)
                if due is not None and due.due_on <= today:
                    await self._acts(connection, plan, due, today)

    async def _acts(self, connection, plan: Plan, due: FollowUp, today: date) -> None:
        throw = self.dice.random()
        if throw < 0.04:
            await mark_reported(connection, due, today=today)
        elif throw < 0.06:
            await mark_reported(connection, due, today=today)
            await save_plan(connection, replace(plan, ended_on=today), now=at(today, 12))
        elif throw < 0.09 and due.snoozes < MOST_SNOOZES:
            until = snoozed_to(due.due_on, weeks=self.dice.randint(1, 4), hours=OFFICE, today=today)
            await mark_snoozed(connection, due, due_on=until)

    async def looks(self, now: datetime) -> None:
        """Let one of several programs look, and keep what is said to whom."""
        await nudge_teams(self.house.stores, KNOWN, hours=OFFICE, now=now)
        async with self.house.stores.identity.reading() as connection:
            rows = (await connection.execute(select(outbox).where(outbox.c.kind == NUDGE))).mappings().all()
            for row in rows:
                if row["key"] not in self.seen:
                    self.seen.add(row["key"])
                    due = await find_due(connection, hours=OFFICE, now=row["due_at"])
                    self.heard.append((row["person"], row["due_at"], due.things[row["person"]]))


def new_plan(code: str, today: date) -> Plan:
    target = Target(id=f"{code}-{today}-t", words="Tauot")
    return Plan(
        id=f"{code}-{today}",
        code=code,
        wave=None,
        strengths=(),
        targets=(target,),
        made_on=today,
        agreed_on=today,
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_nobody_is_nudged_twice_a_week_and_no_plan_is_forgotten(sqlite_stores, seed):
    house = House(sqlite_stores, None)  # type: ignore[arg-type]
    life = Life(house, Random(seed))  # noqa: S311 - the dice of a test
    await life.begins()
    for number in range(DAYS):
        today = START + number * DAY
        if number % 97 < 2:
            continue  # nobody is there for two days
        await life.looks(at(today, 0, 20))
        if number % 3 == 0:
            await life.looks(at(today, 13))
        await life.lives(today)
    await nobody_hears_twice_a_week(life)
    nobody_hears_of_a_step_twice(life)
    everything_is_said_in_working_hours(life)
    await every_follow_up_is_within_three_months(life)
    await no_plan_is_forgotten(life)


async def nobody_hears_twice_a_week(life: Life) -> None:
    days: dict[str, list[date]] = defaultdict(list)
    for recipient, moment, _ in life.heard:
        days[recipient].append(moment.astimezone(HELSINKI).date())
    assert len(days) >= len(BOSSES)
    for told in days.values():
        assert all(later - one >= 7 * DAY for one, later in pairwise(sorted(told)))


def nobody_hears_of_a_step_twice(life: Life) -> None:
    told = [
        (who, due.plan, due.number, due.since, due.step) for who, _, things in life.heard for due in things
    ]
    steps = [each for each in told if each[-1] != "escalated"]
    assert len(steps) == len(set(steps)) > 20


def everything_is_said_in_working_hours(life: Life) -> None:
    for recipient, moment, things in life.heard:
        local = moment.astimezone(HELSINKI)
        assert is_working_day(local.date())
        assert time(9) <= local.time() < time(17)
        if unit_of(recipient):
            assert all(due.step == "first" for due in things)


async def every_follow_up_is_within_three_months(life: Life) -> None:
    async with life.house.stores.identity.reading() as connection:
        plans = await list_plans(connection, ended=True)
        for plan in plans:
            since = plan.agreed_on
            follow_ups = await list_follow_ups(connection, plan.id)
            assert [each.number for each in follow_ups] == list(range(1, len(follow_ups) + 1))
            for each in follow_ups:
                assert is_working_day(each.due_on)
                if not each.snoozes:
                    assert since < each.due_on <= add_months(since, 3)
                since = each.reported_on
            assert plan.ended_on is None or follow_ups[-1].reported_on is not None
    assert len(plans) > len(UNITS)


async def no_plan_is_forgotten(life: Life) -> None:
    """Whoever leads hears of a follow-up within a fortnight, unless it is reported or put off before."""
    last = START + (DAYS - 20) * DAY
    async with life.house.stores.identity.reading() as connection:
        waiting = [
            each
            for plan in await list_plans(connection, ended=True)
            for each in await list_follow_ups(connection, plan.id)
            if each.due_on < last and (each.reported_on is None or each.reported_on >= each.due_on + 14 * DAY)
        ]
    heard = {(due.plan, due.number) for _, _, things in life.heard for due in things if due.since}
    assert len(waiting) > 3
    assert {(each.plan, each.number) for each in waiting} <= heard
