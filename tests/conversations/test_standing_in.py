"""A deputy has the supervisor's rights on every surface, from the first second to the last."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from storage.follow_ups import FollowUp, record_follow_up
from storage.plans import Target
from storage.results import find_result
from storage.tables.waves import wave_members
from storage.teams import list_team
from tests.conversations.choosing import YES, choice_of, member, proposed, some_vote
from tests.conversations.conftest import ON_BOTH, colleague
from tests.conversations.deputising import OVER, REFUSAL, appoints, card_of, stands_in
from tests.conversations.exporting import answers as consents
from tests.conversations.exporting import offered, replaced
from tests.conversations.following import boss_above, rows_of, with_plan
from tests.conversations.in_channel import InChannel, linked, links
from tests.conversations.people import Member, Town, words
from tests.conversations.test_story import answers, everybody_answers, opened
from tests.conversations.test_unasked import AFTER, closed

KERTTU, KAISA = colleague("k3-0"), colleague("k1-0")
"""Kerttu works in the kitchen, Kaisa in home care."""
SECOND = timedelta(seconds=1)
BEGINS = datetime(2026, 12, 1, 22, 0, tzinfo=UTC)
"""Midnight in Helsinki, the day after the wave closed."""
FIRST = date(2026, 12, 2)
PRESSES: tuple[tuple[str, dict[str, str]], ...] = (
    ("results.show", {}),
    ("results.detail", {}),
    ("results.share", {}),
    ("guide.agenda", {}),
    ("choose.propose", {}),
    ("plan.show", {}),
    ("plan.edit", {"target": "t1"}),
    ("plan.share", {"plan": "plan-1"}),
    ("plan.history", {"plan": "plan-1"}),
    ("followup.report", {"plan": "plan-1"}),
)
"""What a supervisor presses on cards of home care."""


async def on_every_surface(who: Member, wave: str) -> dict[str, Any]:
    shown = {}
    for verb, data in PRESSES:
        shown[verb] = (await who.presses(verb, unit="K1", wave=wave, **data))["value"]
    return shown


async def refusal_of(who: Member) -> Any:
    return (await who.presses("results.show", unit="NOWHERE"))["value"]


@ON_BOTH
async def test_rights_begin_and_end_by_themselves_on_every_surface(town: Town, eero: Member):
    wave = await closed(town)
    await with_plan(town, made_on=AFTER.date(), agreed_on=AFTER.date())
    async with town.house.stores.identity.writing() as connection:
        await record_follow_up(connection, FollowUp("plan-1", 1, date(2026, 12, 9)))
    await appoints(eero, KERTTU, first=FIRST)
    kerttu = Member(town, KERTTU)
    for moment, has_rights in (
        (BEGINS - 2 * SECOND, False),
        (BEGINS, True),
        (OVER - 30 * SECOND, True),
        (OVER, False),
    ):
        town.clock.set(moment)
        refused = await refusal_of(kerttu)
        for verb, card in (await on_every_surface(kerttu, wave)).items():
            assert (card != refused) is has_rights, (moment, verb)
    assert REFUSAL in words(await refusal_of(kerttu))


async def test_what_a_deputy_sees_is_what_the_supervisor_sees(town: Town, eero: Member):
    wave = await closed(town)
    await appoints(eero, KERTTU, first=FIRST)
    town.clock.set(BEGINS)
    shown, own = [await on_every_surface(who, wave) for who in (Member(town, KERTTU), eero)]
    # Of the one who shares a result it is not said that they get it.
    assert words(shown.pop("results.share")) == words(own.pop("results.share")).replace("11 ", "12 ")
    assert shown == own
    assert "Kotihoito" in words(shown["results.show"])


async def test_words_files_next_steps_and_plans_follow_the_rights(town: Town, eero: Member):
    wave = await closed(town)
    await appoints(eero, KERTTU, first=FIRST)
    kerttu = Member(town, KERTTU)
    (card,) = await kerttu.says("näytä yksikköni tulokset")
    assert card == await refusal_of(kerttu)
    town.clock.set(BEGINS)
    (card,) = await kerttu.says("näytä yksikköni tulokset")
    assert "Kotihoito" in words(card)
    assert (await offered(kerttu, unit="K1", wave=wave, kind="csv"))["name"]
    assert "Kotihoito" in words((await kerttu.presses("next.show"))["value"])
    assert "Nimeä sijainen" not in words((await kerttu.presses("next.show"))["value"])
    assert "plans.overview" not in str((await kerttu.presses("next.show"))["value"])
    town.clock.set(OVER)
    (card,) = await kerttu.says("näytä yksikköni tulokset")
    assert card == await refusal_of(kerttu)
    assert (await kerttu.presses("results.export", unit="K1", wave=wave, format="csv"))["value"] == card
    assert "Kotihoito" not in words((await kerttu.presses("next.show"))["value"])


async def test_a_file_that_was_offered_to_a_deputy_is_not_stored_after_the_end(town: Town, eero: Member):
    wave = await closed(town)
    await appoints(eero, KERTTU, first=FIRST)
    town.clock.set(BEGINS)
    kerttu = Member(town, KERTTU)
    asked = await offered(kerttu, unit="K1", wave=wave, kind="csv")
    town.clock.set(OVER)
    await consents(kerttu, asked["content"]["acceptContext"])
    assert await replaced(kerttu) == await refusal_of(kerttu)


async def test_an_answer_from_above_reaches_whoever_stands_in_when_it_leaves(town: Town, eero: Member):
    boss, kerttu = Member(town, colleague("boss")), Member(town, KERTTU)
    await boss_above(town)
    made = await stands_in(town, eero, KERTTU)
    target = Target(id="t1", words="Tauot pidetään", upwards="Lisää väkeä viikonloppuihin")
    await with_plan(town, made_on=AFTER.date(), agreed_on=AFTER.date(), targets=(target,))
    await boss.presses("plan.answer", target="t1", plan="plan-1", answer="Asia on budjetissa", **YES)
    told = {row["person"] for row in await rows_of(town, "plan_answered")}
    assert told == {made.person, eero.person.aad_object_id}
    await card_of(eero, unit="K1", end=made.id, confirmed="yes")
    before = len(kerttu.cards())
    for minutes in (1, 2):
        await town.passes(town.clock.now + timedelta(minutes=minutes))
    assert all("budjetissa" not in words(card) for card in kerttu.cards()[before:])
    assert "budjetissa" in words(eero.cards())


async def test_a_deputy_links_the_teams_channel_while_standing_in(town: Town, eero: Member):
    in_channel = InChannel(town, KERTTU)
    await links(in_channel)
    assert await linked(town) is None
    made = await stands_in(town, eero, KERTTU)
    await links(in_channel)
    assert await linked(town) is not None
    await card_of(eero, unit="K1", end=made.id, confirmed="yes")
    await links(in_channel, remove="yes")
    assert await linked(town) is not None


async def test_a_deputy_shares_the_result_and_opens_the_choice(town: Town, aino: Member, eero: Member):
    wave = await closed(town)
    await appoints(eero, KERTTU, first=FIRST)
    await town.passes(BEGINS + timedelta(hours=8))
    kerttu = Member(town, KERTTU)
    before = len(aino.cards())
    await kerttu.presses("results.share", unit="K1", wave=wave, **YES)
    await kerttu.presses("choose.propose", unit="K1", wave=wave, days="7", **YES)
    for minutes in (1, 2):
        await town.passes(BEGINS + timedelta(hours=8, minutes=minutes))
    assert len(aino.cards()) - before == 2
    assert (await choice_of(town, wave)).code == "K1"


@ON_BOTH
async def test_news_of_results_and_nudges_come_to_the_deputy_too(town: Town, eero: Member):
    kerttu = Member(town, KERTTU)
    made = await stands_in(town, eero, KERTTU)
    await closed(town)
    assert "Kotihoito" in words(kerttu.cards()[-1])
    assert "ovat valmiit" in str(kerttu.cards()[-1])
    morning = AFTER.replace(hour=7)
    await town.passes(morning + timedelta(days=1))
    assert made.ends_at == OVER
    await town.passes(morning + timedelta(days=7))
    assert kerttu.cards()[-1] == eero.cards()[-1]
    assert "Muistutus tulosten käsittelystä" in words(eero.cards()[-1])
    await town.passes(morning + timedelta(days=14))
    assert "Sijaisuutesi on päättynyt" in words(kerttu.cards()[-1])
    before = len(kerttu.cards())
    await town.passes(morning + timedelta(days=30))
    assert "odottaa vielä sopimista" in words(eero.cards()[-1])
    assert len(kerttu.cards()) == before


async def test_what_was_queued_for_a_deputy_says_nothing_a_second_after_the_end(town: Town, eero: Member):
    kerttu = Member(town, KERTTU)
    made = await stands_in(town, eero, KERTTU)
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(10), "k3": range(7)})
    await town.house.clockwork.tick(AFTER)  # the worker is away
    assert KERTTU.aad_object_id in {row["person"] for row in await rows_of(town, "result")}
    await card_of(eero, unit="K1", end=made.id, confirmed="yes")
    before = len(kerttu.cards())
    for wait in (SECOND, timedelta(minutes=1)):
        await town.passes(AFTER + wait)
    assert ["Sijaisuutesi on päättynyt" in words(card) for card in kerttu.cards()[before:]] == [True]
    assert "ovat valmiit" in str(eero.cards())


async def test_a_counted_vote_is_told_to_whoever_leads_when_it_leaves(town: Town, eero: Member):
    kerttu = Member(town, KERTTU)
    await stands_in(town, eero, KERTTU)
    wave = await proposed(town, eero, days="7")
    await some_vote(town, wave, 5)
    await town.house.clockwork.tick(OVER - timedelta(days=2))  # the worker is away
    assert {row["person"] for row in await rows_of(town, "chosen")} == {
        who.person.aad_object_id for who in (kerttu, eero)
    }
    before = len(kerttu.cards()), len(eero.cards())
    for wait in (SECOND, timedelta(minutes=1)):  # a chat gets one message at a time
        await town.passes(OVER + wait)
    (told,) = kerttu.cards()[before[0] :]
    assert "Sijaisuutesi on päättynyt" in words(told)
    assert len(eero.cards()) - before[1] == 2


async def test_a_deputy_of_the_own_unit_votes_not_while_standing_in(town: Town, eero: Member):
    kaisa = Member(town, KAISA)
    made = await stands_in(town, eero, KAISA)
    before = len(kaisa.cards())
    wave = await proposed(town, eero, days="7")
    assert "choose.vote" not in str(kaisa.cards()[before:])
    assert "choose.vote" in str(member(town, "k1-1").cards()[-1])
    async with town.house.stores.identity.reading() as connection:
        team = await list_team(connection, "K1", now=town.clock.now)
    assert KAISA.aad_object_id not in team
    refused = await _votes(kaisa, wave)
    assert "Kiitos" not in words(refused)
    await card_of(eero, unit="K1", end=made.id, confirmed="yes")
    assert await _votes(kaisa, wave) != refused


@ON_BOTH
@pytest.mark.parametrize(("cell", "n"), [("K", "5-9"), ("K1", 10)])
async def test_the_answer_of_a_deputy_in_force_at_the_opening_counts_above(
    town: Town, eero: Member, cell: str, n: object
):
    if cell == "K":
        await stands_in(town, eero, KAISA)
    wave = await opened(town)
    async with town.house.stores.identity.reading() as connection:
        mine = wave_members.c.person == KAISA.aad_object_id
        found = await connection.scalar(select(wave_members.c.cell).where(mine, wave_members.c.wave == wave))
    assert found == cell
    body = await Member(town, KAISA).presses("survey.submit", wave=wave, **answers(2))
    assert "Kiitos" in words(body["value"])
    await everybody_answers(town, wave, {"k1": range(1, 10), "k3": range(7)})
    await town.passes(AFTER)
    async with town.house.stores.identity.reading() as connection:
        result = await find_result(connection, wave, code="K1")
    assert result is not None
    assert result.n == n


async def test_whoever_is_appointed_while_a_wave_runs_keeps_the_place_of_the_answer(town: Town, eero: Member):
    wave = await opened(town)
    await stands_in(town, eero, KAISA)
    async with town.house.stores.identity.reading() as connection:
        mine = wave_members.c.person == KAISA.aad_object_id
        cell = await connection.scalar(select(wave_members.c.cell).where(mine, wave_members.c.wave == wave))
    assert cell == "K1"


async def _votes(who: Member, wave: str) -> dict[str, Any]:
    choice = await choice_of(who.town, wave)
    sent = {"strengths": choice.offered.strengths[0], "targets": choice.offered.targets[0]}
    return (await who.presses("choose.vote", choice=choice.id, **sent))["value"]
