"""HR's review: what waits is released or deleted, by HR alone, and the rule of three holds all the while."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from directory.organisation import Organisation, Person
from jobs.import_directory import import_directory
from storage.comments import list_held
from storage.tables.results import comments
from tests.conversations.conftest import NOON, ON_BOTH, colleague, small_town
from tests.conversations.people import Member, Town, words
from tests.conversations.test_story import opened
from tests.conversations.writing import CLEAN, NAMED, boxes, closed_with, files, keys, logged, sends, shown


@ON_BOTH
async def test_a_named_comment_waits_for_hr_and_is_shown_when_released(
    town: Town, eero: Member, helmi: Member
):
    wave = await closed_with(town, NAMED, *CLEAN)
    before = words(await shown(eero))
    assert all(text in before for text in CLEAN)
    assert NAMED not in before
    (card,) = await helmi.says("tarkista kommentit")
    assert NAMED in words(card)
    assert not [text for text in CLEAN if text in words(card)]
    (key,) = keys(card, "comments.release")
    rest = await helmi.presses("comments.release", key=key)
    assert "Mikään kommentti ei odota" in words(rest["value"])
    after = words(await shown(eero))
    assert all(text in after for text in (NAMED, *CLEAN))
    expected = [("comments.reviewed", wave), ("comments.released", wave)]
    assert await logged(town, "comments.reviewed", "comments.released", "comments.deleted") == expected


@ON_BOTH
async def test_the_card_of_a_review_shows_the_rest_after_each_press(town: Town, eero: Member, helmi: Member):
    wave = await closed_with(town, NAMED, "Pekka huutaa.", "Soita 040 123 4567", *CLEAN)
    (card,) = await helmi.says("granska kommentarer")
    assert len(keys(card, "comments.release")) == len(keys(card, "comments.delete")) == 3
    gone = keys(card, "comments.delete")[0]
    card = (await helmi.presses("comments.delete", key=gone))["value"]
    (let, other) = keys(card, "comments.release")
    assert gone not in {let, other}
    assert keys((await helmi.says("review comments"))[0], "comments.release") == [let, other]
    for _ in range(2):
        card = (await helmi.presses("comments.release", key=let))["value"]
        assert len(keys(card, "comments.release")) == 1
    assert len(boxes(await shown(eero))) == len(CLEAN) + 1
    assert await logged(town, "comments.deleted", "comments.released") == [
        ("comments.deleted", wave),
        ("comments.released", wave),
    ]


async def test_a_review_names_the_wave_and_never_a_unit(town: Town, helmi: Member):
    await closed_with(town, NAMED, *CLEAN)
    (card,) = await helmi.says("tarkista kommentit")
    assert "Työelämän laatu · 30.11.2026" in words(card)
    told = json.dumps(card, ensure_ascii=False)
    for unit in small_town().units.values():
        assert unit.name_fi not in told
        assert f'"{unit.code}"' not in told
    assert "atom" not in told


async def test_nothing_waits_before_a_wave_is_closed(town: Town, aino: Member, helmi: Member):
    wave = await opened(town)
    for _ in range(2):
        await sends(aino, wave, NAMED)
    (card,) = await helmi.says("tarkista kommentit")
    assert "Mikään kommentti ei odota" in words(card)


def with_roles(**roles: str) -> Organisation:
    town = small_town()
    people = [
        Person(colleague(name).aad_object_id, "K", None, (), frozenset({role}))
        for name, role in roles.items()
    ]
    return Organisation(town.units.values(), [*town.people.values(), *people])


@ON_BOTH
async def test_nobody_but_hr_reviews_releases_or_deletes(
    town: Town, aino: Member, eero: Member, onni: Member, helmi: Member
):
    everybody = with_roles(ada="admin", max="management")
    await import_directory(town.house.stores, everybody, dry_run=False, actor="test", now=NOON)
    await closed_with(town, NAMED, *CLEAN)
    (card,) = await helmi.says("tarkista kommentit")
    (held,) = keys(card, "comments.release")
    open_to_eero = keys(await shown(helmi), "comments.delete")[0]
    refused = (await eero.presses("results.show", unit="K2"))["value"]
    others = [aino, eero, onni, Member(town, colleague("ada")), Member(town, colleague("max"))]
    for member in (Member(town, replace(each.person, locale="fi-FI")) for each in others):
        assert (await member.says("tarkista kommentit"))[0] == refused
        for verb in ("comments.release", "comments.delete"):
            for key in (held, open_to_eero):
                assert (await member.presses(verb, key=key, unit="K1"))["value"] == refused
    async with town.house.stores.identity.reading() as connection:
        assert [comment.key for comment in await list_held(connection)] == [held]
    assert len(boxes(await shown(eero))) == len(CLEAN)
    assert await logged(town, "comments.released", "comments.deleted") == []


@pytest.mark.parametrize(
    "key",
    [
        None,
        7,
        "",
        "zz",
        "00" * 16,
        "00" * 15,
        "' OR 1=1 --",
        ["00" * 16],
        {"$ne": ""},
        " " * 32,
        "\u0660" * 32,
    ],
)
async def test_an_edited_key_gets_the_ordinary_refusal(town: Town, helmi: Member, key):
    await closed_with(town, NAMED, *CLEAN)
    for verb in ("comments.release", "comments.delete"):
        body = await helmi.presses(verb, key=key)
        assert "Tulosta ei voi näyttää" in words(body["value"]) or "This result" in words(body["value"])
    assert await logged(town, "comments.released", "comments.deleted") == []


async def test_a_deleted_comment_cannot_be_deleted_or_released_again(town: Town, helmi: Member):
    await closed_with(town, NAMED, *CLEAN)
    (key,) = keys((await helmi.says("tarkista kommentit"))[0], "comments.delete")
    await helmi.presses("comments.delete", key=key)
    refused = (await helmi.presses("results.show", unit="NOWHERE"))["value"]
    for verb in ("comments.delete", "comments.release"):
        assert (await helmi.presses(verb, key=key))["value"] == refused


async def test_a_unit_that_is_none_keeps_the_comment(town: Town, helmi: Member, eero: Member):
    await closed_with(town, *CLEAN, "Neljäs kommentti.")
    (key, *_) = keys(await shown(helmi), "comments.delete")
    for unit in ("NOWHERE", "", None, ["K1"]):
        refused = await helmi.presses("comments.delete", key=key, unit=unit)
        assert not keys(refused["value"], "comments.delete")
    assert len(boxes(await shown(eero))) == 4


@ON_BOTH
async def test_hr_deletes_what_is_shown_and_of_less_than_three_none_is_shown(
    town: Town, eero: Member, helmi: Member
):
    wave = await closed_with(town, *CLEAN, "Neljäs kommentti.")
    card = await shown(helmi)
    assert keys(await shown(eero), "comments.delete") == []
    first, second, *_ = keys(card, "comments.delete")
    rest = (await helmi.presses("comments.delete", key=first, unit="K1"))["value"]
    assert len(keys(rest, "comments.delete")) == len(boxes(await shown(eero))) == 3
    rest = (await helmi.presses("comments.delete", key=second, unit="K1"))["value"]
    assert "Kommentteja ei voi näyttää" in words(rest)
    assert boxes(await shown(eero)) == []
    assert await logged(town, "comments.deleted") == [("comments.deleted", wave)] * 2
    assert ("comments.viewed", f"{wave}/K1") in await logged(town, "comments.viewed")


async def test_two_open_comments_and_a_held_one_are_shown_when_it_is_released(
    town: Town, eero: Member, helmi: Member
):
    await closed_with(town, NAMED, *CLEAN[:2])
    assert boxes(await shown(eero)) == []
    (key,) = keys((await helmi.says("tarkista kommentit"))[0], "comments.release")
    await helmi.presses("comments.release", key=key)
    assert len(boxes(await shown(eero))) == 3


async def test_in_a_channel_comments_are_for_private_ears(town: Town, helmi: Member):
    await closed_with(town, NAMED, *CLEAN)
    (key,) = keys((await helmi.says("tarkista kommentit"))[0], "comments.release")
    helmi.conversation = {"id": f"{helmi.chat};messageid=1", "conversationType": "channel", "isGroup": True}
    assert "kahden kesken" in words((await helmi.says("<at>Pulssi</at> tarkista kommentit"))[0])
    assert "kahden kesken" in words((await helmi.presses("comments.delete", key=key))["value"])


async def test_the_pressed_message_changes_on_other_devices_too(town: Town, helmi: Member):
    await closed_with(town, NAMED, *CLEAN)
    (key,) = keys((await helmi.says("tarkista kommentit"))[0], "comments.delete")
    body = await helmi.presses("comments.delete", on="the-review", key=key)
    while not (updates := [call for call in town.connector.calls if call.activity == "the-review"]):
        await town.connector.wait_for(len(town.connector.calls) + 1)
    assert updates[0].body["attachments"][0]["content"] == body["value"]


async def test_a_deleted_comment_is_in_no_file(town: Town, helmi: Member, tmp_path: Path):
    await closed_with(town, NAMED, *CLEAN)
    (key,) = keys((await helmi.says("tarkista kommentit"))[0], "comments.delete")
    assert [name for name, content in files(tmp_path).items() if NAMED.encode() in content]
    with capture_logs() as logs:
        await helmi.presses("comments.delete", key=key)
    assert key not in json.dumps(logs, default=str)
    for _ in range(100):
        if not (left := [name for name, content in files(tmp_path).items() if NAMED.encode() in content]):
            break
        await asyncio.sleep(0.05)
    assert left == []
    async with town.house.stores.identity.reading() as connection:
        assert await connection.scalar(select(func.count()).select_from(comments)) == len(CLEAN)


async def test_help_offers_the_review_to_hr_alone_and_only_while_something_waits(
    town: Town, aino: Member, eero: Member, helmi: Member, onni: Member
):
    async def offered(member: Member) -> bool:
        return "comments.review" in json.dumps(await member.says("apua"))

    assert not await offered(helmi)
    await closed_with(town, NAMED, *CLEAN)
    assert [await offered(each) for each in (aino, eero, helmi, onni)] == [False, False, True, False]
    card = (await helmi.presses("comments.review"))["value"]
    (key,) = keys(card, "comments.release")
    await helmi.presses("comments.release", key=key)
    assert not await offered(helmi)
    for member in (aino, eero, onni):
        assert (await member.presses("comments.review"))["value"] == (
            await member.presses("comments.release", key=key)
        )["value"]
    helmi.conversation = {"id": f"{helmi.chat};messageid=1", "conversationType": "channel", "isGroup": True}
    assert not await offered(helmi)
