from __future__ import annotations

from dataclasses import replace

from storage.conversations import (
    Conversation,
    Lesson,
    find_conversation,
    find_service_url,
    forget_conversation_id,
    list_conversations,
    mark_blocked,
    record_conversation,
    record_lessons,
)
from storage.reasons import NOT_INSTALLED

AINO = Conversation(
    person="aino",
    service_url="https://smba.example/emea/",
    conversation_id="a:aino",
    tenant_id="tenant",
    user_id="29:aino",
    bot_id="28:bot",
    locale="fi-FI",
)


async def test_a_conversation_is_found_as_it_was_recorded(connection):
    assert await record_conversation(connection, AINO) is True
    assert await find_conversation(connection, "aino") == AINO
    assert await find_conversation(connection, "onni") is None


async def test_recording_the_same_again_changes_nothing(connection):
    await record_conversation(connection, AINO)
    assert await record_conversation(connection, AINO) is False


async def test_a_new_place_replaces_the_old_one(connection):
    await record_conversation(connection, AINO)
    moved = replace(AINO, service_url="https://smba.example/amer/", conversation_id="a:new")
    assert await record_conversation(connection, moved) is True
    assert await find_conversation(connection, "aino") == moved


async def test_what_is_not_known_this_time_stays(connection):
    await record_conversation(connection, AINO)
    assert await record_conversation(connection, replace(AINO, locale=None, user_id="")) is False
    assert await find_conversation(connection, "aino") == AINO


async def test_a_message_from_a_blocked_person_lifts_the_block(connection):
    await record_conversation(connection, AINO)
    await mark_blocked(connection, "aino", NOT_INSTALLED)
    blocked = await find_conversation(connection, "aino")
    assert blocked is not None
    assert blocked.blocked == NOT_INSTALLED
    assert await record_conversation(connection, AINO) is True
    assert await find_conversation(connection, "aino") == AINO


async def test_a_forgotten_conversation_keeps_its_address(connection):
    await record_conversation(connection, AINO)
    await forget_conversation_id(connection, "aino")
    assert await find_conversation(connection, "aino") == replace(AINO, conversation_id="")


async def test_marks_on_somebody_unknown_do_nothing(connection):
    await mark_blocked(connection, "onni", NOT_INSTALLED)
    await forget_conversation_id(connection, "onni")
    assert await find_conversation(connection, "onni") is None


async def test_those_who_have_a_conversation_are_listed_even_among_thousands(connection):
    eero = replace(AINO, person="eero", conversation_id="a:eero")
    await record_conversation(connection, AINO)
    await record_conversation(connection, eero)
    asked = ["aino", *(f"somebody-{number}" for number in range(2500)), "eero"]
    assert await list_conversations(connection, asked) == {"aino": AINO, "eero": eero}
    assert await list_conversations(connection, []) == {}


async def test_the_most_common_address_of_the_tenant_is_found(connection):
    for person, url in (("aino", "https://b/"), ("eero", "https://a/"), ("helmi", "https://b/")):
        await record_conversation(connection, replace(AINO, person=person, service_url=url))
    for person in ("onni", "outi", "oona"):
        stranger = replace(AINO, person=person, service_url="https://c/", tenant_id="other")
        await record_conversation(connection, stranger)
    assert await find_service_url(connection, "tenant") == "https://b/"
    assert await find_service_url(connection, "nobody") is None


async def test_lessons_of_many_sends_are_written_down_together(connection):
    eero = replace(AINO, person="eero", conversation_id="a:eero")
    await record_conversation(connection, AINO)
    lessons = [
        Lesson("eero", "a:eero", met=eero, blocked=NOT_INSTALLED),
        Lesson("aino", AINO.conversation_id, forgotten=True),
    ]
    assert await record_lessons(connection, lessons) == []
    assert await list_conversations(connection, ["aino", "eero"]) == {
        "aino": replace(AINO, conversation_id=""),
        "eero": replace(eero, blocked=NOT_INSTALLED),
    }


async def test_what_an_old_chat_has_taught_says_nothing_of_a_newer_one(connection):
    newer = replace(AINO, conversation_id="a:newer")
    await record_conversation(connection, newer)
    refused = Lesson("aino", "a:older", blocked=NOT_INSTALLED)
    assert await record_lessons(connection, [refused]) == ["aino"]
    assert await record_lessons(connection, [Lesson("aino", "a:older", forgotten=True)]) == []
    assert await find_conversation(connection, "aino") == newer
