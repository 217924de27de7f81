"""Everybody asks what comes next, and gets their own days: nothing of others, nothing of who has answered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest
import pytest_asyncio
from icalendar import Calendar

from cards.exports import CONSENT
from directory.organisation import Organisation, Person
from followups.annual_clock import Entry
from followups.cycle import Cycle
from jobs.import_directory import import_directory
from storage.annual_clock import record_entry
from storage.cycle import record_cycle
from tests.conversations.conftest import ON_BOTH, colleague, small_town
from tests.conversations.exporting import answers as answers_consent
from tests.conversations.exporting import replaced, stored, told, until
from tests.conversations.onedrive import LoopbackOneDrive
from tests.conversations.people import Member, Town, words
from tests.conversations.test_story import CLOSES, answers, opened
from tests.conversations.test_unasked import AFTER, closed
from tests.conversations.writing import logged
from tests.conversations.year_of_plans import buttons, has_plan

ENTRY = Entry("laatu", "tyoelaman-laatu", "K", "half_year", date(2027, 3, 1), days=14)
ASKING = ("mitä seuraavaksi", "Mitä nyt?", "vad händer nu", "vad härnäst", "what next", "What's next?")


@pytest_asyncio.fixture
async def drive(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LoopbackOneDrive]:
    async with LoopbackOneDrive() as drive:
        yield drive


async def asks(who: Member) -> dict[str, Any]:
    (card,) = await who.says("mitä seuraavaksi")
    return card


async def keeps(town: Town, *entries: Entry) -> None:
    async with town.house.stores.identity.writing() as connection:
        for entry in entries:
            assert await record_entry(connection, entry)


async def joined(town: Town, *people: Person) -> None:
    made = small_town()
    everybody = Organisation(made.units.values(), [*made.people.values(), *people])
    await import_directory(town.house.stores, everybody, dry_run=False, actor="test", now=town.clock.now)


@pytest.mark.parametrize("said", ASKING)
async def test_the_words_and_the_button_bring_the_same(aino: Member, said: str):
    (card,) = await aino.says(said)
    assert card == (await aino.presses("next.show"))["value"] == (await aino.submits("next.show"))[0]
    assert "ei ole tulossa mitään" in words(card)


@ON_BOTH
async def test_an_open_survey_reads_the_same_before_and_after_an_answer(town: Town, aino: Member):
    wave = await opened(town)
    before = await asks(aino)
    assert "Kysely ”Työelämän laatu” sulkeutuu." in words(before)
    assert "30.11.2026" in words(before)
    assert buttons(before)["Vastaa kyselyyn"] == {"verb": "survey.language", "wave": wave, "language": "fi"}
    await aino.presses("survey.submit", wave=wave, **answers())
    assert await asks(aino) == before == await asks(Member(town, colleague("k1-3")))


async def test_next_waves_of_the_clock_are_told_to_whom_they_ask(
    town: Town, aino: Member, onni: Member, helmi: Member
):
    kitchen = Entry("keittio", "fiilis", "K3", "quarter", date(2027, 1, 11))
    rotating = Entry("vuorot", "enps", "K", "month", date(2027, 1, 4), shares=2)
    await keeps(town, ENTRY, kitchen, rotating)
    for who in (aino, onni):
        card = await asks(who)
        assert "1.3.2027" in words(card)
        assert "Fiilis" not in words(card), "another unit is asked"
        assert "4.1.2027" not in words(card), "whose turn it is becomes certain only then"
    card = await asks(helmi)
    assert all(day in words(card) for day in ("4.1.2027", "11.1.2027", "1.3.2027", "Keittiö", "Kaupunki"))


async def test_eero_goes_from_the_talk_to_the_plan_and_to_its_follow_up(town: Town, eero: Member):
    wave = await closed(town)
    card = await asks(eero)
    assert "Viimeistään 14.12.2026" in words(card)
    assert "Viimeistään 30.12.2026" in words(card)
    ids = {"unit": "K1", "wave": wave}
    assert buttons(card)["Avaa kokouksen ohjelma"] == {"verb": "guide.agenda", **ids}
    assert buttons(card)["Sovi suunnitelmasta"] == {"verb": "choose.agree", **ids}
    await has_plan(town, "K1", date(2026, 12, 1))
    card = await asks(eero)
    assert buttons(card)["Avaa suunnitelma"] == {"verb": "plan.show", "unit": "K1", "wave": wave}


async def test_what_is_late_stays_and_is_said_to_be_late(town: Town, eero: Member, helmi: Member):
    await closed(town)
    town.clock.set(AFTER + timedelta(days=31))
    card = await asks(eero)
    assert "14.12.2026 \N{EN DASH} myöhässä" in words(card)
    assert "30.12.2026 \N{EN DASH} myöhässä" in words(card)
    hers = await asks(helmi)
    assert "2 yksikköä on myöhässä" in words(hers), "home care and the kitchen"
    assert buttons(hers)["Näytä yksiköt"] == {"verb": "plans.overview"}


async def test_the_times_are_those_that_hr_has_set(town: Town, eero: Member):
    await closed(town)
    async with town.house.stores.identity.writing() as connection:
        await record_cycle(connection, Cycle(7, 21, 2))
    card = await asks(eero)
    assert "Viimeistään 7.12.2026" in words(card)
    assert "Viimeistään 21.12.2026" in words(card)


async def test_a_follow_up_can_be_reported_when_it_is_near(town: Town, eero: Member, aino: Member):
    await has_plan(town, "K1", date(2026, 11, 1), agreed_on=date(2026, 11, 2), due_on=date(2027, 2, 1))
    far = await asks(eero)
    assert "Kirjaa seuranta" not in buttons(far)
    assert buttons(far)["Avaa suunnitelma"] == {"verb": "plan.show", "unit": "K1"}
    town.clock.set(CLOSES + timedelta(days=50))
    near = await asks(eero)
    assert buttons(near)["Kirjaa seuranta"] == {"verb": "followup.report", "plan": "p-K1"}
    hers = await asks(aino)
    assert "Tiimisi kehittämissuunnitelman seuranta." in words(hers)
    assert "1.2.2027" in words(hers)
    assert "followup.report" not in str(hers)


async def test_aino_learns_when_results_are_shared_and_not_whether_there_are_any(
    town: Town, aino: Member, eero: Member
):
    wave = await closed(town)
    card = await asks(aino)
    assert "jos vastauksia on riittävästi" in words(card)
    assert "Viimeistään 14.12.2026" in words(card)
    few = await asks(Member(town, colleague("k2-0")))
    assert few["body"] == card["body"], "nobody answered in the library"
    await eero.presses("results.share", unit="K1", wave=wave, confirmed="yes")
    assert "pääkohdat tulevat" not in words(await asks(aino))


async def test_onni_sees_nothing_of_home_care(town: Town, onni: Member):
    await closed(town, k1=range(10))
    await has_plan(town, "K1", date(2026, 11, 1), agreed_on=date(2026, 11, 2), due_on=date(2026, 12, 1))
    card = await asks(onni)
    assert "Kotihoito" not in words(card)
    assert "K1" not in str(card)


async def test_whoever_leads_from_above_gets_a_number(town: Town):
    boss = Member(town, colleague("boss"))
    await joined(town, Person(boss.person.aad_object_id, "K", None, ("K",), frozenset()))
    await closed(town)
    town.clock.set(AFTER + timedelta(days=31))
    card = await asks(boss)
    assert "2 yksikköä alempana on myöhässä" in words(card)
    assert "plans.overview" in str(card)


async def test_at_most_eight_steps_and_six_buttons_are_shown(town: Town):
    many = Member(town, colleague("many"))
    led = ("K1", "K2", "K3")
    await joined(town, Person(many.person.aad_object_id, "K", None, led, frozenset({"management"})))
    await closed(town, k1=range(10), k2=range(3), k3=range(7))
    await keeps(town, *(Entry(f"e{n}", "fiilis", "K", "quarter", date(2027, 1, 11 + n)) for n in range(8)))
    card = await asks(many)
    assert sum(element["type"] == "Container" for element in card["body"]) == 8
    assert str(card).count("'Action.Execute'") <= 6


async def test_where_others_read_along_everybody_is_asked_to_come_alone(town: Town, aino: Member):
    await opened(town)
    aino.conversation = {"conversationType": "groupChat", "isGroup": True}
    for verb in ("next.show", "next.calendar"):
        assert "kahden kesken" in words((await aino.presses(verb))["value"])


async def test_the_language_is_the_readers(town: Town, aino: Member):
    await opened(town)
    await aino.presses("survey.language", language="sv")
    card = await asks(aino)
    assert card["lang"] == "sv"
    assert "stängs" in words(card)


async def consents(who: Member, drive: LoopbackOneDrive) -> Calendar:
    """Ask for the calendar, consent, and read what came."""
    before = len(told(who, CONSENT))
    await who.presses("next.calendar")
    await until(lambda: len(told(who, CONSENT)) > before)
    asked = told(who, CONSENT)[-1]
    assert asked["name"].endswith(".ics")
    await answers_consent(who, asked["content"]["acceptContext"], upload=drive.place("days.ics"))
    (put,) = await drive.wait_for(1)
    await stored(who)
    return Calendar.from_ical(put.content)


@ON_BOTH
async def test_the_calendar_is_offered_and_stored_after_consent(
    town: Town, eero: Member, drive: LoopbackOneDrive
):
    await closed(town)
    await keeps(town, ENTRY)
    found = [str(event["uid"]) for event in (await consents(eero, drive)).walk("VEVENT")]
    assert [each.partition("-")[0] for each in found] == ["talk", "agree", "opens", "opens"]
    assert "opens-laatu-20270301@pulssi" in found
    assert await logged(town, "calendar.exported") == [("calendar.exported", "calendar")]


async def test_the_calendar_is_the_same_whether_or_not_somebody_has_answered(
    town: Town, aino: Member, drive: LoopbackOneDrive
):
    wave = await opened(town)
    files = []
    for number in (1, 2):
        await aino.presses("next.calendar")
        await until(lambda count=number: len(told(aino, CONSENT)) == count)
        context = told(aino, CONSENT)[-1]["content"]["acceptContext"]
        await answers_consent(aino, context, upload=drive.place("days.ics"), on=f"consent-{number}")
        put = (await drive.wait_for(number))[-1]
        files.append([line for line in put.content.splitlines() if not line.startswith(b"DTSTAMP")])
        await aino.presses("survey.submit", wave=wave, **answers())
    assert files[0] == files[1]
    assert told(aino, CONSENT)[0] == told(aino, CONSENT)[1]


async def test_helmis_calendar_holds_the_deadlines_of_the_year(
    town: Town, helmi: Member, drive: LoopbackOneDrive
):
    await keeps(town, ENTRY)
    uids = [str(event["uid"]) for event in (await consents(helmi, drive)).walk("VEVENT")]
    assert len(uids) == len(set(uids))
    for kind in ("opens", "talk", "plan", "follow-up"):
        assert f"{kind}-laatu-20270301@pulssi" in uids


async def test_a_declined_calendar_is_not_stored(town: Town, aino: Member, drive: LoopbackOneDrive):
    await aino.presses("next.calendar")
    await until(lambda: told(aino, CONSENT))
    await answers_consent(aino, {}, action="decline")
    assert "Tiedostoa ei tallennettu" in words(await replaced(aino))
    assert drive.puts == []


async def test_a_calendar_that_cannot_be_stored_can_be_asked_for_again(
    town: Town, aino: Member, drive: LoopbackOneDrive
):
    drive.refusals.append((507, {}))
    await aino.presses("next.calendar")
    await until(lambda: told(aino, CONSENT))
    context = told(aino, CONSENT)[-1]["content"]["acceptContext"]
    await answers_consent(aino, context, upload=drive.place("days.ics"))
    card = await replaced(aino)
    assert buttons(card)["Yritä uudelleen"]["verb"] == "next.calendar"


@pytest.mark.parametrize(
    "context", [{"kind": "calendar", "language": "xx"}, {"kind": ["calendar"]}, {"kind": 7}]
)
async def test_a_context_that_was_tampered_with_gives_nothing_else(town: Town, aino: Member, context, drive):
    await answers_consent(aino, context, upload=drive.place("days.ics"))
    if context.get("language"):
        await stored(aino)
    else:
        assert "Tulosta ei voi näyttää" in words(await replaced(aino))


async def test_the_help_offers_what_comes_next_to_everybody_and_the_plan_to_leaders(
    town: Town, aino: Member, eero: Member, helmi: Member
):
    await opened(town)
    for who, wanted in (
        (aino, {"next.show"}),
        (eero, {"next.show", "plan.show", "results.show"}),
        (helmi, {"next.show", "waves.status"}),
    ):
        (card,) = await who.says("apua")
        verbs = [data["verb"] for data in buttons(card).values()]
        assert wanted <= set(verbs)
        assert len(verbs) <= 6
