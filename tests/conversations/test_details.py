"""What lies behind a result, one press after the other: for those with a right, in place, and back again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from content.loader import load_instruments
from jobs.plan_waves import plan_wave
from tests.conversations.conftest import ON_BOTH, colleague
from tests.conversations.people import Member, Town, words
from tests.conversations.test_story import CLOSES, answers, everybody_answers, opened
from tests.conversations.writing import CLEAN, closed_with, keys, logged

CARD = "application/vnd.microsoft.card.adaptive"
VIEWS = ("items", "capabilities", "trend", "comments", "choose", "explain")
LATER = CLOSES + timedelta(days=30)


async def asked(town: Town, instrument: str = "tyoelaman-laatu", **units: range) -> str:
    """Let some of each unit answer, and close the wave."""
    wave = await opened(town, instrument)
    await everybody_answers(town, wave, units or {"k1": range(10), "k3": range(7)})
    await town.passes(CLOSES + timedelta(minutes=1))
    return wave


async def asked_again(town: Town, instrument: str, *, number: int = 10) -> str:
    """Ask another questionnaire of everybody a month later."""
    wave = await plan_wave(
        town.house.stores,
        load_instruments()[instrument],
        unit_code="K",
        opens=LATER - timedelta(days=7),
        closes=LATER,
        reminders=0,
        actor="test",
        now=LATER - timedelta(days=7),
    )
    await town.passes(LATER - timedelta(days=7))
    for each in range(number):
        member = Member(town, colleague(f"k1-{each}"))
        await member.presses("survey.submit", wave=wave.id, **answers(2 + each % 4, instrument))
    await town.passes(LATER + timedelta(minutes=1))
    return wave.id


async def behind(member: Member, wave: str, view: str, *, unit: str = "K1", **more: Any) -> dict[str, Any]:
    """Press the button to a view and give the card that takes the place of the pressed one."""
    body = await member.presses("results.detail", unit=unit, wave=wave, view=view, **more)
    assert body["type"] == CARD
    return body["value"]


def pressed(card: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [e["actions"] for e in card["body"] if e["type"] == "ActionSet"]
    return [action["data"] for row in rows for action in row]


@ON_BOTH
async def test_eero_goes_through_every_view_and_back_to_the_result(town: Town, eero: Member):
    wave = await asked(town)
    card = await behind(eero, wave, "items")
    seen = {"items"}
    while more := [each for each in pressed(card) if each.get("view") not in {None, *seen}]:
        seen.add(more[0]["view"])
        card = (await eero.presses(more[0]["verb"], **_data(more[0])))["value"]
        assert "Kotihoito" in words(card)
    assert seen >= {"items", "capabilities", "comments", "choose", "explain"}
    (back,) = [each for each in pressed(card) if each["verb"] == "results.show"]
    result = (await eero.presses("results.show", **_data(back)))["value"]
    assert result == (await eero.says("tulokset"))[0]


def _data(button: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in button.items() if name != "verb"}


async def test_every_view_says_what_it_is(town: Town, eero: Member):
    wave = await asked(town)
    told = {
        "items": "Osaan sen, mitä työni minulta vaatii.",
        "capabilities": "Viisi kyvykkyyttä",
        "trend": "Kehitys alkaa näkyä seuraavasta kyselystä",
        "comments": "Avoimet kommentit",
        "choose": "Valitkaa 1–3 vahvuutta",  # noqa: RUF001  # a range
        "explain": "Näin otatte tuloksen vastaan",
    }
    for view in VIEWS:
        assert told[view] in words(await behind(eero, wave, view)), view


async def test_the_second_page_has_the_other_statements(town: Town, eero: Member):
    wave = await asked(town)
    first, second = [words(await behind(eero, wave, "items", page=page)) for page in ("1", "2")]
    for item in load_instruments()["tyoelaman-laatu"].items:
        assert (item.text.fi in first) != (item.text.fi in second)


@pytest.mark.parametrize("view", ["", "results", "items ", "ITEMS", None, 7, ["items"], {"a": 1}, "x" * 5000])
async def test_a_view_that_is_none_is_the_questions(town: Town, eero: Member, view):
    wave = await asked(town)
    assert await behind(eero, wave, view) == await behind(eero, wave, "items")


@pytest.mark.parametrize("page", ["", "0", "3", "-1", None, 2, ["2"], "9" * 5000, "' OR 1=1 --"])
async def test_a_page_that_is_none_is_the_first(town: Town, eero: Member, page):
    wave = await asked(town)
    assert await behind(eero, wave, "items", page=page) == await behind(eero, wave, "items", page="1")


async def test_a_press_on_an_older_card_names_no_view_and_brings_the_comments_in_place(
    town: Town, eero: Member
):
    wave = await closed_with(town, *CLEAN)
    body = await eero.presses("results.detail", unit="K1")
    assert body["type"] == CARD
    assert all(text in words(body["value"]) for text in CLEAN)
    assert body["value"] == await behind(eero, wave, "comments")
    assert await eero.submits("results.detail", unit="K1") == [body["value"]]


@ON_BOTH
async def test_nobody_without_a_right_sees_any_view(
    town: Town, aino: Member, eero: Member, helmi: Member, onni: Member
):
    wave = await asked(town)
    for who, unit in ((aino, "K1"), (onni, "K1"), (eero, "K"), (eero, "K3"), (helmi, "K2")):
        refused = await who.presses("results.show", unit="NOWHERE")
        for view in VIEWS:
            assert await who.presses("results.detail", unit=unit, wave=wave, view=view) == refused
    assert await logged(town, "result.viewed", "comments.viewed") == []


@pytest.mark.parametrize("wave", ["no-such-wave", "' OR 1=1 --", "x" * 5000, "K1"])
async def test_a_wave_that_is_none_is_refused_like_everything_else(town: Town, eero: Member, wave):
    await asked(town)
    refused = await eero.presses("results.show", unit="K2")
    for view in VIEWS:
        assert await eero.presses("results.detail", unit="K1", wave=wave, view=view) == refused


async def test_too_few_answers_are_refused_in_every_view(town: Town, helmi: Member):
    wave = await asked(town, k1=range(2))
    refused = await helmi.presses("results.show", unit="NOWHERE")
    for view in VIEWS:
        assert await helmi.presses("results.detail", unit="K1", wave=wave, view=view) == refused


async def test_a_wave_under_way_shows_nothing(town: Town, eero: Member):
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(10)})
    refused = await eero.presses("results.show", unit="NOWHERE")
    for view in VIEWS:
        assert await eero.presses("results.detail", unit="K1", wave=wave, view=view) == refused


async def test_in_a_channel_nothing_is_told(town: Town, eero: Member):
    wave = await asked(town)
    eero.conversation = {"id": f"{eero.chat};messageid=1", "conversationType": "channel", "isGroup": True}
    for view in VIEWS:
        assert "kahden kesken" in words(await behind(eero, wave, view))
    assert "kahden kesken" in words((await eero.says("<at>Pulssi</at> mitä tämä tarkoittaa"))[0])


async def test_every_look_is_in_the_audit_log(town: Town, eero: Member):
    wave = await asked(town)
    for view in ("items", "comments", "explain"):
        await behind(eero, wave, view)
    viewed = await logged(town, "result.viewed", "comments.viewed")
    actions = ["result.viewed", "comments.viewed", "result.viewed"]
    assert sorted(viewed) == sorted((action, f"{wave}/K1") for action in actions)


@ON_BOTH
async def test_the_trend_offers_the_other_waves_of_the_unit_and_opens_them(
    town: Town, eero: Member, onni: Member
):
    first = await asked(town)
    second = await asked_again(town, "fiilis")
    card = await behind(eero, second, "trend")
    (choice,) = [e for e in card["body"] if e["type"] == "Input.ChoiceSet"]
    assert [(each["title"], each["value"]) for each in choice["choices"]] == [
        ("Työelämän laatu · 30.11.2026", first)
    ]
    (button,) = [each for each in pressed(card) if "wave" not in each]
    opened_one = (await eero.presses("results.show", unit=button["unit"], wave=first))["value"]
    assert "Työelämän laadun indeksi" in words(opened_one)
    latest = (await eero.says("tulokset"))[0]
    assert "Fiilis" in words(latest)
    assert await onni.presses("results.show", unit="K1", wave=first) == (
        await onni.presses("results.show", unit="NOWHERE")
    )


async def test_a_wave_that_shows_nothing_is_not_offered(town: Town, eero: Member):
    await asked(town, k1=range(2))
    second = await asked_again(town, "fiilis")
    card = await behind(eero, second, "trend")
    assert "Yksikön muut kyselyt" not in words(card)


async def test_a_second_wave_of_the_same_statements_is_drawn_beside_the_first(town: Town, eero: Member):
    await asked(town)
    second = await asked_again(town, "tyoelaman-laatu")
    card = await behind(eero, second, "trend")
    (chart,) = [e for e in card["body"] if e["type"] == "Chart.Line"]
    assert [point["x"] for point in chart["data"][0]["values"]] == ["30.11.2026", "30.12.2026"]


async def test_helmi_deletes_a_comment_in_place_and_keeps_her_way_back(town: Town, helmi: Member):
    wave = await closed_with(town, *CLEAN, "Neljäs kommentti.")
    card = await behind(helmi, wave, "comments")
    back = {"verb": "results.show", "unit": "K1", "wave": wave}
    assert back in pressed(card)
    rest = await helmi.presses("comments.delete", key=keys(card, "comments.delete")[0], unit="K1")
    assert len(keys(rest["value"], "comments.delete")) == 3
    assert back in pressed(rest["value"])


@pytest.mark.parametrize("said", ["mitä tämä tarkoittaa", "Vad betyder det här?", "what does this mean"])
async def test_whoever_asks_what_it_means_is_told_about_the_result_of_their_own(
    town: Town, aino: Member, eero: Member, said
):
    await asked(town)
    (card,) = await eero.says(said)
    assert "Kotihoito" in words(card)
    assert "Näin otatte tuloksen vastaan" in words(card)
    (general,) = await aino.says(said)
    assert "Kotihoito" not in words(general)
    assert "Näin luet Pulssin tuloksia" in words(general)
    assert pressed(general) == []


async def test_before_any_result_everybody_is_told_in_general(
    town: Town, aino: Member, eero: Member, helmi: Member, onni: Member
):
    told = [(await who.says("mitä tämä tarkoittaa"))[0] for who in (aino, eero)]
    assert told[0] == told[1]
    for who in (helmi, onni):
        assert pressed((await who.says("what does this mean"))[0]) == []
    assert await logged(town, "result.viewed") == []


async def test_helmi_who_leads_nothing_is_told_about_the_whole(town: Town, helmi: Member):
    await asked(town)
    assert "Kaupunki" in words((await helmi.says("mitä tämä tarkoittaa"))[0])
