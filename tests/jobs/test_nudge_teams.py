"""Leaders and channels are nudged by the facts and rights of the day: once a step, once a week."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select

from content.loader import load_instruments
from delivery.guards import Wait
from directory.organisation import Organisation, Person
from followups.cycle import Cycle
from followups.quiet_hours import QuietHours
from followups.working_time import WorkingTime, read_hours
from jobs.messages import Messages
from jobs.nudge_teams import NUDGE, nudge_teams
from jobs.outcome_pulses import NOT_ASKED
from jobs.plan_waves import plan_wave
from storage.audit import list_audit
from storage.channels import Channel, mark_channel_blocked, recipient_of, record_channel
from storage.cycle import record_cycle
from storage.engine import open_stores
from storage.follow_ups import FollowUp, find_open, list_follow_ups, mark_reported, mark_snoozed
from storage.outbox import Delivery, failed, settle
from storage.pauses import record_pause
from storage.plans import Plan, Target, find_plan, record_plan, save_plan
from storage.quiet_hours import record_quiet_hours
from storage.reasons import NOT_INSTALLED, NOTHING_TO_SAY, TOO_LATE
from storage.rest import list_resting
from storage.tables.channels import nudges
from storage.tables.outbox import outbox
from storage.tables.plans import talks
from storage.tables.waves import waves
from storage.waves import Wave, find_wave
from storage.working_hours import record_hours
from tests.conversations.people import words
from tests.jobs.house import ALWAYS, END, HELSINKI, NOW, OFFICE, House
from tests.jobs.test_close_waves import EVERYBODY, answered
from tests.storage.town import EERO, colleagues, somebody, town

KNOWN = load_instruments()
AGREED = date(2027, 3, 1)
DUE = date(2027, 6, 1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
BOSS = somebody("boss", "KA", supervises=["KA"])


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=HELSINKI).astimezone(UTC)


def with_boss(*more: Person) -> Organisation:
    return town(people=[*town().people.values(), BOSS, *more])


def plan(code: str = "K1", agreed_on: date | None = AGREED, **more: Any) -> Plan:
    targets = (Target(id=f"{code}-t1", words="Palaverit alkavat"), Target(id=f"{code}-t2", words="Tauot"))
    made_on = agreed_on or AGREED
    made = Plan(
        id=f"plan-{code}",
        code=code,
        wave=None,
        strengths=(),
        targets=targets,
        made_on=made_on,
        agreed_on=agreed_on,
    )
    return replace(made, **more)


async def agrees(house: House, *plans: Plan, now: datetime = NOW) -> None:
    async with house.stores.identity.writing() as connection:
        for each in plans:
            assert await record_plan(connection, each, now=now)


async def looks(house: House, now: datetime, *, hours: WorkingTime = OFFICE) -> int:
    return await nudge_teams(house.stores, KNOWN, hours=hours, now=now)


async def rows(house: House) -> list[dict[str, Any]]:
    async with house.stores.identity.reading() as connection:
        found = await connection.execute(
            select(outbox).where(outbox.c.kind == NUDGE).order_by(outbox.c.due_at)
        )
        return [dict(row) for row in found.mappings()]


async def nudged(house: House, now: datetime, *, hours: WorkingTime = OFFICE) -> dict[str, datetime]:
    """Look, and give who is nudged anew and when."""
    before = {row["key"] for row in await rows(house)}
    await looks(house, now, hours=hours)
    return {row["person"]: row["due_at"] for row in await rows(house) if row["key"] not in before}


async def said(house: House, person: str, now: datetime) -> Any:
    """Build what a nudge says at a moment."""
    messages = Messages(house.stores, house.vault, hours=ALWAYS)
    built = await messages.build([Delivery("key", NUDGE, NUDGE, person, 0)], now)
    content = built["key"]
    return content["attachments"][0]["content"] if isinstance(content, dict) else content


async def follow_up(house: House, name: str = "plan-K1") -> FollowUp | None:
    async with house.stores.identity.reading() as connection:
        return await find_open(connection, name)


async def channel(house: House, code: str, channel_id: str = "19:one") -> None:
    async with house.stores.identity.writing() as connection:
        made = Channel(code, "https://smba.example/", "tenant", "28:bot", "19:team", channel_id, "sv")
        await record_channel(connection, made)


async def wave(house: House, name: str) -> Wave | None:
    async with house.stores.identity.reading() as connection:
        return await find_wave(connection, name)


async def told(house: House, action: str) -> list[str]:
    async with house.stores.identity.reading() as connection:
        return [each.subject for each in await list_audit(connection, newest=999) if each.action == action]


async def test_a_plan_gets_its_follow_up_once_and_its_leader_a_nudge_at_nine_on_the_day(house):
    await agrees(house, plan())
    await looks(house, NOW)
    assert await follow_up(house) == FollowUp("plan-K1", 1, DUE)
    assert await nudged(house, at(DUE) - HOUR) == {}
    assert await nudged(house, at(DUE, 0, 30)) == {"eero": at(DUE, 9)}
    assert await nudged(house, at(DUE, 10)) == {}
    (row,) = await rows(house)
    assert (row["about"], row["expires_at"]) == (NUDGE, at(DUE + DAY))
    card = await said(house, "eero", at(DUE, 9))
    assert "Palaverit alkavat" in words(card)
    assert "Suunnitelman seuranta" in words(card)


async def test_a_second_reminder_comes_after_a_week_then_those_above_are_told_and_then_it_is_quiet(
    small_house,
):
    await small_house.knows(with_boss())
    await agrees(small_house, plan())
    got = {
        days: sorted(found)
        for days in range(45)
        if (found := await nudged(small_house, at(DUE + days * DAY, 8)))
    }
    assert got == {0: ["eero"], 7: ["eero"], 14: ["boss"], 42: ["boss"]}
    card = words(await said(small_house, "boss", at(DUE + 14 * DAY, 9)))
    assert "Kotihoito" in card
    assert "Kysy, tarvitaanko tukea" in card
    assert "Palaverit" not in card
    assert "eero" not in card.lower()


async def test_a_reported_follow_up_is_followed_by_the_next_and_an_ended_plan_by_nothing(small_house):
    await agrees(small_house, plan())
    await looks(small_house, NOW)
    made = await follow_up(small_house)
    assert made is not None
    async with small_house.stores.identity.writing() as connection:
        await mark_reported(connection, made, today=DUE)
    assert await nudged(small_house, at(DUE, 12)) == {}
    assert await follow_up(small_house) == FollowUp("plan-K1", 2, date(2027, 9, 1))
    async with small_house.stores.identity.writing() as connection:
        found = await find_plan(connection, "plan-K1")
        assert found is not None
        await save_plan(connection, replace(found, ended_on=DUE), now=at(DUE))
    for days in range(0, 400, 5):
        assert await nudged(small_house, at(DUE + days * DAY, 9)) == {}


async def test_on_a_day_off_nobody_is_nudged_and_the_next_working_day_they_are(small_house):
    saturdays = date(2027, 6, 5)
    async with small_house.stores.identity.writing() as connection:
        await record_hours(connection, "K1", read_hours("10:00-16:00 sat", HELSINKI))
    await agrees(small_house, plan(agreed_on=date(2027, 3, 6)))
    assert await nudged(small_house, NOW) == {}
    assert (await follow_up(small_house)).due_on == saturdays
    assert await nudged(small_house, at(saturdays - DAY, 12)) == {}
    assert await nudged(small_house, at(saturdays, 1)) == {"eero": at(saturdays, 10)}
    assert await nudged(small_house, at(saturdays + 7 * DAY, 15)) == {"eero": at(saturdays + 7 * DAY, 15)}


async def test_after_the_end_of_a_day_it_waits_for_the_next(small_house):
    await agrees(small_house, plan())
    await looks(small_house, NOW)
    assert await nudged(small_house, at(DUE, 18)) == {}
    assert await nudged(small_house, at(DUE + DAY, 0)) == {"eero": at(DUE + DAY, 9)}


@pytest.mark.parametrize(
    ("agreed_on", "due_on", "hour"),
    [
        (date(2026, 12, 26), date(2027, 3, 25), 7),  # not on Good Friday
        (date(2026, 12, 29), date(2027, 3, 25), 7),
        (date(2026, 12, 30), date(2027, 3, 30), 6),  # the clocks went forward on the 28th
        (date(2027, 7, 30), date(2027, 10, 29), 6),  # the 30th is a Saturday
        (date(2027, 8, 2), date(2027, 11, 2), 7),  # the clocks went back on the 31st
        (date(2027, 11, 30), date(2028, 2, 29), 7),
        (date(2028, 2, 29), date(2028, 5, 29), 6),
        (date(2027, 3, 25), date(2027, 6, 24), 6),  # not on Midsummer's eve
        (date(2027, 9, 6), date(2027, 12, 3), 7),  # not on Independence Day
        (date(2027, 9, 24), date(2027, 12, 23), 7),  # not on Christmas Eve
    ],
)
async def test_nine_stays_nine_on_the_last_working_day_in_time(small_house, agreed_on, due_on, hour):
    await agrees(small_house, plan(agreed_on=agreed_on), now=at(agreed_on))
    await looks(small_house, at(agreed_on, 12))
    assert (await follow_up(small_house)).due_on == due_on
    assert await nudged(small_house, at(due_on, 0)) == {
        "eero": datetime(due_on.year, due_on.month, due_on.day, hour, tzinfo=UTC)
    }


async def test_who_leads_today_is_told_and_who_led_is_not(small_house):
    await agrees(small_house, plan())
    await looks(small_house, NOW)
    heir = somebody("k1-0", "K1", supervises=["K1"])
    others = [each for each in town().people.values() if each.aad_object_id not in {"eero", "k1-0"}]
    await small_house.knows(town(people=[*others, heir, replace(EERO, supervises=())]))
    assert set(await nudged(small_house, at(DUE, 1))) == {"k1-0"}
    assert str(await said(small_house, "eero", at(DUE, 9))) == "Skip(reason='nothing_to_say')"


async def test_a_nudge_says_what_is_due_when_it_leaves(small_house):
    await agrees(small_house, plan())
    await looks(small_house, NOW)
    assert set(await nudged(small_house, at(DUE, 1))) == {"eero"}
    made = await follow_up(small_house)
    async with small_house.stores.identity.writing() as connection:
        await mark_snoozed(connection, made, due_on=DUE + 14 * DAY)
    assert str(await said(small_house, "eero", at(DUE, 9))) == "Skip(reason='nothing_to_say')"
    assert "Palaverit" in words(await said(small_house, "eero", at(DUE + 14 * DAY, 9)))


async def test_whoever_has_paused_reminders_hears_nothing_until_the_pause_is_over(small_house):
    await agrees(small_house, plan())
    await looks(small_house, NOW)
    async with small_house.stores.identity.writing() as connection:
        await record_pause(connection, "eero", until=DUE + 2 * DAY)
    assert await nudged(small_house, at(DUE, 1)) == {}
    assert await nudged(small_house, at(DUE + 2 * DAY, 1)) == {}
    assert await nudged(small_house, at(DUE + 3 * DAY, 1)) == {"eero": at(DUE + 3 * DAY, 9)}
    async with small_house.stores.identity.writing() as connection:
        await record_pause(connection, "eero", until=DUE + 9 * DAY)
    assert str(await said(small_house, "eero", at(DUE + 3 * DAY, 9))) == "Skip(reason='nothing_to_say')"


async def test_who_sleeps_by_day_is_nudged_in_the_evening_and_who_wants_quiet_early_later(small_house):
    await agrees(small_house, plan())
    await looks(small_house, NOW)
    async with small_house.stores.identity.writing() as connection:
        await record_quiet_hours(connection, "eero", QuietHours("06:00", "18:00"))
    assert await nudged(small_house, at(DUE, 1)) == {"eero": at(DUE, 18)}
    async with small_house.stores.identity.writing() as connection:
        await record_quiet_hours(connection, "eero", QuietHours("20:00", "10:30"))
    assert await said(small_house, "eero", at(DUE, 9)) == Wait(at(DUE, 10, 30))
    assert "Palaverit" in words(await said(small_house, "eero", at(DUE, 10, 30)))


async def test_several_things_of_one_leader_are_one_message_with_a_button_each(small_house):
    boss = somebody("boss", "KA", supervises=["K1", "K2"])
    people = [each for each in town().people.values() if each.aad_object_id not in {"eero", "onni"}]
    await small_house.knows(town(people=[*people, boss, *colleagues("K9", 0)]))
    await agrees(small_house, plan("K1"), plan("K2"))
    await looks(small_house, NOW)
    assert await nudged(small_house, at(DUE, 1)) == {"boss": at(DUE, 9)}
    card = await said(small_house, "boss", at(DUE, 9))
    assert "Kotihoito" in words(card)
    assert "Kirjasto" in words(card)
    assert str(card).count("'verb': 'followup.report'") > 1


async def test_a_channel_hears_once_in_its_language_of_the_plan_and_of_nobody(small_house):
    await channel(small_house, "K1")
    await agrees(small_house, plan())
    await looks(small_house, NOW)
    assert set(await nudged(small_house, at(DUE, 1))) == {"eero", recipient_of("K1")}
    card = await said(small_house, recipient_of("K1"), at(DUE, 9))
    assert card["lang"] == "sv"
    assert "Palaverit alkavat" in words(card)
    assert "actions" not in card
    assert set(await nudged(small_house, at(DUE + 7 * DAY, 1))) == {"eero"}
    assert await said(small_house, recipient_of("K3"), at(DUE, 9)) != card


async def test_a_channel_of_two_units_is_one_listener_and_a_blocked_one_none(small_house):
    await channel(small_house, "K1")
    await channel(small_house, "K2")
    await agrees(small_house, plan("K1"), plan("K2"))
    await looks(small_house, NOW)
    assert set(await nudged(small_house, at(DUE, 1))) == {"eero", "onni", recipient_of("K1")}
    card = words(await said(small_house, recipient_of("K1"), at(DUE, 9)))
    assert "Hemvården" in card
    assert "Biblioteket" in card
    async with small_house.stores.identity.writing() as connection:
        await connection.execute(nudges.delete())
        for code in ("K1", "K2"):
            await mark_channel_blocked(connection, code, "gone")
    assert set(await nudged(small_house, at(DUE + DAY, 1))) == {"eero", "onni"}


async def closed(house: House) -> str:
    """Let a questionnaire close on 8 March."""
    name = await answered(house, EVERYBODY)
    await house.closes(name)
    return name


async def test_a_talk_and_a_missing_plan_are_brought_to_mind_and_an_agreed_plan_ends_it(small_house):
    await small_house.knows(with_boss())
    name = await closed(small_house)
    await channel(small_house, "K1")
    day = END.astimezone(HELSINKI).date()
    got: dict[int, list[str]] = {}
    for days in range(60):
        found = await nudged(small_house, at(day + days * DAY, 8))
        mine = sorted(set(found) & {"eero", "boss", recipient_of("K1")})
        if mine:
            got[days] = mine
    assert got == {
        7: ["eero"],
        30: [recipient_of("K1"), "eero"],
        37: ["eero"],
        44: ["boss"],
    }
    talk = await said(small_house, "eero", at(day + 7 * DAY, 9))
    assert "guide.agenda" in str(talk)
    assert name in str(talk)
    assert "choose.agree" in str(await said(small_house, "eero", at(day + 30 * DAY, 9)))
    assert "Var börjar vi" in words(await said(small_house, recipient_of("K1"), at(day + 30 * DAY, 9)))
    await agrees(small_house, plan(agreed_on=day + 31 * DAY), now=at(day + 31 * DAY))
    left = words(await said(small_house, "boss", at(day + 44 * DAY, 9)))
    assert "Kotihoito" not in left
    assert "Kirjasto" in left


async def test_a_talk_that_was_held_is_not_brought_to_mind_and_a_draft_leads_to_the_plan(small_house):
    name = await closed(small_house)
    day = END.astimezone(HELSINKI).date()
    async with small_house.stores.identity.writing() as connection:
        await connection.execute(insert(talks).values(wave=name, code="K1", held_on=day))
    assert "eero" not in await nudged(small_house, at(day + 8 * DAY, 8))
    await agrees(small_house, plan(agreed_on=None))
    assert "eero" in await nudged(small_house, at(day + 30 * DAY, 8))
    card = str(await said(small_house, "eero", at(day + 30 * DAY, 9)))
    assert "plan.show" in card
    assert "choose.agree" not in card


async def test_an_upgrade_nudges_nobody_about_what_is_history(small_house):
    await closed(small_house)
    day = END.astimezone(HELSINKI).date()
    assert await nudged(small_house, at(day + 121 * DAY, 10)) == {}


async def test_hr_s_times_are_those_in_force(small_house):
    async with small_house.stores.identity.writing() as connection:
        await record_cycle(connection, Cycle(talk_days=4, plan_days=10, follow_up_months=1))
    await closed(small_house)
    await agrees(small_house, plan("K2"))
    day = END.astimezone(HELSINKI).date()
    assert "eero" in await nudged(small_house, at(day + 2 * DAY, 8))
    assert (await follow_up(small_house, "plan-K2")).due_on == date(2027, 4, 1)
    assert "eero" in await nudged(small_house, at(day + 10 * DAY, 8))


async def test_processes_that_look_at_once_nudge_once(house):
    await channel(house, "K1")
    await agrees(house, plan("K1"), plan("K2"))
    await asyncio.gather(*(looks(house, NOW) for _ in range(3)))
    counted = await asyncio.gather(*(looks(house, at(DUE, 1)) for _ in range(4)))
    assert sum(counted) == 3
    assert len(await rows(house)) == 3
    async with house.stores.identity.reading() as connection:
        assert len(await list_follow_ups(connection, "plan-K1")) == 1


async def test_a_restart_at_any_moment_repeats_and_forgets_nothing(house):
    """Every look is a new program's on the same stores."""
    await agrees(house, plan())
    urls = [
        str(store.writer.url.render_as_string(hide_password=False))
        for store in (house.stores.identity, house.stores.ballots, house.stores.secrets)
    ]
    for day in (AGREED, DUE, DUE, DUE + 7 * DAY, DUE + 7 * DAY):
        names = dict(zip(("database_url", "ballot_url", "secrets_url"), urls, strict=True))
        stores = open_stores(**names)
        await nudge_teams(stores, KNOWN, hours=OFFICE, now=at(day, 12))
        await stores.close()
    assert [row["due_at"] for row in await rows(house)] == [at(DUE, 12), at(DUE + 7 * DAY, 12)]


async def test_eight_days_before_the_team_is_asked_about_the_targets_that_are_not_over(house):
    done = replace(plan().targets[0], state="done")
    long = replace(plan().targets[1], words="Työvuorot suunnitellaan " * 10)
    await agrees(house, plan(targets=(done, long)))
    await looks(house, NOW)
    opens = at(DUE - 8 * DAY, 9)
    assert await wave(house, "kohteet-plan-K1-1") is None
    await asyncio.gather(*(looks(house, opens - 30 * HOUR) for _ in range(2)))
    await looks(house, opens - 29 * HOUR)
    made = await wave(house, "kohteet-plan-K1-1")
    assert made is not None
    assert (made.unit_code, made.opens_at, made.closes_at) == ("K1", opens, at(DUE, 8))
    assert [item.id for item in made.instrument.items] == ["target-1", "talked-together"]
    assert "Työvuorot suunnitellaan" in made.instrument.items[0].text.fi
    assert "…" in made.instrument.items[0].text.fi
    assert (await follow_up(house)).wave == made.id
    assert await told(house, "wave.planned") == [made.id]


async def test_nobody_is_asked_when_few_could_answer_it_was_put_off_or_it_is_too_late(small_house):
    await agrees(small_house, plan("K2"), plan("K1"), plan("K3"))
    await looks(small_house, NOW)
    made = await follow_up(small_house, "plan-K1")
    async with small_house.stores.identity.writing() as connection:
        await mark_snoozed(connection, made, due_on=DUE + 14 * DAY)
    await looks(small_house, at(DUE - 8 * DAY, 9) - HOUR)
    await looks(small_house, at(DUE + 6 * DAY, 8))
    assert await wave(small_house, "kohteet-plan-K2-1") is None, "four people work in the library"
    assert await wave(small_house, "kohteet-plan-K1-1") is None, "put off"
    assert await wave(small_house, "kohteet-plan-K3-1") is not None
    late = plan("KA", agreed_on=date(2027, 2, 26), id="late")
    await agrees(small_house, late)
    await looks(small_house, at(date(2027, 5, 24), 12))
    assert await wave(small_house, "kohteet-late-1") is None


async def test_after_some_days_of_standing_still_a_pulse_is_asked_late(small_house):
    await agrees(small_house, plan("KA", agreed_on=date(2027, 2, 26), id="late"))
    await looks(small_house, at(date(2027, 5, 20), 12))
    assert await wave(small_house, "kohteet-late-1") is not None


async def test_what_cannot_be_asked_is_told_once_and_stops_nothing_else(small_house):
    await plan_wave(
        small_house.stores,
        KNOWN["kohteet"],
        unit_code="K1",
        opens=at(DUE - 9 * DAY),
        closes=at(DUE),
        reminders=0,
        actor="helmi",
        now=NOW,
        targets=["Muuta"],
    )
    await agrees(small_house, plan("K1"), plan("K3"))
    await looks(small_house, NOW)
    for hours in (30, 29, 28):
        await looks(small_house, at(DUE - 8 * DAY, 9) - hours * HOUR)
    assert await wave(small_house, "kohteet-plan-K1-1") is None
    assert await wave(small_house, "kohteet-plan-K3-1") is not None
    assert len(await told(small_house, NOT_ASKED)) == 1
    assert (await follow_up(small_house)).wave is None
    assert set(await nudged(small_house, at(DUE, 1))) >= {"eero"}


async def test_nobody_rests_from_a_questionnaire_for_the_questions_before_a_follow_up(small_house):
    await agrees(small_house, plan("K1"))
    await looks(small_house, NOW)
    opens = at(DUE - 8 * DAY, 9)
    await looks(small_house, opens - HOUR)
    assert await small_house.opens("kohteet-plan-K1-1", now=opens)
    yearly = await small_house.opened(now=opens + DAY, closes=opens + 20 * DAY)
    async with small_house.stores.identity.reading() as connection:
        resting = await list_resting(connection, days=14, now=(opens + 2 * DAY).astimezone(HELSINKI))
        assert resting
    async with small_house.stores.identity.writing() as connection:
        await connection.execute(delete(waves).where(waves.c.wave == yearly))
        assert await list_resting(connection, days=14, now=(opens + 2 * DAY).astimezone(HELSINKI)) == set()


@pytest.mark.parametrize("reason", [TOO_LATE, NOTHING_TO_SAY])
async def test_what_was_never_said_does_not_count_as_said(house, reason):
    await agrees(house, plan())
    await looks(house, NOW)
    assert await nudged(house, at(DUE, 1)) == {"eero": at(DUE, 9)}
    (row,) = await rows(house)
    async with house.stores.identity.writing() as connection:
        await settle(connection, [failed(row["key"], reason)])
    assert await nudged(house, at(DUE, 12)) == {}
    assert await nudged(house, at(DUE + DAY, 1)) == {"eero": at(DUE + DAY, 9)}
    assert await nudged(house, at(DUE + 2 * DAY, 1)) == {}


async def test_who_cannot_be_reached_is_not_tried_every_day(small_house):
    await agrees(small_house, plan())
    await looks(small_house, NOW)
    await looks(small_house, at(DUE, 1))
    (row,) = await rows(small_house)
    async with small_house.stores.identity.writing() as connection:
        await settle(connection, [failed(row["key"], NOT_INSTALLED)])
    assert await nudged(small_house, at(DUE + DAY, 1)) == {}
    assert set(await nudged(small_house, at(DUE + 7 * DAY, 1))) == {"eero"}


async def test_a_leader_is_told_in_the_hours_of_the_own_unit_and_a_channel_in_those_of_its_unit(small_house):
    chief = somebody("chief", "K3", supervises=["K1"])
    others = [each for each in town().people.values() if each.aad_object_id != "eero"]
    await small_house.knows(town(people=[*others, replace(EERO, supervises=()), chief]))
    async with small_house.stores.identity.writing() as connection:
        await record_hours(connection, "K1", read_hours("11:00-22:00 mon-sun holidays", HELSINKI))
    await channel(small_house, "K1")
    await agrees(small_house, plan(agreed_on=date(2027, 3, 26)))
    await looks(small_house, NOW)
    eve = date(2027, 6, 26)  # Midsummer's day, when home care works
    assert (await follow_up(small_house)).due_on == eve
    assert await nudged(small_house, at(eve, 1)) == {recipient_of("K1"): at(eve, 11)}
    assert await nudged(small_house, at(eve + 2 * DAY, 1)) == {"chief": at(eve + 2 * DAY, 9)}
