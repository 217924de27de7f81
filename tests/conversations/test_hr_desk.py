"""HR opens a survey in chat: a form, what would come of it, and a second press that plans it once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from content.loader import load_instruments
from storage.waves import EVERYBODY
from tests.conversations.conftest import NOON, ON_BOTH, PEOPLE, colleague
from tests.conversations.hr_desk import (
    FORM,
    asks_two,
    data_of,
    joins_hr,
    looks_ahead,
    opens,
    value,
    values,
    waves,
)
from tests.conversations.people import Member, Town, inputs, words
from tests.conversations.test_story import answers, opened
from tests.conversations.writing import logged

CLOSES = datetime(2026, 12, 7, 14, 0, tzinfo=UTC)
MARKED = "Hoiva *tiimi* <b>\u202e🙂"


@pytest.mark.parametrize(
    "said", ["avaa kysely", "öppna enkät", "open a pulse", "Avaa uusi kysely!", "avaa kyselly"]
)
async def test_the_words_bring_the_form_to_helmi(helmi: Member, said: str):
    (card,) = await helmi.says(said)
    assert set(inputs(card)) == set(FORM)
    filled = values(card)
    assert (filled["unit"], filled["closes"], filled["reminders"]) == ("K", "2026-12-07", "1")
    assert [unit["value"] for unit in card["body"][2]["choices"]] == ["K", "K1", "K2", "K3"]


@pytest.mark.parametrize(
    "said",
    [
        "avaa kysely kotihoito",
        "avaa kysely Kotihoitoon",
        "öppna enkät för Hemvården",
        "open a pulse for home care",
        "avaa kysely K1",
    ],
)
async def test_a_units_name_after_the_words_fills_it_in(helmi: Member, said: str):
    (card,) = await helmi.says(said)
    assert values(card)["unit"] == "K1"


async def test_a_name_of_nothing_is_refused(helmi: Member):
    refused = await value(helmi, "results.show", unit="no-such-unit")
    assert await helmi.says("open a pulse for the moon base") == [refused]


async def test_whoever_opens_no_surveys_answers_theirs_with_the_same_words(town: Town, aino: Member):
    (card,) = await aino.says("avaa kysely")
    assert "Sinulla ei ole nyt avointa kyselyä" in words(card)
    await opened(town)
    (card,) = await aino.says("avaa kysely")
    assert set(inputs(card)) == {*answers(), "comment"}


@ON_BOTH
async def test_helmi_opens_a_survey_with_two_presses(town: Town, helmi: Member, aino: Member):
    summary = await looks_ahead(helmi)
    said = words(summary)
    assert f"Kyselyn saa {PEOPLE} henkilöä" in said
    assert "Avautuu heti ja sulkeutuu 7.12.2026 klo\u00a016.00" in said
    assert "Muistutus kaikille: 30.11.2026" in said
    assert "Tulos näytetään, kun vähintään 5 on vastannut" in said
    assert await waves(town) == [], "looking plans nothing"
    (sent,) = data_of(summary, "waves.open")
    card = await value(helmi, "waves.open", **sent)
    assert "Valmis" in words(card)
    (wave,) = await waves(town)
    assert (wave.unit_code, wave.k, wave.reminders, wave.closes_at) == ("K", 5, 1, CLOSES)
    assert (wave.remind_whom, wave.turn) == ("all", EVERYBODY)
    assert wave.instrument == load_instruments()["tyoelaman-laatu"]
    await town.passes()
    assert set(inputs(aino.cards()[-1])) == {*answers(), "comment"}
    assert await logged(town, "wave.planned", "wave.opened") == [
        ("wave.planned", wave.id),
        ("wave.opened", wave.id),
    ]


@ON_BOTH
async def test_pressing_twice_or_sending_again_opens_one(town: Town, helmi: Member):
    (sent,) = data_of(await looks_ahead(helmi), "waves.open")
    first, second = [await value(helmi, "waves.open", **sent) for _ in range(2)]
    assert first == second
    await town.passes(NOON + timedelta(days=1))
    assert "Auki" in words(await value(helmi, "waves.open", **sent))
    assert len(await waves(town)) == len(await logged(town, "wave.planned")) == 1


async def test_a_survey_that_was_cancelled_is_not_opened_by_its_old_summary(town: Town, helmi: Member):
    (sent,) = data_of(await looks_ahead(helmi, opens="2026-11-30"), "waves.open")
    await value(helmi, "waves.open", **sent)
    (wave,) = await waves(town)
    await value(helmi, "waves.cancel", wave=wave.id, confirmed="yes")
    await value(helmi, "waves.open", **sent)
    assert await waves(town) == []


async def test_a_survey_for_later_opens_at_its_time(town: Town, helmi: Member, aino: Member):
    card = await opens(helmi, opens="2026-11-30", reminders="2", remind_whom="unanswered", k="7", rest="14")
    assert "Tulossa: avautuu 30.11.2026 klo\u00a09.00" in words(card)
    (wave,) = await waves(town)
    assert wave.opens_at == datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
    assert (wave.reminders, wave.remind_whom, wave.k, wave.turn.rest_days) == (2, "unanswered", 7, 14)
    await town.passes(wave.opens_at - timedelta(minutes=1))
    assert aino.cards() == []
    await town.passes(wave.opens_at + timedelta(seconds=1))
    assert len(aino.cards()) == 1


async def test_without_comments_there_is_none_on_the_form_and_nothing_about_them_below(
    town: Town, helmi: Member, aino: Member
):
    assert "ei ole avointa kommenttia" in words(await looks_ahead(helmi, comments="no"))
    await opens(helmi, comments="no")
    await town.passes()
    (wave,) = await waves(town)
    assert set(inputs(aino.cards()[-1])) == set(answers())
    (card,) = await aino.submits("survey.privacy", wave=wave.id)
    assert "Mitä esihenkilöni näkee" in words(card)
    assert "Avoin kommentti" not in words(card)
    body = await aino.presses("survey.submit", wave=wave.id, comment=MARKED, **answers())
    assert "Kiitos" in words(body["value"])
    for number in range(8):
        await Member(town, colleague(f"k1-{number}")).presses(
            "survey.submit", wave=wave.id, comment=MARKED, **answers()
        )
    await town.passes(CLOSES + timedelta(minutes=1))
    assert "tiimi" not in words(await value(helmi, "results.detail", unit="K1", wave=wave.id))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_a_preview_shows_what_people_will_see_and_takes_no_answer(
    town: Town, helmi: Member, language: str
):
    summary = await looks_ahead(helmi)
    (sent,) = [each for each in data_of(summary, "waves.preview") if each["language"] == language]
    before = len(helmi.cards())
    body = await helmi.presses("waves.preview", **sent)
    assert body["value"] == "Esikatselu on alla."
    await town.connector.wait_for(before + 1)
    card = helmi.cards()[-1]
    assert set(inputs(card)) == {*answers(), "comment"}
    assert load_instruments()["tyoelaman-laatu"].intro.say(language) in words(card)
    assert "Action." not in str(card)
    assert await waves(town) == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"instrument": "no-such"}, "Valitse kysymyssarja."),
        ({"instrument": "kohteet"}, "Valitse kysymyssarja."),
        ({"unit": "no-such"}, "Yksikköä ei löytynyt."),
        ({"unit": "x" * 4_000}, "Yksikköä ei löytynyt."),
        ({"unit_name": MARKED}, "Yksikköä ei löytynyt."),
        ({"opens": "2026-11-20"}, "Avautumisaika on jo mennyt."),
        ({"opens": "2029-01-01", "closes": "2029-01-09"}, "enintään vuoden päässä"),
        ({"opens": "huomenna"}, "Tarkista avautumispäivä ja -aika."),
        ({"closes": "0001-01-01"}, "Kyselyn on oltava auki"),
        ({"closes": "9999-12-31", "closes_time": "23:59"}, "enintään 60 päivää"),
        ({"closes": ""}, "Tarkista sulkeutumispäivä ja -aika."),
        ({"closes_time": "25:00"}, "Tarkista sulkeutumispäivä ja -aika."),
        ({"closes": "2027-02-07"}, "enintään 60 päivää"),
        ({"reminders": "3"}, "enintään 2"),
        ({"reminders": "-1"}, "enintään 2"),
        ({"remind_whom": "aino"}, "Valitse, ketä muistutetaan."),
        ({"comments": ""}, "onko kyselyssä avoin kommentti"),
        ({"rest": "3"}, "Valitse, keneltä kysytään."),
        ({"k": "4"}, "5\N{EN DASH}50 henkilöä"),
        ({"k": "51"}, "5\N{EN DASH}50 henkilöä"),
        ({"k": "neljä"}, "5\N{EN DASH}50 henkilöä"),
        ({"instrument": "kuormitus", "k": "6"}, "7\N{EN DASH}50 henkilöä"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_stays(
    town: Town, helmi: Member, typed: dict[str, str], told: str
):
    for confirmed in ({}, {"confirmed": "yes", "token": "20261123-0123abcd"}):
        card = await value(helmi, "waves.open", **FORM | typed, **confirmed)
        assert told in words(card)
        shown = values(card)
        kept = {name: said for name, said in (FORM | typed).items() if len(said) < 200 and said != "neljä"}
        kept |= {"unit": ""} if "unit" in typed else {}  # nobody is told which units of others there are
        assert {name: shown.get(name, kept[name]) for name in kept} == kept
    assert await waves(town) == []


async def test_numbers_and_nothing_at_all_from_a_client_break_nothing(town: Town, helmi: Member):
    strange = {**FORM, "k": 7, "reminders": 1, "unit": None, "closes": ["2026-12-07"], "token": {"a": 1}}
    assert "Yksikköä ei löytynyt." in words(await value(helmi, "waves.open", **strange))
    assert "Valitse kysymyssarja." in words(await value(helmi, "waves.open"))
    for token in ("", "x", "20261123-0123ABCD", "' OR 1=1 --"):
        card = await value(helmi, "waves.open", **FORM, confirmed="yes", token=token)
        assert "Tällainen kysely avataan" in words(card), "without its mark a press is the first one"
    assert await waves(town) == []


async def test_the_same_of_the_same_people_is_not_asked_twice_at_a_time(town: Town, helmi: Member):
    await opened(town)
    card = await looks_ahead(helmi, unit="K1")
    assert "Samoilta ihmisiltä kysytään samaa jo" in words(card)
    assert values(card)["unit"] == "K1"
    card = await looks_ahead(helmi, instrument="fiilis", unit="K1")
    assert "Osalta kysytään samaan aikaan myös toisessa kyselyssä." in words(card)


async def test_two_who_open_the_same_at_once_open_one(town: Town, helmi: Member):
    other = await joins_hr(town, "k3-0")
    first, second = [await looks_ahead(who) for who in (helmi, other)]
    await value(helmi, "waves.open", **data_of(first, "waves.open")[0])
    card = await value(other, "waves.open", **data_of(second, "waves.open")[0])
    assert "Samoilta ihmisiltä kysytään samaa jo" in words(card)
    assert len(await waves(town)) == 1


async def test_the_summary_says_what_to_think_of(helmi: Member):
    said = words(await looks_ahead(helmi, opens="2026-12-24", closes="2026-12-28", unit="K2"))
    assert "Vastausaikaan osuu pyhiä: 24.12.2026 ja 25.12.2026." in said
    assert "Kyselyn saa alle 5 henkilöä" in said
    said = words(await looks_ahead(helmi))
    assert "2 alle 5 hengen yksikköä" in said
    assert "2 yksikköä saa oman tuloksen" in said


async def test_change_brings_the_form_back_as_it_was(helmi: Member):
    typed = {"unit": "K1", "k": "9", "comments": "no", "opens": "2026-11-30", "reminders": "0", "rest": "14"}
    (sent,) = data_of(await looks_ahead(helmi, **typed), "waves.new")
    assert values(await value(helmi, "waves.new", **sent)) == FORM | typed


async def test_a_name_in_place_of_a_choice_finds_the_unit(town: Town, helmi: Member):
    (sent,) = data_of(await looks_ahead(helmi, unit_name="kotihoito"), "waves.open")
    await value(helmi, "waves.open", **sent)
    (wave,) = await waves(town)
    assert wave.unit_code == "K1"


async def test_a_partner_of_an_area_opens_surveys_there_alone(town: Town, helmi: Member):
    partner = await joins_hr(town, "k3-0", unit="K1")
    (card,) = await partner.says("avaa kysely")
    assert [unit["value"] for unit in card["body"][2]["choices"]] == ["K1"]
    for unit in ("K", "K2", "no-such"):
        assert "Yksikköä ei löytynyt." in words(await looks_ahead(partner, unit=unit))
    refused = await value(partner, "results.show", unit="no-such-unit")
    assert await partner.says("avaa kysely kirjasto") == [refused]
    await opens(partner, unit="K1")
    (wave,) = await waves(town)
    assert wave.unit_code == "K1"
    assert "Kotihoito" in words(await value(helmi, "waves.status", wave=wave.id))


@pytest.mark.parametrize("name", ["aino", "eero", "onni"])
async def test_nobody_else_opens_looks_or_changes(town: Town, name: str, request: pytest.FixtureRequest):
    who: Member = request.getfixturevalue(name)
    wave = await opened(town)
    refused = await who.presses("results.show", unit="no-such-unit")
    for verb in ("new", "open", "preview", "confirm", "extend", "close", "cancel", "status"):
        sent = {**FORM, "language": "fi", "answer": "yes", "confirmed": "yes", "token": "20261123-0123abcd"}
        assert await who.presses(f"waves.{verb}", wave=wave, **sent) == refused, verb
    (known,) = await waves(town)
    assert known.state(town.clock.now) == "open"


async def test_a_team_is_no_place_to_open_a_survey(town: Town, helmi: Member):
    helmi.conversation = {"conversationType": "channel", "isGroup": True}
    for verb in ("waves.new", "waves.open", "waves.preview"):
        assert inputs((await helmi.presses(verb, **FORM))["value"]) == []
    assert await waves(town) == []


async def test_helmi_is_offered_a_new_survey(helmi: Member):
    (card,) = await helmi.says("apua")
    assert data_of(card, "waves.new")


async def test_small_surveys_need_nobody_else(town: Town, helmi: Member, monkeypatch: pytest.MonkeyPatch):
    asks_two(monkeypatch, most_alone=PEOPLE)
    await opens(helmi)
    await town.passes()
    (wave,) = await waves(town)
    assert wave.opened_at is not None
