from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import event, insert
from sqlalchemy.exc import IntegrityError

from followups.quiet_hours import QuietHours
from storage.actors import Reader, find_actor, list_readers, record_language, remove_language
from storage.conversations import Conversation, record_conversation
from storage.pauses import record_pause
from storage.quiet_hours import record_quiet_hours
from storage.tables.rights import deputies, grants
from tests.storage.closed_waves import NOW
from tests.storage.test_organisation import bring
from tests.storage.town import AINO, EERO, HELMI, ONNI, somebody, town


def chat(person: str, locale: str | None = None) -> Conversation:
    return Conversation(person, "https://smba.example/", f"a:{person}", "tenant", "29:x", "28:bot", locale)


@pytest.fixture
async def in_town(connection):
    await bring(connection, town())
    return connection


async def test_nobody_is_found_who_is_not_in_the_directory(in_town):
    assert await find_actor(in_town, "outi", now=NOW) is None


async def test_somebody_is_known_by_the_directory_alone(in_town):
    actor = await find_actor(in_town, "aino", now=NOW)
    assert actor is not None
    assert (actor.person, actor.chosen_language, actor.conversation) == (AINO, None, None)


@pytest.mark.parametrize("person", [EERO, HELMI, ONNI], ids=lambda person: person.aad_object_id)
async def test_rights_come_along(in_town, person):
    actor = await find_actor(in_town, person.aad_object_id, now=NOW)
    assert actor is not None
    assert actor.person == person


async def test_several_units_and_roles_are_told_apart(connection):
    leader = somebody("saga", "K", supervises=["K1", "K2", "KA"], roles=["hr", "admin", "management"])
    await bring(connection, town(people=[leader]))
    actor = await find_actor(connection, "saga", now=NOW)
    assert actor is not None
    assert set(actor.person.supervises) == {"K1", "K2", "KA"}
    assert actor.person.roles == {"hr", "admin", "management"}


async def test_the_chat_comes_along_as_it_was_recorded(in_town):
    await record_conversation(in_town, chat("aino", "sv-FI"))
    actor = await find_actor(in_town, "aino", now=NOW)
    assert actor is not None
    assert actor.conversation == chat("aino", "sv-FI")


async def test_one_question_to_the_database_is_enough_wherever_rights_come_from(in_town):
    await record_conversation(in_town, chat("eero"))
    lasts = {"starts_at": NOW - timedelta(days=1), "ends_at": NOW + timedelta(days=1)}
    await in_town.execute(insert(deputies).values(deputy="d-1", person="eero", unit_code="K2", **lasts))
    given = [("supervisor", "K3"), ("hr", "KA"), ("privacy", "")]
    rows = [{"person": "eero", "role": role, "unit_code": code} for role, code in given]
    await in_town.execute(insert(grants), rows)
    asked = []
    engine = in_town.sync_connection.engine

    def count(_connection, _cursor, statement, _parameters, _context, _many):
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    actor = await find_actor(in_town, "eero", now=NOW, wave="none")
    event.remove(engine, "before_cursor_execute", count)
    assert len(asked) == 1
    assert actor is not None
    held = actor.person
    assert (held.supervises, held.stands_in, held.partner_of) == (("K1", "K3"), ("K2",), ("KA",))
    assert held.roles == {"privacy"}


async def test_a_chosen_language_is_kept_and_may_be_changed(in_town):
    await record_language(in_town, "aino", language="sv")
    await record_language(in_town, "aino", language="en")
    actor = await find_actor(in_town, "aino", now=NOW)
    assert actor is not None
    assert actor.chosen_language == "en"


async def test_an_import_does_not_undo_the_choice(in_town):
    await record_language(in_town, "aino", language="sv")
    await bring(in_town, town(people=[somebody("aino", "K3", language="en")]))
    await bring(in_town, town(people=[somebody("eero", "K3")]))
    await bring(in_town, town())
    actor = await find_actor(in_town, "aino", now=NOW)
    assert actor is not None
    assert actor.chosen_language == "sv"


async def test_an_unknown_language_is_refused(in_town):
    with pytest.raises(IntegrityError):
        await record_language(in_town, "aino", language="de")


async def test_languages_are_the_chosen_the_listed_the_clients_or_finnish(connection):
    people = [
        somebody("chose", "K1", language="fi"),
        somebody("listed", "K1", language="sv"),
        somebody("client", "K1", language=None),
        somebody("foreign", "K1", language=None),
        somebody("silent", "K1", language=None),
    ]
    await bring(connection, town(people=people))
    await record_language(connection, "chose", language="en")
    await record_conversation(connection, chat("listed", "en-GB"))
    await record_conversation(connection, chat("client", "sv-SE"))
    await record_conversation(connection, chat("foreign", "de-DE"))
    names = [person.aad_object_id for person in people]
    readers = await list_readers(connection, [*names, "outi"])
    assert {person: reader.language for person, reader in readers.items()} == {
        "chose": "en",
        "listed": "sv",
        "client": "sv",
        "foreign": "fi",
        "silent": "fi",
    }
    assert await list_readers(connection, []) == {}


async def test_a_reader_comes_with_unit_and_pause(in_town):
    await record_pause(in_town, "onni", until=date(2027, 4, 1))
    await record_quiet_hours(in_town, "onni", QuietHours("21:00", "07:00"))
    readers = await list_readers(in_town, ["aino", "onni"])
    onni = Reader("sv", "K2", date(2027, 4, 1), QuietHours("21:00", "07:00"))
    assert readers == {"aino": Reader("fi", "K1"), "onni": onni}


async def test_whoever_wants_no_language_of_their_own_any_more_is_spoken_to_as_before(in_town):
    before = await list_readers(in_town, ["aino"])
    await record_language(in_town, "aino", language="en")
    for _ in range(2):
        await remove_language(in_town, "aino")
    assert await list_readers(in_town, ["aino"]) == before
