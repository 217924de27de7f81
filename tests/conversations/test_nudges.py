"""Eero hears in time of a talk and a plan that are missing; his team never hears of him."""

from __future__ import annotations

from datetime import timedelta

from demo.people import TENANT_ID
from tests.conversations.conftest import ON_BOTH, colleague
from tests.conversations.following import CHANNEL, boss_above, rows_of, with_channel, with_plan
from tests.conversations.people import Member, Town, words
from tests.conversations.test_story import CLOSES
from tests.conversations.test_unasked import closed, sent

MORNING = CLOSES.replace(hour=7) + timedelta(minutes=1)
"""Past nine in Helsinki on the day when the wave closed."""
DAY = timedelta(days=1)


@ON_BOTH
async def test_eero_is_reminded_of_the_talk_and_of_the_plan_and_then_his_own_leader_is_told(
    town: Town, aino: Member, eero: Member, helmi: Member
):
    boss = Member(town, colleague("boss"))
    await boss_above(town)
    await with_channel(town, TENANT_ID)
    wave = await closed(town)
    await town.passes(MORNING + 7 * DAY)
    card = eero.cards()[-1]
    assert "Muistutus tulosten käsittelystä" in words(card)
    assert sent(town, eero)["channelData"]["notification"] == {"alert": True}
    assert f"'verb': 'guide.agenda', 'unit': 'K1', 'wave': '{wave}'" in str(card)
    before = len(eero.cards())
    await town.passes(MORNING + 14 * DAY)
    assert len(eero.cards()) == before, "once"

    await town.passes(MORNING + 30 * DAY)
    assert "odottaa vielä sopimista" in words(eero.cards()[-1])
    (posted,) = town.connector.posted(CHANNEL.channel_id)
    assert "Mistä lähdemme liikkeelle?" in words(posted["attachments"][0]["content"])
    heard = len(boss.cards()), len(aino.cards()), len(helmi.cards())
    await town.passes(MORNING + 37 * DAY)
    await town.passes(MORNING + 44 * DAY)
    told = words(boss.cards()[-1])
    assert "Kotihoito" in told
    assert "Kysy, tarvitaanko tukea" in told
    assert (len(aino.cards()), len(helmi.cards())) == heard[1:]
    assert len(boss.cards()) > heard[0]
    assert len(town.connector.posted(CHANNEL.channel_id)) == 1


async def test_while_eero_has_paused_reminders_he_hears_nothing(town: Town, eero: Member):
    await closed(town)
    await eero.presses("reminders.pause", length="two_weeks")
    before = len(eero.cards())
    await town.passes(MORNING + 7 * DAY)
    assert len(eero.cards()) == before
    assert [row for row in await rows_of(town, "nudge") if row["person"] == eero.person.aad_object_id] == []


async def test_an_agreed_plan_ends_the_reminders_of_a_result(town: Town, eero: Member, onni: Member):
    await closed(town)
    await with_plan(town, made_on=CLOSES.date(), agreed_on=CLOSES.date())
    before = len(eero.cards()), len(onni.cards())
    for days in (7, 30, 37, 44):
        await town.passes(MORNING + days * DAY)
    assert len(eero.cards()) == before[0]
    assert len(onni.cards()) == before[1], "of a result that shows nothing he is not reminded"


async def test_a_nudge_that_could_not_leave_on_its_day_is_said_on_another_and_never_twice(
    town: Town, eero: Member
):
    await with_plan(town)
    await town.passes()
    due = MORNING.replace(year=2027, month=2, day=23)
    await town.house.clockwork.tick(due)  # the worker is away
    before = len(eero.cards())
    await town.passes(due + DAY)
    await town.passes(due + DAY + timedelta(hours=2))
    assert len(eero.cards()) == before + 1
    await town.passes(due + 2 * DAY)
    await town.passes(due + 7 * DAY)
    assert len(eero.cards()) == before + 1
    await town.passes(due + 8 * DAY)
    assert len(eero.cards()) == before + 2
