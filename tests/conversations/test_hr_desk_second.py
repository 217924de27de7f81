"""A survey of many people opens only when a second person of HR has confirmed it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage.wave_requests import find_request
from tests.conversations.conftest import NOON, ON_BOTH, PEOPLE, colleague
from tests.conversations.hr_desk import asks_two, data_of, joins_hr, looks_ahead, opens, value, waves
from tests.conversations.people import Member, Town, words
from tests.conversations.test_story import opened
from tests.conversations.writing import logged

ACTIONS = ("wave.requested", "wave.confirmed", "wave.declined", "wave.opened")


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    asks_two(monkeypatch, most_alone=8)


async def requested(town: Town, helmi: Member, **typed: str) -> str:
    """Let Helmi ask for a survey of everybody; give its id."""
    card = await opens(helmi, **typed)
    assert "odottaa nyt vahvistusta" in words(card)
    return (await waves(town))[-1].id


async def waits(town: Town, wave: str) -> bool:
    async with town.house.stores.identity.reading() as connection:
        return await find_request(connection, wave) is not None


@ON_BOTH
async def test_the_other_person_of_hr_confirms_it_and_only_then_it_opens(
    town: Town, helmi: Member, aino: Member
):
    other = await joins_hr(town, "k3-0")
    summary = await looks_ahead(helmi)
    assert "toisen HR-henkilön on vahvistettava" in words(summary)
    wave = await requested(town, helmi)
    await town.passes(NOON + timedelta(minutes=10))
    assert aino.cards() == []
    (asked,) = other.cards()
    assert "Vahvista kysely" in words(asked)
    assert f"Kyselyn saa {PEOPLE} henkilöä" in words(asked)
    assert helmi.cards() == [], "whoever asks is not asked"
    yes, _ = data_of(asked, "waves.confirm")
    assert "Kysely on vahvistettu" in words(await value(other, "waves.confirm", **yes))
    await town.passes(NOON + timedelta(minutes=11))
    assert len(aino.cards()) == 1
    assert any("Kyselysi on vahvistettu" in words(card) for card in helmi.cards())
    assert await logged(town, *ACTIONS) == [(each, wave) for each in (ACTIONS[0], ACTIONS[1], ACTIONS[3])]


async def test_whoever_asked_cannot_confirm_it(town: Town, helmi: Member):
    await joins_hr(town, "k3-0")
    wave = await requested(town, helmi)
    for answer in ("yes", "no"):
        card = await value(helmi, "waves.confirm", wave=wave, answer=answer)
        assert "Pyysit itse tätä kyselyä" in words(card)
        assert data_of(card, "waves.confirm") == []
        assert f"pulssi wave confirm {wave}" in words(card)
    assert await waits(town, wave)


@ON_BOTH
async def test_whoever_comes_second_sees_that_it_is_done(town: Town, helmi: Member):
    others = [await joins_hr(town, key) for key in ("k3-0", "k3-1")]
    wave = await requested(town, helmi, opens="2026-11-30")
    await value(others[0], "waves.confirm", wave=wave, answer="yes")
    for answer in ("yes", "no"):
        card = await value(others[1], "waves.confirm", wave=wave, answer=answer)
        assert "Tähän on jo vastattu" in words(card)
    assert await logged(town, *ACTIONS) == [("wave.requested", wave), ("wave.confirmed", wave)]
    (known,) = await waves(town)
    assert known.opens_at == datetime(2026, 11, 30, 7, 0, tzinfo=UTC), "a later opening stays"


@ON_BOTH
async def test_a_no_takes_it_away_and_helmi_is_told(town: Town, helmi: Member, aino: Member):
    others = [await joins_hr(town, key) for key in ("k3-0", "k3-1")]
    wave = await requested(town, helmi)
    card = await value(others[0], "waves.confirm", wave=wave, answer="no")
    assert "Kysely on peruttu" in words(card)
    refused = await value(helmi, "results.show", unit="no-such-unit")
    assert await value(others[1], "waves.confirm", wave=wave, answer="yes") == refused
    await town.passes(NOON + timedelta(hours=1))
    assert await waves(town) == aino.cards() == []
    assert "Kyselyäsi ei avata" in words(helmi.cards()[-1])
    assert await logged(town, *ACTIONS) == [("wave.requested", wave), ("wave.declined", wave)]


async def test_the_request_is_not_sent_when_it_was_answered_before(town: Town, helmi: Member):
    others = [await joins_hr(town, key) for key in ("k3-0", "k3-1")]
    wave = await requested(town, helmi, opens="2026-11-30")
    await value(others[0], "waves.confirm", wave=wave, answer="yes")
    await town.passes()
    assert not any("Vahvista kysely" in words(card) for other in others for card in other.cards())


async def test_less_than_a_day_before_the_end_it_is_too_late(town: Town, helmi: Member, aino: Member):
    other = await joins_hr(town, "k3-0")
    wave = await requested(town, helmi)
    await town.passes(datetime(2026, 12, 6, 14, 1, tzinfo=UTC))
    for answer in ("yes", "no"):
        card = await value(other, "waves.confirm", wave=wave, answer=answer)
        assert "Kyselyä ei ehditä enää vahvistaa" in words(card)
    await town.passes(datetime(2026, 12, 8, tzinfo=UTC))
    assert aino.cards() == []
    assert "Jäi avaamatta" in words(await value(helmi, "waves.status", wave=wave))
    assert "Kysely on peruttu" in words(await value(helmi, "waves.cancel", wave=wave, confirmed="yes"))
    assert not await waits(town, wave)


async def test_a_partner_confirms_in_the_own_area_alone(town: Town, helmi: Member):
    partner = await joins_hr(town, "k1-0", unit="K1")
    whole = await requested(town, helmi, instrument="fiilis")
    refused = await value(partner, "results.show", unit="no-such-unit")
    assert await value(partner, "waves.confirm", wave=whole, answer="yes") == refused
    wave = await requested(town, helmi, unit="K1")
    await town.passes()
    assert len([card for card in partner.cards() if "Vahvista kysely" in words(card)]) == 1
    assert "vahvistettu" in words(await value(partner, "waves.confirm", wave=wave, answer="yes"))


async def test_the_status_says_what_it_waits_for(town: Town, helmi: Member):
    wave = await requested(town, helmi)
    assert "Odottaa, että toinen HR-henkilö vahvistaa kyselyn" in words(await value(helmi, "waves.status"))
    other = await joins_hr(town, "k3-0")
    card = await value(other, "waves.status", wave=wave)
    assert [each["answer"] for each in data_of(card, "waves.confirm")] == ["yes", "no"]


async def test_pressing_twice_asks_once(town: Town, helmi: Member):
    other = await joins_hr(town, "k3-0")
    (sent,) = data_of(await looks_ahead(helmi), "waves.open")
    for _ in range(2):
        await value(helmi, "waves.open", **sent)
    await town.passes()
    assert len(other.cards()) == len(await logged(town, "wave.requested")) == 1


@pytest.mark.parametrize("answer", ["", "maybe", "' OR 1=1 --"])
async def test_another_answer_changes_nothing(town: Town, helmi: Member, answer: str):
    other = await joins_hr(town, "k3-0")
    wave = await requested(town, helmi)
    await value(other, "waves.confirm", wave=wave, answer=answer)
    assert await waits(town, wave)


async def test_nobody_else_confirms_and_a_wave_of_the_shell_waits_for_nobody(
    town: Town, helmi: Member, onni: Member, aino: Member
):
    shell = await opened(town, "fiilis")
    assert len(aino.cards()) == 1, "what the operator opens at the shell opens"
    assert "Tähän on jo vastattu" in words(await value(helmi, "waves.confirm", wave=shell, answer="no"))
    wave = await requested(town, helmi)
    for who in (onni, aino, Member(town, colleague("k1-0"))):
        refused = await value(who, "results.show", unit="no-such-unit")
        assert await value(who, "waves.confirm", wave=wave, answer="yes") == refused
    assert "Tulosta ei voi näyttää" in words(
        await value(helmi, "waves.confirm", wave="no-such", answer="yes")
    )
    assert await waits(town, wave)
