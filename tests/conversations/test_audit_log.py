"""HR and the data-protection officer read who did what; nobody else learns that there is a log."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update

from cards.audit import LINES_A_PAGE
from demo.people import AINO, EERO, HELMI
from jobs.audit_messages import AUDIT_BROKEN
from storage.audit import list_audit, record_audit, record_audits
from storage.people import fingerprint
from storage.tables.audit import audit_log
from storage.tables.directory import conversations, person_roles
from storage.tables.outbox import outbox
from storage.tables.rights import grants
from tests.conversations.choosing import proposed, some_vote
from tests.conversations.conftest import NOON, ON_BOTH
from tests.conversations.people import Member, Town, words
from tests.conversations.test_agreeing import asked, feels
from tests.conversations.test_story import answers, opened
from tests.conversations.test_unasked import closed

REFUSAL = "Tulosta ei voi näyttää"
NIGHT = NOON.replace(hour=1, minute=30) + timedelta(days=1)  # half past three in Helsinki


async def value(who: Member, **data: Any) -> dict[str, Any]:
    return (await who.presses("admin.audit", **data))["value"]


async def wrote(town: Town, action: str, subject: str, *, actor: str = "shell", ago: timedelta | None = None):
    async with town.house.stores.identity.writing() as connection:
        now = town.clock.now - (ago or timedelta())
        await record_audit(connection, action, subject=subject, actor=actor, now=now)


def page(card: dict[str, Any]) -> str:
    """Give what the lines say, below the choices."""
    places = [place for place, each in enumerate(card["body"]) if each["type"] == "ActionSet"]
    return words(card["body"][places[0] + 1 :])


def older(card: dict[str, Any]) -> str | None:
    actions = [a for each in card["body"] if each["type"] == "ActionSet" for a in each["actions"]]
    return next((a["data"]["page"] for a in actions if "page" in a["data"]), None)


@pytest.mark.parametrize("said", ["tapahtumaloki", "händelselogg", "audit log", "Tapahtumaloki!"])
async def test_the_words_bring_the_log_to_helmi(town: Town, helmi: Member, said: str):
    (card,) = await helmi.says(said)
    assert "directory.imported" not in words(card)
    assert "Hakemisto tuotiin: Kaupunki" in page(card)


@ON_BOTH
async def test_a_line_says_in_words_what_was_done_to_what_when_and_by_whom(
    town: Town, helmi: Member, eero: Member
):
    wave = await closed(town)
    await eero.installs()
    await eero.presses("results.show", unit="K1", wave=wave)
    async with town.house.stores.identity.writing() as connection:
        named = update(conversations).where(conversations.c.person == EERO.aad_object_id)
        await connection.execute(named.values(name="Eero **Esihenkilö**"))
    said = page(await value(helmi, about="results", period="all"))
    day = "23.11.2026"
    assert f"Tulosta katsottiin: Työelämän laatu {day} · Kotihoito" in said
    assert "Eero **Esihenkilö**" in said
    assert wave not in said
    assert EERO.aad_object_id not in said


async def test_who_is_not_known_by_name_is_shown_by_a_fingerprint(town: Town, helmi: Member):
    await wrote(town, "result.viewed", "w/K1", actor=AINO.aad_object_id)
    await wrote(town, "right.given", f"K1/{AINO.aad_object_id}")
    said = page(await value(helmi))
    mark = fingerprint(AINO.aad_object_id)
    assert said.count(f"henkilö {mark}") == 2
    assert AINO.aad_object_id not in said


async def test_everybody_who_is_no_person_has_a_word(town: Town, helmi: Member):
    for actor in ("shell", "clock", "teams", "erased"):
        await wrote(town, "hours.set", "K1", actor=actor)
    said = page(await value(helmi, about="other"))
    for word in ("ylläpitäjä komentorivillä", "ohjelma itse", "Teams", "poistettu henkilö"):
        assert word in said


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("hr:K2/x", "HR-kumppani: Kirjasto · x"),
        ("hr:gone/x", "HR-kumppani: gone · x"),
        ("privacy/erased", "tietosuojavastaava · poistettu henkilö"),
        ("*", "Yksikön työajat asetettiin: kaikki"),
        ("results/all", "Tulosten ja kommenttien katselu · kaikki"),
        ("K2: TamperedBallot", "Kirjasto · TamperedBallot"),
        ("[x](https://evil.example) **b**", "[x](https:"),
        ("\u202eevil\u202c 😀", "\u202eevil\u202c 😀"),
        ("x" * 4000, "x" * 159 + "…"),
    ],
)
async def test_what_a_line_is_about_is_said_as_far_as_it_is_known(
    town: Town, helmi: Member, subject: str, said: str
):
    await wrote(town, "hours.set", subject)
    card = await value(helmi)
    assert said in page(card)
    markdown = [each["text"] for each in card["body"] if each["type"] == "TextBlock"]
    assert not any("evil" in each for each in markdown)


async def test_an_action_without_a_sentence_is_shown_all_the_same(town: Town, helmi: Member):
    await wrote(town, "something.new", "K1")
    assert "Muu tapahtuma (something.new): Kotihoito" in page(await value(helmi))


async def test_lines_are_chosen_by_kind_and_by_time(town: Town, helmi: Member):
    await wrote(town, "result.viewed", "w/K1")
    await wrote(town, "result.exported", "w/K2", ago=timedelta(days=8))
    await wrote(town, "person.erased", "2096c135", ago=timedelta(days=400))
    exports = page(await value(helmi, about="exports"))
    assert "Tuloksesta tehtiin tiedosto" in exports
    assert "Tulosta katsottiin" not in exports
    assert "Tältä ajalta ei ole rivejä" in page(await value(helmi, about="exports", period="week"))
    assert "Tältä ajalta ei ole rivejä" in page(await value(helmi, about="erasures", period="year"))
    assert "2096c135" in page(await value(helmi, about="erasures", period="all"))


@pytest.mark.parametrize("nonsense", ["", "nothing", "all'; --", "😀" * 400, "x" * 4000])
async def test_nonsense_shows_the_newest_lines_of_the_last_month(town: Town, helmi: Member, nonsense: str):
    await wrote(town, "hours.set", "K1", ago=timedelta(days=29))
    await wrote(town, "hours.set", "K2", ago=timedelta(days=31))
    said = page(await value(helmi, about=nonsense, period=nonsense, page=nonsense))
    assert "Kotihoito" in said
    assert "Kirjasto" not in said


@pytest.mark.parametrize("number", ["-1", "1.5", "9" * 30, "\N{FULLWIDTH DIGIT ONE}", "0x1"])
async def test_a_page_that_is_none_is_the_newest(town: Town, helmi: Member, number: str):
    assert "Hakemisto tuotiin" in page(await value(helmi, page=number))


async def test_a_press_without_texts_is_no_harm(town: Town, helmi: Member):
    assert "Hakemisto tuotiin" in page(await value(helmi, about=7, period=["all"], page={"x": 1}))


async def test_older_lines_come_page_by_page_and_none_twice(town: Town, helmi: Member):
    codes = [f"N{number}N" for number in range(2 * LINES_A_PAGE + 3)]
    async with town.house.stores.identity.writing() as connection:
        await record_audits(
            connection, "hours.set", subjects=codes, actor="shell", now=town.clock.now - timedelta(hours=1)
        )
    card, pages = await value(helmi, about="other"), 1
    said = page(card)
    while before := older(card):
        card = await value(helmi, about="other", period="month", page=before)
        said, pages = said + page(card), pages + 1
    assert [said.count(code) for code in codes] == [1] * len(codes)
    assert pages == 3
    assert "Uusimmat" in words(card)


async def test_each_look_is_in_the_log(town: Town, helmi: Member):
    await value(helmi)
    await value(helmi, about="results", period="all")
    looks = [line.subject for line in await _lines(town) if line.action == "audit.viewed"]
    assert looks == ["all/month", "results/all"]
    assert "Tapahtumalokia katsottiin: Tulosten ja kommenttien katselu" in page(await value(helmi))


async def _lines(town: Town):
    async with town.house.stores.identity.reading() as connection:
        return await list_audit(connection, newest=99)


@ON_BOTH
async def test_everybody_else_is_refused_as_for_anything_else_and_leaves_no_line(
    town: Town, aino: Member, eero: Member, onni: Member
):
    before = await _lines(town)
    assert REFUSAL in words(await value(aino))
    for who in (aino, eero, onni):
        refused = await value(who)
        assert refused == (await who.presses("results.show", unit="nowhere"))["value"]
        (said,) = await who.says("tapahtumaloki")
        assert said == refused
    assert await _lines(town) == before


@pytest.mark.parametrize("role", ["management", "admin"])
async def test_neither_management_nor_an_administrator_reads_it(town: Town, onni: Member, role: str):
    before = await value(onni)
    await _gives(town, onni, role)
    assert await value(onni) == before


async def test_an_hr_partner_of_an_area_does_not_read_it(town: Town, onni: Member):
    before = await value(onni)
    await _gives(town, onni, "hr", unit="K2")
    assert await value(onni) == before


async def test_the_data_protection_officer_reads_it_and_is_offered_it(town: Town, onni: Member):
    await _gives(town, onni, "privacy")
    assert "Katalogen importerades" in page(await value(onni))
    (card,) = await onni.says("hjälp")
    assert "Händelselogg" in words(card)


async def _gives(town: Town, who: Member, role: str, *, unit: str = "") -> None:
    async with town.house.stores.identity.writing() as connection:
        given = {"person": who.person.aad_object_id, "role": role, "unit_code": unit}
        await connection.execute(insert(grants), given)


async def test_where_others_read_along_it_is_not_shown(town: Town, helmi: Member):
    helmi.conversation = {"id": "19:team@thread.tacv2", "conversationType": "channel"}
    body = await helmi.presses("admin.audit")
    assert "Hakemisto tuotiin" not in str(body)


async def test_at_night_the_log_is_verified_and_the_card_says_so(town: Town, helmi: Member):
    assert "ei ole vielä tarkistettu" in words(await value(helmi))
    await town.passes(NIGHT)
    assert "Loki on eheä. Tarkistettu 24.11.2026 klo\u00a03.30." in words(await value(helmi))


@ON_BOTH
async def test_whoever_may_read_the_log_is_told_once_that_it_was_changed(
    town: Town, helmi: Member, onni: Member, eero: Member
):
    await _gives(town, onni, "privacy")
    for who in (helmi, onni, eero):
        await who.installs()
    await town.passes(NIGHT)
    await _tampers(town)
    told = [len(who.cards()) for who in (helmi, onni, eero)]
    for days in (1, 2):
        await town.passes(NIGHT + timedelta(days=days))
    assert [len(who.cards()) for who in (helmi, onni, eero)] == [told[0] + 1, told[1] + 1, told[2]]
    news = words(helmi.cards()[-1])
    assert "Tapahtumalokia on muutettu" in news
    assert "rivi 1 " in news
    assert "Lokia on muutettu: rivi 1 " in words(await value(helmi))


async def _tampers(town: Town) -> None:
    store = town.house.stores.identity
    off = "DROP TRIGGER audit_log_update" if store.is_sqlite else "ALTER TABLE audit_log DISABLE TRIGGER USER"
    async with store.writing() as connection:
        await connection.execute(text(off))
        await connection.execute(update(audit_log).where(audit_log.c.id == 1).values(actor="somebody"))


async def test_the_news_is_not_sent_once_the_log_holds_again_or_the_right_is_gone(town: Town, helmi: Member):
    await helmi.installs()
    await town.passes(NIGHT)
    await _tampers(town)
    town.clock.set(NIGHT + timedelta(days=1))
    await town.house.clockwork.tick(town.clock.now)
    async with town.house.stores.identity.writing() as connection:
        whose = person_roles.c.person == HELMI.aad_object_id
        await connection.execute(delete(person_roles).where(whose))
    before = len(helmi.cards())
    await town.house.worker.drain()
    assert len(helmi.cards()) == before
    async with town.house.stores.identity.reading() as connection:
        query = select(outbox.c.reason).where(outbox.c.kind == AUDIT_BROKEN)
        assert (await connection.scalars(query)).all() == ["nothing_to_say"]


async def test_nothing_tells_who_answered_or_paused(town: Town, aino: Member):
    wave = await opened(town)
    before = await _lines(town)
    receipt = await aino.presses("survey.submit", wave=wave, comment="Palaverit ovat lyhyempiä.", **answers())
    assert "Kiitos" in words(receipt["value"])
    for verb in ("reminders.pause", "reminders.resume", "survey.privacy"):
        await aino.presses(verb, wave=wave)
    assert await _lines(town) == before


async def test_nothing_tells_who_voted(town: Town, eero: Member):
    wave = await proposed(town, eero)
    before = await _lines(town)
    await some_vote(town, wave, 3)
    assert await _lines(town) == before


async def test_nothing_tells_who_said_how_a_choice_feels(town: Town, eero: Member):
    wave = await asked(town, eero)
    before = await _lines(town)
    await feels(town, wave, yes=2, no=1)
    assert await _lines(town) == before
