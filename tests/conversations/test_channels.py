"""A team's channel is linked to its unit by Eero or Helmi in the channel, and let go when it is gone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from demo.people import AINO, BOT_ID, EERO, HELMI, ONNI, DemoPerson
from directory.organisation import Organisation, Person, Unit
from jobs.import_directory import import_directory
from storage.channels import mark_channel_blocked
from storage.reasons import NO_CONVERSATION
from tests.conversations.conftest import NOON, ON_BOTH, small_town
from tests.conversations.in_channel import CHANNEL, TEAM, InChannel, linked, links
from tests.conversations.people import Member, Town, inputs, words
from tests.conversations.writing import logged

ASK = "<at>Pulssi</at> liitä kanava"
OTHER = "19:other@thread.tacv2"
MESSAGE = "application/vnd.microsoft.activity.message"
AUDITED = ("channel.linked", "channel.unlinked")


def stranger() -> DemoPerson:
    return DemoPerson("stranger", "stranger", "Nobody", "fi-FI")


def choices(card: dict[str, Any], name: str = "unit") -> list[str]:
    """Give the values of a list on a card."""
    found = [each for each in card["body"] if each.get("id") == name]
    return [choice["value"] for each in found for choice in each["choices"]]


def rewritten(town: Town) -> list[Any]:
    """Give the cards that took the place of a message for everybody."""
    return [call.body["attachments"][0]["content"] for call in town.connector.calls if call.method == "PUT"]


async def until_rewritten(town: Town, count: int = 1) -> list[Any]:
    while len(rewritten(town)) < count:
        await town.connector.wait_for(len(town.connector.calls) + 1)
    return rewritten(town)


@ON_BOTH
async def test_eero_links_the_channel_by_mentioning_the_bot_and_choosing_his_unit(town: Town):
    eero = InChannel(town, EERO)
    (card,) = await eero.says(ASK)
    assert choices(card) == ["K1"]
    assert choices(card, "language") == ["fi", "sv", "en"]
    assert inputs(card) == ["unit", "language"]
    (button,) = card["actions"]
    assert (button["verb"], button["associatedInputs"]) == ("admin.channel", "auto")
    body = await links(eero, language="sv")
    assert "Kanalen är kopplad" in words(body["value"])
    assert "Hemvården" in words(body["value"])
    assert await until_rewritten(town) == [body["value"]], "everybody in the channel sees it"
    (call,) = [call for call in town.connector.calls if call.method == "PUT"]
    assert (call.conversation.partition(";")[0], call.activity) == (CHANNEL, "link-card")
    found = await linked(town)
    assert found is not None
    assert (found.channel_id, found.team_id, found.bot_id) == (CHANNEL, TEAM, BOT_ID)
    assert (found.language, found.blocked) == ("sv", None)
    assert found.service_url == town.connector.service_url
    assert await logged(town, *AUDITED) == [("channel.linked", "K1")]


async def test_whoever_only_mentions_the_bot_finds_the_way_to_linking(town: Town):
    eero = InChannel(town, EERO)
    (card,) = await eero.says("<at>Pulssi</at>")
    assert "admin.channel" in str(card)
    body = await eero.presses("admin.channel", on="help-card")
    assert choices(body["value"]) == ["K1"]
    assert rewritten(town) == [], "the others keep what they see"
    (card,) = await InChannel(town, AINO).says("<at>Pulssi</at>")
    assert "admin.channel" not in str(card)


async def test_of_a_channel_of_many_units_some_are_named_and_the_rest_counted(town: Town):
    name = "👩‍🚒" * 12
    units = [*small_town().units.values()]
    units += [Unit(f"X{n:04}", "K", "työyksikkö", f"{name}{n}", "", "") for n in range(100)]
    everybody = Organisation(units, small_town().people.values())
    await import_directory(town.house.stores, everybody, dry_run=False, actor="test", now=NOON)
    helmi = InChannel(town, HELMI)
    for number in range(30):
        await links(helmi, f"X{number:04}", language="fi")
    (card,) = await helmi.says(ASK)
    assert "ja 20 muuta yksikköä" in words(card)
    assert len(json.dumps(card, ensure_ascii=False).encode()) < 28_000
    assert len([each for each in card["body"] if each["type"] == "ActionSet"]) == 4
    (card,) = await helmi.says("<at>Pulssi</at> liitä kanava X0099")
    assert choices(card) == ["X0099"]


async def test_linking_twice_is_linking_once(town: Town):
    eero = InChannel(town, EERO)
    first = await links(eero, language="fi")
    second = await links(eero, language="fi")
    assert first == second
    assert await logged(town, *AUDITED) == [("channel.linked", "K1")]
    await links(eero, language="en")
    found = await linked(town)
    assert found is not None
    assert found.language == "en", "the language is changed by linking anew"


@pytest.mark.parametrize("language", [None, "", "de", 7, ["fi"], {"a": 1}, "x" * 999])
async def test_a_language_that_is_none_is_the_speakers(town: Town, language):
    await links(InChannel(town, ONNI), "K2", language=language)
    found = await linked(town, "K2")
    assert found is not None
    assert found.language == "sv"


@ON_BOTH
async def test_others_units_and_none_are_refused_alike_and_the_card_stays(town: Town):
    onni, aino = InChannel(town, ONNI), InChannel(town, AINO)
    strange = (
        "K1",
        "K",
        "K3",
        "NOWHERE",
        "' OR 1=1 --",
        "K1%",
        "n" * 60,
        "\N{RIGHT-TO-LEFT OVERRIDE}👩‍🚒",
        "x" * 4000,
    )
    for who, units in ((onni, strange), (aino, (*strange, "K2"))):
        bodies = [await links(who, unit, **more) for unit in units for more in ({}, {"remove": "yes"})]
        assert all(body == bodies[0] for body in bodies)
        assert bodies[0]["type"] == MESSAGE
    assert bodies[0]["value"] == (
        "Et voi liittää etkä irrottaa tätä yksikköä. Sen tekee yksikön esihenkilö tai HR."
    )
    assert rewritten(town) == []
    assert await logged(town, *AUDITED) == []


async def test_onni_cannot_let_go_of_eeros_channel_nor_take_it(town: Town):
    await links(InChannel(town, EERO))
    onni = InChannel(town, ONNI, channel=OTHER)
    await links(onni, "K1", remove="yes")
    await links(onni, "K1")
    found = await linked(town)
    assert found is not None
    assert found.channel_id == CHANNEL


@pytest.mark.parametrize("unit", [None, 7, [], {"a": "K1"}, ""])
async def test_a_unit_that_is_no_text_brings_the_choice(town: Town, unit):
    body = await links(InChannel(town, EERO), unit)
    assert choices(body["value"]) == ["K1"]
    assert await logged(town, *AUDITED) == []


async def test_aino_is_told_who_links_the_channel(town: Town):
    (card,) = await InChannel(town, AINO).says(ASK)
    assert inputs(card) == []
    assert "yksikön esihenkilö tai HR" in words(card)


async def test_helmi_links_any_unit_and_finds_it_by_its_name_or_code(town: Town):
    helmi = InChannel(town, HELMI)
    (card,) = await helmi.says(ASK)
    assert choices(card) == ["K", "K1", "K2", "K3"]
    for said in (
        "liitä kanava Kotihoito",
        "koppla kanal hemvården",
        "link channel K1",
        "liita kanva kotihoit",
    ):
        (card,) = await helmi.says(f"<at>Pulssi</at> {said}")
        assert choices(card) == ["K1"], said
    (card,) = await helmi.says("<at>Pulssi</at> liitä kanava Satama")
    assert choices(card) == []
    assert "ei löytynyt" in words(card)
    await links(helmi, "K3", language="fi")
    assert await linked(town, "K3") is not None


async def test_of_a_thousand_units_the_card_holds_what_fits_and_says_how_to_find_the_rest(town: Town):
    name = "👩‍🚒 <b>*Osasto*</b> [x](http://a) \N{RIGHT-TO-LEFT OVERRIDE}" + "ö" * 20
    units = [*small_town().units.values()]
    units += [Unit(f"X{n:04}", "K", "työyksikkö", f"{name[:56]}{n:04}", "", "") for n in range(1000)]
    everybody = Organisation(units, small_town().people.values())
    await import_directory(town.house.stores, everybody, dry_run=False, actor="test", now=NOON)
    helmi = InChannel(town, HELMI)
    (card,) = await helmi.says(ASK)
    assert len(json.dumps(card, ensure_ascii=False).encode()) < 28_000
    assert len(choices(card)) == 60
    assert "944 yksikköä ei mahtunut listaan" in words(card)
    (card,) = await helmi.says("<at>Pulssi</at> liitä kanava X0777")
    assert choices(card) == ["X0777"]


async def test_a_linked_channel_says_so_and_is_let_go_by_whoever_may(town: Town):
    eero, aino = InChannel(town, EERO), InChannel(town, AINO)
    await links(eero, language="fi")
    (card,) = await aino.says(ASK)
    assert "Kotihoito (K1)" in words(card)
    assert "Action.Execute" not in str(card)
    (card,) = await eero.says(ASK)
    assert choices(card) == []
    data = card["body"][-1]["actions"][0]["data"]
    assert data == {"verb": "admin.channel", "unit": "K1", "remove": "yes"}
    body = await eero.presses("admin.channel", on="link-card", unit="K1", remove="yes")
    assert "Kanava on irrotettu" in words(body["value"])
    assert (await until_rewritten(town, 2))[-1] == body["value"]
    assert await linked(town) is None
    await eero.presses("admin.channel", on="link-card", unit="K1", remove="yes")
    assert await logged(town, *AUDITED) == [("channel.linked", "K1"), ("channel.unlinked", "K1")]


async def test_letting_go_elsewhere_leaves_the_channel_where_it_is(town: Town):
    await links(InChannel(town, EERO))
    await links(InChannel(town, EERO, channel=OTHER), "K1", remove="yes")
    assert await linked(town) is not None


async def test_a_second_channel_takes_the_place_of_the_first(town: Town):
    await links(InChannel(town, EERO))
    await links(InChannel(town, EERO, channel=OTHER))
    found = await linked(town)
    assert found is not None
    assert found.channel_id == OTHER


async def test_a_channel_of_several_units_names_them_all(town: Town):
    helmi = InChannel(town, HELMI)
    for unit in ("K1", "K2"):
        await links(helmi, unit, language="fi")
    (card,) = await helmi.says(ASK)
    assert "Kotihoito (K1)" in words(card)
    assert "Kirjasto (K2)" in words(card)
    assert choices(card) == ["K", "K3"]


@ON_BOTH
@pytest.mark.parametrize("event", ["removed", "uninstalled", "channelDeleted", "teamDeleted"])
async def test_a_channel_that_is_gone_is_let_go_and_nobody_is_answered(town: Town, event: str):
    eero, onni = InChannel(town, EERO), InChannel(town, ONNI, channel=OTHER)
    await links(eero)
    await links(onni, "K2")
    await until_rewritten(town, 2)
    before = len(town.connector.calls)
    match event:
        case "removed":
            await eero.removes_the_bot()
        case "uninstalled":
            assert await eero.installs(action="remove") == []
        case _:
            await eero.hears_of(event)
    assert await linked(town) is None
    whole_team = event != "channelDeleted"
    assert (await linked(town, "K2") is None) == whole_team
    assert len(town.connector.calls) == before
    units = ["K1", "K2"] if whole_team else ["K1"]
    assert await logged(town, "channel.unlinked") == [("channel.unlinked", unit) for unit in units]
    await links(eero)
    assert await linked(town) is not None


async def test_what_happens_to_the_team_otherwise_changes_nothing(town: Town):
    eero = InChannel(town, EERO)
    await links(eero)
    for event in (
        "channelRenamed",
        "channelRestored",
        "channelCreated",
        "teamRenamed",
        "teamArchived",
        "",
        "x",
    ):
        await eero.hears_of(event)
    await eero.hears_of("teamMemberRemoved", membersRemoved=[{"id": AINO.member_id}])
    await eero.installs(action="remove-upgrade")
    await eero.installs(action="add-upgrade")
    assert await linked(town) is not None


async def test_another_team_that_loses_the_bot_takes_nothing_along(town: Town):
    await links(InChannel(town, EERO))
    other = InChannel(town, ONNI, channel=OTHER, team="19:elsewhere@thread.tacv2")
    await other.removes_the_bot()
    assert await linked(town) is not None


async def test_whoever_is_in_no_directory_unlinks_by_removing_and_links_nothing(town: Town):
    await links(InChannel(town, EERO))
    nobody = InChannel(town, stranger())
    (card,) = await nobody.says(ASK)
    assert "kahden" not in words(card)
    assert inputs(card) == []
    body = await links(nobody, "K1", remove="yes")
    assert body["value"] == card
    assert await linked(town) is not None
    await nobody.removes_the_bot()
    assert await linked(town) is None


@pytest.mark.parametrize(
    "data",
    [
        {"team": None, "channel": None},
        {"team": {}, "channel": {}},
        {"team": {"id": ""}, "channel": {"id": ""}},
    ],
)
async def test_where_teams_names_no_channel_the_conversation_does(town: Town, data):
    eero = InChannel(town, EERO)
    tenant = eero.activity()["channelData"]["tenant"]
    (card,) = await eero.says(ASK, channelData={"tenant": tenant, **data})
    assert choices(card) == ["K1"]


@pytest.mark.parametrize(
    "data",
    [
        {"team": "19:team"},
        {"channel": ["19:x"]},
        {"team": {"id": 7}},
        {"channel": {"id": {"a": 1}}},
        {"channel": {"id": "x" * 3000}},
        {"eventType": 7},
    ],
)
async def test_a_channel_of_another_shape_is_a_bad_request(town: Town, data):
    response = await InChannel(town, EERO).posts({"type": "message", "text": ASK, "channelData": data})
    assert response.status == 400
    assert await logged(town, *AUDITED) == []


async def test_in_a_private_chat_and_a_group_one_is_told_how_a_channel_is_linked(town: Town, eero: Member):
    (card,) = await eero.says("liitä kanava")
    assert "Näin liität kanavan" in words(card)
    body = await eero.presses("admin.channel", unit="K1")
    assert body["value"] == card
    assert await linked(town) is None


async def test_an_old_client_that_only_submits_can_link(town: Town):
    (card,) = await InChannel(town, EERO).submits("admin.channel", unit="K1", language="fi")
    assert "Kanava on liitetty" in words(card)
    assert await linked(town) is not None


async def test_a_channel_that_was_refused_works_again_when_it_is_linked_anew(town: Town):
    eero = InChannel(town, EERO)
    await links(eero, language="fi")
    async with town.house.stores.identity.writing() as connection:
        await mark_channel_blocked(connection, "K1", NO_CONVERSATION)
    await links(eero, language="fi")
    found = await linked(town)
    assert found is not None
    assert found.blocked is None


async def test_whoever_leads_above_links_the_units_below(town: Town):
    made = small_town()
    lea = DemoPerson("lea", "lea", "Lea", "fi-FI")
    above = Person(lea.aad_object_id, "K", None, ("K",), frozenset())
    everybody = Organisation(made.units.values(), [*made.people.values(), above])
    await import_directory(town.house.stores, everybody, dry_run=False, actor="test", now=NOON)
    (card,) = await InChannel(town, lea).says(ASK)
    assert choices(card) == ["K", "K1", "K2", "K3"]


async def test_management_and_administrators_link_nothing(town: Town):
    made = small_town()
    boss = DemoPerson("boss", "boss", "Boss", "fi-FI")
    roles = Person(boss.aad_object_id, "K", None, (), frozenset({"management", "admin"}))
    everybody = Organisation(made.units.values(), [*made.people.values(), roles])
    await import_directory(town.house.stores, everybody, dry_run=False, actor="test", now=NOON)
    (card,) = await InChannel(town, boss).says(ASK)
    assert inputs(card) == []
    assert (await links(InChannel(town, boss)))["type"] == MESSAGE
