"""Eero looks back at the plan with his team: nudged on the day, he reports, and all hear what came of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from demo.people import TENANT_ID
from jobs.import_directory import import_directory
from storage.plans import save_plan
from tests.conversations.conftest import ON_BOTH, colleague, small_town
from tests.conversations.following import (
    CHANNEL,
    DUE,
    boss_above,
    filled,
    follow_ups_of,
    knows,
    new_leader,
    plan_now,
    pressed,
    rows_of,
    values,
    with_channel,
    with_plan,
)
from tests.conversations.people import Member, Town, inputs, words
from tests.conversations.writing import logged

NASTY = "<b>*Ψ*</b> [x](http://a) \N{RIGHT-TO-LEFT OVERRIDE}👩‍🚒 {unit}"
REFUSED = "Tulosta ei voi näyttää"


async def nudged(town: Town) -> None:
    """Let the plan be agreed on and its first follow-up fall due."""
    await with_plan(town)
    await town.passes()
    await town.passes(DUE + timedelta(minutes=1))


def buttons(card: Any) -> list[str]:
    if isinstance(card, dict):
        own = [card["verb"]] if card.get("type") == "Action.Execute" else []
        return own + [verb for value in card.values() for verb in buttons(value)]
    return [verb for each in card for verb in buttons(each)] if isinstance(card, list) else []


@ON_BOTH
async def test_eero_is_nudged_with_the_form_three_months_on_and_the_team_hears_what_he_reports(
    town: Town, aino: Member, eero: Member, helmi: Member, onni: Member
):
    await with_channel(town, TENANT_ID)
    await nudged(town)
    form = eero.cards()[-1]
    assert "Suunnitelman seuranta" in words(form)
    assert values(form)["state-t1"] == "ongoing"
    assert buttons(form) == ["followup.done", "followup.snooze", "plan.show"]
    posted = in_channel(town)
    assert "Palaverit alkavat ajallaan" in words(posted[-1])
    assert "Eero" not in words(posted[-1])

    before = len(aino.cards()), len(onni.cards()), len(helmi.cards())
    card = await pressed(eero, "done", **filled())
    assert "Seuranta on kirjattu" in words(card)
    assert "23.5.2027" in words(card), "a Sunday, but this town works every day"
    await town.passes()
    told = words(aino.cards()[-1])
    for text in ("Mitä valitsimme", "Palaverit alkavat ajallaan", "Valmis", "Kello seinällä", "Vuorolista"):
        assert text in told
    assert len(aino.cards()) == before[0] + 1
    assert (len(onni.cards()), len(helmi.cards())) == before[1:]
    assert "Mitä valitsimme" in words(in_channel(town)[-1])
    plan = await plan_now(town)
    assert [each.state for each in plan.targets] == ["done", "ongoing"]
    assert [each.reported_on for each in await follow_ups_of(town)] == [date(2027, 2, 23), None]
    assert await logged(town, "follow_up.reported") == [("follow_up.reported", "plan-1/1")]


def in_channel(town: Town) -> list[dict[str, Any]]:
    posted = town.connector.posted(CHANNEL.channel_id)
    return [attachment["content"] for said in posted for attachment in said["attachments"]]


async def test_a_second_press_says_that_it_is_recorded_and_tells_nobody_again(
    town: Town, aino: Member, eero: Member
):
    await nudged(town)
    await pressed(eero, "done", **filled())
    await town.passes()
    before = len(aino.cards())
    card = await pressed(eero, "done", **filled())
    assert "Seuranta on jo kirjattu" in words(card)
    assert "23.2.2027" in words(card)
    await pressed(eero, "snooze", number="1", weeks="2")
    await town.passes()
    assert len(aino.cards()) == before
    assert len(await follow_ups_of(town)) == 2


@ON_BOTH
async def test_ten_presses_at_once_record_it_once(town: Town, eero: Member):
    await nudged(town)
    cards = await asyncio.gather(*(pressed(eero, "done", **filled()) for _ in range(10)))
    assert sum("Seuranta on kirjattu" in words(card) for card in cards) == 1
    assert len(await follow_ups_of(town)) == 2
    assert len(await logged(town, "follow_up.reported")) == 1


async def test_when_all_targets_are_over_the_plan_ends_and_nothing_is_due_any_more(
    town: Town, aino: Member, eero: Member
):
    await nudged(town)
    card = await pressed(eero, "done", **filled(**{"state-t2": "dropped"}))
    assert "Suunnitelma on viety loppuun" in words(card)
    assert "next.show" in buttons(card)
    await town.passes()
    assert "Suunnitelma on viety loppuun" in words(aino.cards()[-1])
    assert (await plan_now(town)).ended_on == date(2027, 2, 23)
    before = len(eero.cards())
    for weeks in range(1, 30):
        await town.passes(DUE + timedelta(weeks=weeks, minutes=1))
    assert len(eero.cards()) == before
    assert len(await follow_ups_of(town)) == 1
    for verb, more in (("report", {}), ("snooze", {"number": "1", "weeks": "1"})):
        card = await pressed(eero, verb, **more)
        assert "päättynyt" in words(card) or "jo kirjattu" in words(card)
        assert not inputs(card)


async def test_a_follow_up_can_be_put_off_twice_and_what_was_typed_stays(town: Town, eero: Member):
    await nudged(town)
    typed = filled(weeks="4")
    card = await pressed(eero, "snooze", **typed)
    assert "Uusi päivä on 23.3.2027" in words(card)
    assert "vielä 1 kerran" in words(card)
    for name in ("went_well-t1", "changed-t2", "next_step-t2", "state-t1"):
        assert values(card)[name] == typed[name]
    card = await pressed(eero, "snooze", number="1", weeks="1")
    assert "30.3.2027" in words(card)
    assert "followup.snooze" not in buttons(card)
    assert "ei voi enää siirtää" in words(card)
    assert "ei voi enää siirtää" in await pressed(eero, "snooze", number="1", weeks="1")
    (follow_up,) = await follow_ups_of(town)
    assert (follow_up.due_on, follow_up.snoozes) == (date(2027, 3, 30), 2)
    assert await logged(town, "follow_up.snoozed") == [("follow_up.snoozed", "plan-1/1")] * 2


@pytest.mark.parametrize("weeks", ["0", "5", "-1", "x", "", "1.5", "٢", None, 2, ["2"]])
async def test_only_one_to_four_weeks_are_taken(town: Town, eero: Member, weeks):
    await nudged(town)
    assert "viikolla kerrallaan" in await pressed(eero, "snooze", number="1", weeks=weeks)
    (follow_up,) = await follow_ups_of(town)
    assert follow_up.snoozes == 0


async def test_support_is_asked_of_those_above_and_of_helmi_and_the_team_does_not_hear_of_it(
    town: Town, aino: Member, eero: Member, helmi: Member, onni: Member
):
    boss = Member(town, colleague("boss"))
    await boss_above(town)
    await nudged(town)
    before = len(onni.cards())
    card = await pressed(eero, "done", **filled(**{"needs_support-t2": "true"}))
    assert "ylemmälle esihenkilölle" in words(card)
    await town.passes()
    for who in (boss, helmi):
        asked = words(who.cards()[-1])
        assert "Kotihoito" in asked
        assert "Tauot pidetään" in asked
        for text in ("Palaverit", "Vuorolista", "Kukaan ei syö"):
            assert text not in asked
    assert "tuke" not in words(aino.cards()[-1]).lower()
    assert len(onni.cards()) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("went_well-t1", "x" * 301),
        ("changed-t2", "ä" * 4000),
        ("state-t1", "planned"),  # what goes on does not go back to being planned
        ("state-t2", "finished"),
        ("state-t2", "' OR 1=1 --"),
    ],
)
async def test_what_cannot_be_recorded_is_said_and_the_card_stays_with_all_that_was_typed(
    town: Town, eero: Member, field: str, value: str
):
    await nudged(town)
    for verb, more in (("done", {}), ("snooze", {"weeks": "1"})):
        body = await eero.presses(f"followup.{verb}", plan="plan-1", **filled(**{field: value}, **more))
        assert body["type"] == "application/vnd.microsoft.activity.message"
        assert "300 merkkiä" in body["value"] or "tilanne luettelosta" in body["value"]
    (follow_up,) = await follow_ups_of(town)
    assert follow_up.reported_on is None
    assert (await plan_now(town)).version == 1


async def test_whatever_people_write_is_told_to_the_letter(town: Town, aino: Member, eero: Member):
    await nudged(town)
    text = (NASTY * 5)[:300]
    await pressed(eero, "done", **filled(**{"went_well-t1": text}))
    await town.passes()
    card = aino.cards()[-1]
    runs = [each for each in all_of(card, "TextRun") if each["text"] == text]
    assert runs, "in a run of text, where nothing is Markdown"


def all_of(card: Any, kind: str) -> list[dict[str, Any]]:
    if isinstance(card, dict):
        own = [card] if card.get("type") == kind else []
        return own + [each for value in card.values() for each in all_of(value, kind)]
    return [each for part in card for each in all_of(part, kind)] if isinstance(card, list) else []


async def test_whoever_is_overtaken_gets_the_plan_as_it_is_now_with_the_own_words(town: Town, eero: Member):
    await nudged(town)
    plan = await plan_now(town)
    first, second = plan.targets
    changed = replace(plan, targets=(replace(first, state="delayed"), replace(second, words="Ruokatauot")))
    async with town.house.stores.identity.writing() as connection:
        await save_plan(connection, changed, now=town.clock.now)
    typed = filled(version="1")
    card = await pressed(eero, "done", **typed)
    assert "Suunnitelmaa on muutettu sillä välin" in words(card)
    assert "Ruokatauot" in words(card)
    held = values(card)
    assert held["changed-t2"] == typed["changed-t2"]
    assert held["state-t1"] == "delayed", "as the plan has it now"
    (follow_up,) = await follow_ups_of(town)
    assert follow_up.reported_on is None
    assert "Seuranta on kirjattu" in words(await pressed(eero, "done", **filled(version="2")))


async def test_nobody_else_gets_anywhere_and_all_are_refused_alike(
    town: Town, aino: Member, eero: Member, helmi: Member, onni: Member
):
    await nudged(town)
    assert REFUSED in words(await pressed(aino, "report"))
    for who in (aino, helmi, onni):
        expected = (await who.presses("followup.report", plan="no-such-plan"))["value"]
        for verb in ("report", "done", "snooze"):
            assert await pressed(who, verb, **filled(weeks="1")) == expected
    (follow_up,) = await follow_ups_of(town)
    assert (follow_up.reported_on, follow_up.snoozes) == (None, 0)


@pytest.mark.parametrize(
    "plan", ["", "n" * 60, "' OR 1=1 --", NASTY, None, 7, {"a": 1}, ["plan-1"], "x" * 4000]
)
@pytest.mark.parametrize("verb", ["report", "done", "snooze"])
async def test_a_plan_that_does_not_exist_is_refused(town: Town, eero: Member, verb: str, plan):
    await nudged(town)
    body = await eero.presses(f"followup.{verb}", **filled(plan=plan, weeks="1"))
    assert REFUSED in words(body["value"])


@pytest.mark.parametrize("number", ["0", "2", "-1", "", "x", None, 1, "٢"])
async def test_a_follow_up_that_does_not_exist_is_a_card_of_another_time(town: Town, eero: Member, number):
    await nudged(town)
    for verb in ("done", "snooze"):
        card = await pressed(eero, verb, **filled(number=number, weeks="1"))
        assert not inputs(card)
    (follow_up,) = await follow_ups_of(town)
    assert (follow_up.reported_on, follow_up.snoozes) == (None, 0)


async def test_where_others_read_along_there_is_no_form(town: Town, eero: Member):
    await nudged(town)
    eero.conversation = {"conversationType": "groupChat", "isGroup": True}
    for verb in ("report", "done", "snooze"):
        assert "kahden kesken" in words(await pressed(eero, verb, **filled(weeks="1")))


async def test_a_new_supervisor_can_report_and_the_old_one_cannot(town: Town, eero: Member):
    await nudged(town)
    heir = Member(town, colleague("k1-0"))
    await new_leader(town)
    assert REFUSED in words(await pressed(eero, "done", **filled()))
    assert "Palaverit alkavat ajallaan" in words(await pressed(heir, "report"))
    assert "Seuranta on kirjattu" in words(await pressed(heir, "done", **filled()))
    await town.passes()
    assert "Mitä valitsimme" in words(eero.cards()[-1]), "he works in the team"


async def test_a_unit_that_moves_is_looked_at_where_it_is_now(town: Town, eero: Member, onni: Member):
    await nudged(town)
    made = small_town()
    units = [replace(unit, parent_code="K2") if unit.code == "K1" else unit for unit in made.units.values()]
    await knows(town, type(made)(sorted(units, key=lambda unit: unit.code), made.people.values()))
    assert "Palaverit alkavat ajallaan" in words(await pressed(onni, "report")), "he leads the unit above"
    assert "Seuranta on kirjattu" in words(
        await pressed(eero, "done", **filled(**{"needs_support-t1": "true"}))
    )
    await town.passes()
    assert "En enhet ber om stöd" in words(onni.cards()[-1])


async def test_a_plan_can_be_looked_at_before_its_day_and_the_next_day_counts_from_then(
    town: Town, eero: Member
):
    await with_plan(town)
    form = await pressed(eero, "report")
    assert "23.2.2027" in words(form)
    assert len(await follow_ups_of(town)) == 1, "made at once, though the clock has not come to it"
    await pressed(eero, "done", **filled())
    last = (await follow_ups_of(town))[-1]
    assert (last.number, last.due_on) == (2, date(2027, 2, 23))
    form = await pressed(eero, "report")
    assert "Pidetään kiinni" not in words(form), "the target is done"
    assert "Vuorolista" in words(form)
    assert set(values(form)) >= {"state-t2"}
    assert "state-t1" not in values(form)


async def test_a_plan_that_is_not_agreed_on_is_not_followed_up(town: Town, eero: Member):
    await with_plan(town, agreed_on=None)
    await town.passes()
    assert "ei ole vielä sovittu" in words(await pressed(eero, "report"))
    assert await follow_ups_of(town) == []


async def test_an_old_client_that_only_submits_can_report(town: Town, aino: Member, eero: Member):
    await nudged(town)
    (card,) = await eero.submits("followup.report", plan="plan-1")
    assert "Suunnitelman seuranta" in words(card)
    (card,) = await eero.submits("followup.done", plan="plan-1", **filled())
    assert "Seuranta on kirjattu" in words(card)


async def test_the_team_hears_in_the_morning_what_was_reported_at_night_and_leavers_do_not(
    town: Town, aino: Member, eero: Member
):
    await nudged(town)
    await pressed(eero, "done", **filled())
    made = small_town()
    gone = colleague("k1-3").aad_object_id
    people = [
        replace(each, unit_code="K3") if each.aad_object_id == gone else each for each in made.people.values()
    ]
    await import_directory(
        town.house.stores,
        type(made)(made.units.values(), people),
        dry_run=False,
        actor="t",
        now=town.clock.now,
    )
    await town.passes()
    assert "Mitä valitsimme" in words(aino.cards()[-1])
    states = {row["person"]: (row["state"], row["reason"]) for row in await rows_of(town, "progress")}
    assert states.pop(gone) == ("failed", "nothing_to_say")
    assert len(states) == 10
