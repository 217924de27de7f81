"""Eero gets the agenda of his team's meeting, posts it to the team's channel and marks the talk as held."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from cards.agenda import WHOLE
from content.guides import load_guides
from demo.people import EERO, HELMI, ONNI
from directory.organisation import Organisation, Person
from followups.cycle import Cycle
from jobs.import_directory import import_directory
from storage.cycle import record_cycle
from storage.plans import Plan, Target, record_plan
from storage.talks import list_talks
from tests.conversations.conftest import ON_BOTH, small_town
from tests.conversations.in_channel import CHANNEL, TEAM, InChannel, linked, links
from tests.conversations.people import Member, Town, inputs, words
from tests.conversations.test_guides import asked, closed
from tests.conversations.test_story import CLOSES, everybody_answers, opened
from tests.conversations.writing import logged

AFTER = CLOSES + timedelta(minutes=2)
OTHER = "19:other@thread.tacv2"
FORMS = ("results", "choosing", "workshop")
HELD_DAY = date(2026, 11, 30)


def verbs(card: Any) -> list[str]:
    """Give the verbs of a card's buttons, in order."""
    if isinstance(card, dict):
        own = [card["verb"]] if card.get("type") == "Action.Execute" else []
        return own + [each for key, value in card.items() if key != "fallback" for each in verbs(value)]
    return [each for value in card for each in verbs(value)] if isinstance(card, list) else []


def table(card: dict[str, Any]) -> list[list[str]]:
    """Give what the cells of a card's table say, row by row, without the names of the columns."""
    (found,) = (each for each in card["body"] if each["type"] == "Table")
    return [[" ".join(_runs(cell)) for cell in row["cells"]] for row in found["rows"][1:]]


def _runs(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["text"]] if part.get("type") == "TextRun" else []
        return own + [each for value in part.values() for each in _runs(value)]
    return [each for value in part for each in _runs(value)] if isinstance(part, list) else []


async def prepares(who: Member, wave: str, unit: str = "K1", **more: Any) -> dict[str, Any]:
    return (await who.presses("guide.agenda", unit=unit, wave=wave, **more))["value"]


async def posts(who: Member, wave: str, form: str = "results", unit: str = "K1") -> str:
    return (await who.presses("guide.post", unit=unit, wave=wave, form=form))["value"]


@ON_BOTH
async def test_eero_is_asked_which_meeting_and_gets_the_agenda_of_the_first(town: Town, eero: Member):
    wave = await closed(town)
    card = await prepares(eero, wave)
    assert verbs(card) == ["guide.agenda"] * 3 + ["results.show"]
    assert "Käykää tulokset läpi viimeistään 14.12.2026" in words(card)
    (suited,) = (each for each in _buttons(card) if each.get("style") == "positive")
    assert suited["data"] == {"verb": "guide.agenda", "unit": "K1", "wave": wave, "form": "results"}
    card = await prepares(eero, wave, form="results")
    assert "Laskettu 12 hengelle" in words(card)
    times = ["0.00 10 min", "0.10 10 min", "0.20 10 min", "0.30 15 min", "0.45 5 min"]
    assert [row[0] for row in table(card)] == times
    assert "Onko jokin iso ristiriita tai kriisi" in words(card), "the result is poor"
    assert "4 hengen ryhmissä" in words(card)
    assert "Kirjaaja" in words(card)
    assert verbs(card) == ["guide.agenda", "guide.held", "choose.propose", "guide.agenda"]
    assert "Yksiköllä ei ole kanavaa" in words(card)
    assert await logged(town, "agenda.viewed") == [("agenda.viewed", f"{wave}/K1")] * 2


def _buttons(card: Any) -> list[dict[str, Any]]:
    if isinstance(card, dict):
        own = [card] if card.get("type") == "Action.Execute" else []
        return own + [each for key, value in card.items() if key != "fallback" for each in _buttons(value)]
    return [each for value in card for each in _buttons(value)] if isinstance(card, list) else []


async def test_questions_are_those_of_the_themes_that_the_result_raises(town: Town, eero: Member):
    wave = await closed(town)
    shown = asked_of(await prepares(eero, wave, form="results"))
    uses = {each.text.fi: each.use for each in load_guides()["processes"].questions}
    assert 2 <= len(shown) <= 3
    assert uses[shown[0]] == "target"
    assert "Kysymyksiä vaiheeseen 3" in words(await prepares(eero, wave, form="results"))


def asked_of(card: dict[str, Any]) -> list[str]:
    """Give the guiding questions on a card; what the result is like stands in a box, too."""
    boxes = [each for each in card["body"] if each["type"] == "Container"]
    return asked({"body": [each for each in boxes if each["items"][0]["type"] == "RichTextBlock"]})


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("form", FORMS)
async def test_every_agenda_comes_in_the_readers_language(town: Town, eero: Member, language, form):
    wave = await closed(town)
    await eero.presses("survey.language", language=language)
    card = await prepares(eero, wave, form=form)
    assert card["lang"] == language
    time = {"fi": "Aika", "sv": "Tid", "en": "Time"}[language]
    assert time in words(card)
    assert len(table(card)) >= 4


@pytest.mark.parametrize("form", ["", "RESULTS", "x" * 999, "' OR 1=1 --", None, 7, ["results"], {"a": 1}])
async def test_a_form_that_is_none_brings_the_choice(town: Town, eero: Member, form):
    wave = await closed(town)
    assert await prepares(eero, wave, form=form) == await prepares(eero, wave)
    body = await eero.presses("guide.post", unit="K1", wave=wave, form=form)
    assert "Tulosta ei voi näyttää" in words(body["value"])


async def test_the_agenda_comes_as_words_to_copy_that_say_nothing_of_the_result(town: Town, eero: Member):
    wave = await closed(town)
    before = len(town.connector.calls)
    body = await eero.presses("guide.agenda", unit="K1", wave=wave, form="workshop", page=WHOLE)
    assert "kopioida" in body["value"]
    await town.connector.wait_for(before + 1)
    said = town.connector.calls[-1].body
    assert said["textFormat"] == "plain"
    assert said["text"].startswith("Työpaja kehittämiskohteista: Kotihoito")
    assert "3 \N{MULTIPLICATION SIGN} 20 min" in said["text"]
    assert "Ajanottaja" in said["text"]
    assert not re.search(r"\d+,\d|\d\s?%", said["text"])
    for tone in ("heikko", "keskitasoa", "hyvä"):
        assert tone not in said["text"]


async def test_the_talk_is_marked_once_and_leads_to_choosing(town: Town, eero: Member):
    wave = await closed(town)
    town.clock.set(AFTER)
    first = (await eero.presses("guide.held", unit="K1", wave=wave))["value"]
    assert "merkitty läpikäydyiksi 30.11.2026" in words(first)
    assert verbs(first) == ["choose.propose", "guide.agenda"]
    town.clock.set(AFTER + timedelta(days=3))
    second = (await eero.presses("guide.held", unit="K1", wave=wave))["value"]
    assert second == first
    assert await logged(town, "talk.held") == [("talk.held", f"{wave}/K1")]
    async with town.house.stores.identity.reading() as connection:
        assert await list_talks(connection, [wave]) == {(wave, "K1")}
    assert "guide.held" not in verbs(await prepares(eero, wave, form="results"))
    (suited,) = (each for each in _buttons(await prepares(eero, wave)) if each.get("style") == "positive")
    assert suited["data"]["form"] == "choosing"


async def test_once_targets_are_chosen_the_workshop_suits_and_has_a_station_each(town: Town, eero: Member):
    wave = await closed(town)
    await eero.presses("guide.held", unit="K1", wave=wave)
    targets = tuple(Target(id=f"t{number}", words="Tiedonkulku") for number in (1, 2))
    plan = Plan(id="p1", code="K1", wave=wave, strengths=(), targets=targets, made_on=HELD_DAY)
    async with town.house.stores.identity.writing() as connection:
        assert await record_plan(connection, plan, now=AFTER)
    (suited,) = (each for each in _buttons(await prepares(eero, wave)) if each.get("style") == "positive")
    assert suited["data"]["form"] == "workshop"
    stations = table(await prepares(eero, wave, form="workshop"))[1]
    assert stations[0].endswith("2 \N{MULTIPLICATION SIGN} 20 min")


async def test_the_day_of_the_talk_follows_the_times_that_hr_has_set(town: Town, eero: Member):
    wave = await closed(town)
    async with town.house.stores.identity.writing() as connection:
        await record_cycle(connection, Cycle(talk_days=7, plan_days=30, follow_up_months=3))
    assert "viimeistään 7.12.2026" in words(await prepares(eero, wave))


@ON_BOTH
async def test_the_agenda_goes_to_the_channel_once_in_its_language_without_anything_of_the_result(
    town: Town, eero: Member
):
    wave = await closed(town)
    await links(InChannel(town, EERO), language="sv")
    card = await prepares(eero, wave, form="results")
    assert verbs(card)[0] == "guide.post"
    assert "lähtee nyt tiimin kanavalle" in await posts(eero, wave)
    await town.passes(AFTER)
    (sent,) = town.connector.posted(CHANNEL)
    posted = sent["attachments"][0]["content"]
    assert posted["lang"] == "sv"
    assert sent["summary"] == "Genomgång av resultaten"
    assert "Hemvården" in words(posted)
    assert verbs(posted) == []
    assert table(posted)[0] == ["0.00 5 min", table(posted)[0][1], "Chefen"]
    assert "konflikt" not in words(posted)
    assert not re.search(r"\d+,\d|\d\s?%", words(posted))
    neutral = {each.text.sv for each in load_guides()["processes"].questions[:1]}
    assert neutral & set(asked(posted)), "the same for every result that raises the theme"
    assert "lähti tiimin kanavalle jo 30.11.2026" in await posts(eero, wave)
    await town.passes(AFTER + timedelta(hours=1))
    assert len(town.connector.posted(CHANNEL)) == 1
    assert "lähtee nyt" in await posts(eero, wave, "workshop"), "another meeting is another agenda"
    assert await logged(town, "agenda.posted") == [("agenda.posted", f"{wave}/K1")] * 2


async def test_an_agenda_is_posted_at_any_hour_for_somebody_has_pressed(town: Town, eero: Member):
    wave = await closed(town)
    await links(InChannel(town, EERO))
    town.clock.set(AFTER.replace(hour=23))
    await posts(eero, wave)
    await town.passes()
    assert len(town.connector.posted(CHANNEL)) == 1


async def test_without_a_channel_nothing_is_posted_and_eero_is_told_how_to_link_one(town: Town, eero: Member):
    wave = await closed(town)
    assert "mainitset minut tiimin kanavalla" in await posts(eero, wave)
    assert await logged(town, "agenda.posted") == []


@ON_BOTH
async def test_a_deleted_channel_is_told_on_the_card_and_what_waited_goes_to_the_new_one(
    town: Town, eero: Member
):
    wave = await closed(town)
    await links(InChannel(town, EERO), language="fi")
    await _quiet(town)
    await posts(eero, wave)
    town.connector.refuse(404, body={"error": {"code": "ConversationNotFound"}})
    await town.passes(AFTER)
    assert town.connector.posted(CHANNEL) == []
    found = await linked(town)
    assert found is not None
    assert found.blocked
    card = await prepares(eero, wave, form="results")
    assert "Yksikön kanava ei enää toimi" in words(card)
    assert "guide.post" not in verbs(card)
    assert "ei enää toimi" in await posts(eero, wave)
    await links(InChannel(town, EERO, channel=OTHER), language="en")
    await town.passes(AFTER + timedelta(minutes=5))
    (sent,) = town.connector.posted(OTHER)
    assert sent["attachments"][0]["content"]["lang"] == "en"
    assert "guide.post" in verbs(await prepares(eero, wave, form="results"))


async def _quiet(town: Town) -> None:
    """Wait until the card in the channel has been rewritten, so that no refusal meets that."""
    while not any(call.method == "PUT" for call in town.connector.calls):
        await town.connector.wait_for(len(town.connector.calls) + 1)


async def test_what_came_too_late_is_posted_at_the_next_press(town: Town, eero: Member):
    wave = await closed(town)
    channel = InChannel(town, EERO)
    await links(channel)
    await posts(eero, wave)
    await channel.removes_the_bot()
    await town.passes(AFTER)
    assert "Yksiköllä ei ole kanavaa" in words(await prepares(eero, wave, form="results"))
    town.clock.set(AFTER + timedelta(days=20))
    await links(channel)
    await town.passes()
    assert town.connector.posted(CHANNEL) == [], "three weeks old"
    assert "lähtee nyt" in await posts(eero, wave)
    await town.passes()
    assert len(town.connector.posted(CHANNEL)) == 1


async def test_a_unit_that_is_gone_when_it_leaves_is_not_written_of(town: Town, eero: Member):
    wave = await closed(town)
    await links(InChannel(town, EERO))
    await posts(eero, wave)
    made = small_town()
    units = [each for code, each in made.units.items() if code != "K1"]
    moved = [_moved(each) for each in made.people.values()]
    await import_directory(
        town.house.stores, Organisation(units, moved), dry_run=False, actor="test", now=town.clock.now
    )
    await town.passes(AFTER)
    assert town.connector.posted(CHANNEL) == []
    assert "Tulosta ei voi näyttää" in words(await prepares(eero, wave))


def _moved(person: Person) -> Person:
    unit = "K3" if person.unit_code == "K1" else person.unit_code
    return Person(person.aad_object_id, unit, person.language, (), person.roles)


@ON_BOTH
async def test_onni_aino_and_even_helmi_are_refused_as_if_there_were_no_such_unit(
    town: Town, aino: Member, onni: Member, helmi: Member
):
    wave = await closed(town)
    await links(InChannel(town, EERO))
    for who in (onni, aino, helmi):
        for verb in ("guide.agenda", "guide.post", "guide.held"):
            nowhere = await who.presses(verb, unit="NOWHERE", wave=wave, form="results")
            for unit in ("K1", "K3", "", "' --", "n" * 60, "x" * 4000, "\N{RIGHT-TO-LEFT OVERRIDE}👩‍🚒"):
                for named in (wave, "no-such-wave"):
                    body = await who.presses(verb, unit=unit, wave=named, form="results")
                    assert body == nowhere, (verb, unit)
    assert await logged(town, "agenda.posted", "talk.held", "agenda.viewed") == []


async def test_before_the_wave_is_closed_there_is_no_agenda(town: Town, eero: Member):
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(10)})
    for verb in ("guide.agenda", "guide.post", "guide.held"):
        body = await eero.presses(verb, unit="K1", wave=wave, form="results")
        assert "Tulosta ei voi näyttää" in words(body["value"])


async def test_in_a_channel_the_agenda_is_for_the_private_chat(town: Town, eero: Member):
    wave = await closed(town)
    for verb in ("guide.agenda", "guide.post", "guide.held"):
        body = await InChannel(town, EERO).presses(verb, unit="K1", wave=wave, form="results")
        assert "kahden kesken" in words(body["value"])


async def test_a_group_of_neighbours_is_told_that_the_result_is_shared(town: Town, onni: Member):
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(10), "k2": range(3), "k3": range(7)})
    await town.passes(CLOSES + timedelta(minutes=1))
    for form in FORMS:
        card = await prepares(onni, wave, "K2", form=form)
        assert "Biblioteket" in words(card)
        assert "gemensamt med grannenheterna" in words(card)
        assert "Beräknat för 4 personer" in words(card)
    await links(InChannel(town, ONNI), "K2")
    assert "teamets kanal" in (await posts(onni, wave, unit="K2"))
    await town.passes(AFTER)
    (sent,) = town.connector.posted(CHANNEL)
    assert "grannenheterna" not in words(sent)


async def test_the_questions_of_a_result_lead_its_leader_on_to_the_agenda(
    town: Town, eero: Member, helmi: Member
):
    wave = await closed(town)
    card = (await eero.presses("guide.theme", unit="K1", wave=wave))["value"]
    assert "guide.agenda" in verbs(card)
    (button,) = (each for each in _buttons(card) if each["verb"] == "guide.agenda")
    assert button["data"] == {"verb": "guide.agenda", "unit": "K1", "wave": wave}
    card = (await helmi.presses("guide.theme", unit="K1", wave=wave))["value"]
    assert "guide.agenda" not in verbs(card)
    assert "guide.agenda" not in verbs((await eero.presses("guide.theme", theme="trust"))["value"])


async def test_an_old_client_that_only_submits_gets_the_same(town: Town, eero: Member):
    wave = await closed(town)
    (card,) = await eero.submits("guide.agenda", unit="K1", wave=wave, form="choosing")
    assert card == await prepares(eero, wave, form="choosing")
    assert inputs(card) == []


async def test_nothing_of_a_channel_is_told_to_whoever_leads_another_unit(town: Town, onni: Member):
    wave = await closed(town)
    await links(InChannel(town, HELMI), "K1")
    card = await prepares(onni, wave, "K2")
    assert TEAM not in str(card)
    assert CHANNEL not in str(card)
