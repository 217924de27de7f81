"""HR follows a survey, lets it be open for longer, closes it early or cancels it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from content.loader import load_instruments
from followups.annual_clock import Entry
from jobs.turn_clock import turn_clock
from storage.annual_clock import find_free_id, record_entry
from storage.tables.outbox import outbox
from storage.waves import Wave
from tests.conversations.conftest import NOON, ON_BOTH
from tests.conversations.hr_desk import data_of, joins_hr, looks_ahead, value, values, waves
from tests.conversations.people import Member, Town, words
from tests.conversations.test_story import CLOSES, answers, everybody_answers, opened
from tests.conversations.test_survey_status import planned
from tests.conversations.writing import logged

DAY = timedelta(days=1)
LONGER = {"closes": "2026-12-04", "closes_time": "16:00", "confirmed": "yes"}
LATER = datetime.fromisoformat("2026-12-04T14:00+00:00")
MIDNIGHT = datetime.fromisoformat("2026-11-27T22:30+00:00")
"""Half past midnight in Helsinki, two and a half days before the end."""
ENTRY = Entry("pian", "fiilis", "K", "month", date(2026, 12, 1), days=5, opens=time(9))


async def only(town: Town) -> Wave:
    (wave,) = await waves(town)
    return wave


async def ends(town: Town) -> dict[str, set[datetime | None]]:
    """Give until when the messages of each kind make sense."""
    found: dict[str, set[datetime | None]] = {}
    async with town.house.stores.identity.reading() as connection:
        for row in await connection.execute(select(outbox).where(outbox.c.state == "waiting")):
            found.setdefault(row.kind, set()).add(row.expires_at)
    return found


@ON_BOTH
async def test_helmi_sees_one_survey_with_its_coarse_rate_and_reminders(town: Town, helmi: Member):
    wave = await opened(town, reminders=2)
    card = await value(helmi, "waves.status", wave=wave)
    assert "Vastausprosenttia ei vielä näytetä" in words(card)
    assert "Muistutus tulossa: 27.11.2026 ja 29.11.2026" in words(card)
    await everybody_answers(town, wave, {"k1": range(6)})
    await town.passes(MIDNIGHT)
    said = words(await value(helmi, "waves.status", wave=wave))
    assert "Kutsutuista noin 25 % oli vastannut 27.11.2026 mennessä" in said.replace("\u00a0", " ")
    assert "Muistutettu: 27.11.2026. Muistutus tulossa: 29.11.2026." in said
    assert "Kotihoito" not in said, "no unit below is large enough to be told of"


async def test_the_card_of_one_survey_does_not_move_with_answers(town: Town, helmi: Member):
    wave = await opened(town)
    before = await value(helmi, "waves.status", wave=wave)
    await everybody_answers(town, wave, {"k1": range(6)})
    assert await value(helmi, "waves.status", wave=wave) == before


@ON_BOTH
async def test_helmi_is_told_once_that_few_have_answered_near_the_end(
    town: Town, helmi: Member, eero: Member
):
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(6)})
    await town.passes(MIDNIGHT - DAY)
    assert not any("harva on vastannut" in words(card) for card in helmi.cards())
    for hours in range(3):
        await town.passes(MIDNIGHT + timedelta(hours=hours))
    told = [card for card in helmi.cards() if "harva on vastannut" in words(card)]
    assert len(told) == 1
    assert "noin 25" in words(told[0])
    assert data_of(told[0], "waves.extend")
    assert not any("harva on vastannut" in words(card) for card in eero.cards())


async def test_nobody_is_told_when_half_have_answered(town: Town, helmi: Member):
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(10), "k3": range(3)})
    await town.passes(MIDNIGHT)
    assert not any("harva on vastannut" in words(card) for card in helmi.cards())


@ON_BOTH
async def test_helmi_lets_a_survey_be_open_for_longer(town: Town, helmi: Member, aino: Member):
    wave = await opened(town, reminders=2)
    form = await value(helmi, "waves.extend", wave=wave)
    assert values(form) == {"closes": "2026-12-07", "closes_time": "12:00"}
    card = await value(helmi, "waves.extend", wave=wave, **LONGER)
    assert "Vastausaikaa on pidennetty" in words(card)
    assert (await only(town)).closes_at == LATER
    assert (await ends(town))["reminder"] == {LATER - timedelta(hours=1)}
    assert await logged(town, "wave.extended") == [("wave.extended", wave)]
    (card,) = await aino.says("kysely")
    assert "4.12.2026 klo\u00a016.00" in words(card)
    await town.passes(CLOSES + timedelta(minutes=1))
    assert "Kiitos" in words((await aino.presses("survey.submit", wave=wave, **answers()))["value"])
    await town.passes(LATER + timedelta(minutes=1))
    assert (await only(town)).state(town.clock.now) == "closed"


async def test_extending_twice_or_by_two_at_once_is_extending_once(town: Town, helmi: Member):
    wave = await opened(town)
    other = await joins_hr(town, "k3-0")
    for who in (helmi, other, helmi):
        assert "pidennetty" in words(await value(who, "waves.extend", wave=wave, **LONGER))
    assert await logged(town, "wave.extended") == [("wave.extended", wave)]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"closes": "2026-11-29"}, "Kysely on jo auki"),
        ({"closes": "1999-01-01"}, "Kysely on jo auki"),
        ({"closes": "2027-03-01"}, "yhteensä enintään 60 päivää"),
        ({"closes": ""}, "Tarkista sulkeutumispäivä"),
        ({"closes_time": "x" * 4000}, "Tarkista sulkeutumispäivä"),
        ({"closes": "<b>*🙂*"}, "Tarkista sulkeutumispäivä"),
    ],
)
async def test_a_day_that_cannot_be_is_given_back(
    town: Town, helmi: Member, typed: dict[str, str], told: str
):
    wave = await opened(town)
    card = await value(helmi, "waves.extend", wave=wave, **LONGER | typed)
    assert told in words(card)
    assert values(card)["closes"] == (LONGER | typed)["closes"]
    assert (await only(town)).closes_at == CLOSES


async def test_a_survey_is_not_extended_into_the_next_one(town: Town, helmi: Member):
    wave = await opened(town)
    (sent,) = data_of(await looks_ahead(helmi, opens="2026-12-02"), "waves.open")
    await value(helmi, "waves.open", **sent)
    assert "Samoilta ihmisiltä" in words(await value(helmi, "waves.extend", wave=wave, **LONGER))


@ON_BOTH
async def test_helmi_closes_a_survey_early(town: Town, helmi: Member, aino: Member):
    wave = await opened(town)
    await town.passes(NOON + DAY)
    card = await value(helmi, "waves.close", wave=wave)
    assert "Suljetaanko kysely nyt?" in words(card)
    (sent,) = data_of(card, "waves.close")
    assert "Vastausaika on päättynyt" in words(await value(helmi, "waves.close", **sent))
    assert "Tätä ei voi enää tehdä" in words(await value(helmi, "waves.close", **sent))
    await town.passes()
    assert (await only(town)).closed_at is not None
    assert await logged(town, "wave.ended", "wave.closed") == [("wave.ended", wave), ("wave.closed", wave)]
    assert "sulkeutunut" in words((await aino.presses("survey.submit", wave=wave, **answers()))["value"])


async def test_what_is_over_is_neither_extended_nor_closed_nor_cancelled(town: Town, helmi: Member):
    wave = await opened(town)
    await town.passes(CLOSES)
    before = await only(town)
    for verb in ("extend", "close", "cancel"):
        for sent in ({}, LONGER):
            card = await value(helmi, f"waves.{verb}", wave=wave, **sent)
            assert "Tätä ei voi enää tehdä" in words(card)
    assert await only(town) == before


@ON_BOTH
async def test_helmi_cancels_what_has_not_opened(town: Town, helmi: Member, aino: Member):
    wave = await planned(town)
    await value(helmi, "waves.pause", wave=wave)
    card = await value(helmi, "waves.cancel", wave=wave)
    assert "Perutaanko kysely?" in words(card)
    (sent,) = data_of(card, "waves.cancel")
    assert "Kysely on peruttu" in words(await value(helmi, "waves.cancel", **sent))
    refused = await value(helmi, "results.show", unit="no-such-unit")
    assert await value(helmi, "waves.cancel", **sent) == refused
    await town.passes(NOON + timedelta(hours=2))
    assert await waves(town) == aino.cards() == []
    assert await logged(town, "wave.cancelled") == [("wave.cancelled", wave)]


async def test_an_open_survey_is_not_cancelled(town: Town, helmi: Member):
    wave = await opened(town)
    assert "Tätä ei voi enää tehdä" in words(await value(helmi, "waves.cancel", wave=wave, confirmed="yes"))
    assert (await only(town)).id == wave


async def test_the_clock_does_not_plan_again_what_was_cancelled(town: Town, helmi: Member):
    stores, zone = town.house.stores, town.house.settings.zone
    async with stores.identity.writing() as connection:
        await record_entry(connection, replace(ENTRY, id="kierros-1"))
    (wave,) = await turn_clock(stores, load_instruments(), zone=zone, now=NOON)
    await value(helmi, "waves.cancel", wave=wave, confirmed="yes")
    assert await turn_clock(stores, load_instruments(), zone=zone, now=NOON + DAY) == []
    later = await turn_clock(stores, load_instruments(), zone=zone, now=NOON + 35 * DAY)
    assert len(later) == 1, "the next one comes as ever"
    async with stores.identity.reading() as connection:
        assert await find_free_id(connection, "kierros") == "kierros-2"


async def test_a_partner_changes_surveys_of_the_own_area_alone(town: Town, helmi: Member):
    partner = await joins_hr(town, "k1-0", unit="K1")
    wave = await opened(town)
    refused = await value(partner, "results.show", unit="no-such-unit")
    for verb in ("status", "extend", "close", "pause", "resume", "cancel"):
        assert await value(partner, f"waves.{verb}", wave=wave, **LONGER) == refused
    assert (await only(town)).closes_at == CLOSES
    for verb in ("extend", "close", "cancel"):
        assert await value(helmi, f"waves.{verb}", wave="no-such", **LONGER) == refused
