"""Attack 41: what was caught on the way is sent again, by others or changed, and cards are edited by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from demo.people import APP_ID, EERO, HELMI
from dialogs.routes import VERBS
from tests.attacks.acting import card_of, filled_in, hears, opened, presses, surveyed
from tests.attacks.buttons import table
from tests.attacks.county import county, inhabit, member, named
from tests.conversations.conftest import ON_BOTH
from tests.conversations.people import Member, Town
from tests.server.knocking import rows_of

NAMELESS = [..., None, "", " ", "no-such-person", "0a000000-0000-4000-8000-000000000000"]
OF_EVERYBODY = {"survey", "reminders", "settings", "next"}
"""Topics of buttons that everybody may press; what they do is the presser's own."""
WRITING = [verb for verb in VERBS if verb.partition(".")[0] not in OF_EVERYBODY]
TYPES: list[Any] = [None, 7, 1.5, True, [], ["K"], {}, {"unit": "K"}, [["K"]], "", "\u202eK", "*"]
NO_ANSWERS: list[Any] = [None, 3, 3.0, True, ["3"], {"value": "3"}, "3 ", "03", "\u0663", "99", "-1", ""]


def press_of(verb: str, **data: Any) -> dict[str, Any]:
    action = {"type": "Action.Execute", "verb": verb, "data": {"verb": verb, **data}}
    invoke = {"type": "invoke", "name": "adaptiveCard/action", "replyToId": "card-1"}
    return {**invoke, "value": {"action": action}}


def caught(who: Member, verb: str, **data: Any) -> dict[str, Any]:
    """Give the whole body that somebody's client sends, as whoever sits on the wire sees it."""
    return who.activity() | press_of(verb, **data)


async def asked(town: Town, unit: str = "K") -> str:
    await inhabit(town, county())
    return await opened(town, unit=unit)


async def counted(town: Town) -> tuple[int, int]:
    rows = await rows_of(town)
    return len(rows["ballots"]), len(rows["tags"])


def refused(town: Town) -> dict[str, int]:
    return {reason: count for reason, count in town.house.refusals if count}


async def greet(town: Town, *keys: str) -> None:
    """Let people be known before, so that their chat is nothing new."""
    for key in keys:
        await hears(member(town, key), {"type": "message", "text": "help"})


async def test_an_answer_that_was_caught_and_sent_by_another_is_the_others_or_nobodys(town: Town):
    wave = await asked(town, unit="KA1")
    body = caught(member(town, "aino"), "survey.submit", wave=wave, **filled_in()["aino"])
    await greet(town, "onni", "ka1-1")
    before = await rows_of(town)
    heard = await hears(member(town, "onni"), body | _sender(town, "onni"))
    assert "not" in json.dumps(card_of(heard))
    assert await rows_of(town) == before
    assert refused(town) == {"NotYourPulse": 1}
    await hears(member(town, "ka1-1"), body | _sender(town, "ka1-1"))
    assert await counted(town) == (1, 1)
    heard = await hears(member(town, "aino"), body)
    assert "Thank you" in json.dumps(card_of(heard)), "nobody has answered in Aino's name"
    assert await counted(town) == (2, 2)


def _sender(town: Town, key: str) -> dict[str, Any]:
    """Give what Teams says of who presses and in which chat."""
    return {name: member(town, key).activity()[name] for name in ("from", "conversation")}


@ON_BOTH
async def test_an_answer_that_was_caught_counts_once_however_often_it_is_sent(town: Town):
    wave = await asked(town)
    body = caught(member(town, "aino"), "survey.submit", wave=wave, **filled_in()["aino"])
    told = [await hears(member(town, "aino"), body) for _ in range(3)]
    assert len({each.body for each in told}) == 1
    other = body | {"value": press_of("survey.submit", wave=wave, **filled_in()["ka1-1"])["value"]}
    assert (await hears(member(town, "aino"), other)).body == told[0].body
    assert await counted(town) == (1, 1)


async def test_what_was_caught_is_no_good_with_another_token(town: Town):
    wave = await asked(town)
    aino = member(town, "aino")
    body = caught(aino, "survey.submit", wave=wave, **filled_in()["aino"])
    before, url = await rows_of(town), town.connector.service_url
    issuer, now = town.issuer, town.clock.now
    other_place = issuer.token(app_id=APP_ID, service_url=f"{url}emea/", now=now)
    other_bot = issuer.token(app_id=f"{APP_ID[:-1]}0", service_url=url, now=now)
    old = issuer.token(app_id=APP_ID, service_url=url, now=now - timedelta(hours=2))
    for token in (other_place, other_bot, old):
        headers = {"Authorization": f"Bearer {token}"}
        async with town.client.post("/api/messages", json=body, headers=headers) as response:
            assert response.status == 401
    assert await rows_of(town) == before
    assert refused(town) == {"service-url": 1, "audience": 1, "expired": 1}


@pytest.mark.parametrize("person", NAMELESS)
async def test_whoever_is_nobody_of_the_directory_may_do_nothing(town: Town, person: Any):
    wave = await asked(town)
    before = await rows_of(town)
    sender = {"id": "29:somebody"} | ({} if person is ... else {"aadObjectId": person})
    for verb in VERBS:
        body = caught(member(town, "aino"), verb, wave=wave, unit="K") | {"from": sender}
        heard = await hears(member(town, "aino"), body)
        assert "directory that was given to me" in json.dumps(card_of(heard))
    after = await rows_of(town)
    assert {name for name in after if after[name] != before[name]} <= {"conversations"}
    assert refused(town) == {"NotInDirectory": len(VERBS)}


async def test_nobody_is_met_in_a_chat_of_somebody_else_afterwards(town: Town):
    await asked(town)
    aino, onni = member(town, "aino"), member(town, "onni")
    for key in ("aino", "onni"):
        await greet(town, key)
    before = (await rows_of(town))["conversations"]
    named_in_another_chat = {"from": aino.activity()["from"], "conversation": onni.activity()["conversation"]}
    for change in (
        {},
        {"type": "installationUpdate", "action": "add"},
        {"type": "installationUpdate", "action": "remove"},
    ):
        await hears(aino, caught(aino, "next.show") | named_in_another_chat | change)
    assert (await rows_of(town))["conversations"] == before


async def test_another_name_and_another_role_in_the_request_change_nothing(town: Town):
    await surveyed(town)
    helmi = named("helmi")
    claimed = {"name": "Helmi", "role": "hr", "properties": {"roles": ["hr"]}, "userRole": "user"}
    onni = member(town, "onni")
    body = caught(onni, "waves.status", person=helmi.aad_object_id, roles=["hr"], actor=helmi.aad_object_id)
    plain = await presses(onni, "waves.status")
    forged = await hears(onni, body | {"from": onni.activity()["from"] | claimed})
    assert plain.body == forged.body
    assert refused(town) == {"Refused": 2}


@pytest.mark.parametrize("key", ["aino", "onni", "arvi"])
async def test_no_button_of_another_role_does_anything_for_whoever_makes_it_up(town: Town, key: str):
    """An employee, a supervisor of another unit and an administrator press all there is, for home care."""
    wave = await surveyed(town)
    who = member(town, key)
    await greet(town, key)
    before = await rows_of(town)
    own = {verb for verb, may in table().items() if key == "arvi" and may.startswith("connect")}
    for verb in sorted(set(WRITING) - own):
        for data in _edited(wave):
            heard = await presses(who, verb, **data)
            assert heard.status == 200, (verb, data)
    after = await rows_of(town)
    assert {name for name in after if after[name] != before[name]} == set()
    assert set(refused(town)) <= {"Refused", "NotYourVote", "NotYourUnit", "StaleCard", "AskInPrivate"}
    assert refused(town)["Refused"] > len(WRITING) / 2


def _edited(wave: str) -> list[dict[str, Any]]:
    """Give what a card could be made to say of a unit that none of them has anything to do with."""
    whole = {"wave": wave, "unit": "KC1", "code": "KC1", "plan": "p1", "id": "x", "entry": "x", "page": "1"}
    more = {"person": HELMI.aad_object_id, "aadObjectId": EERO.aad_object_id, "k": 1, "is_hr": True}
    return [whole, whole | more, whole | {"unit": "K"}, whole | {"wave": "no-such-wave", "unit": "NOWHERE"}]


async def test_fields_of_any_other_type_are_nothing_and_break_nothing(town: Town):
    await surveyed(town)
    onni = member(town, "onni")
    for verb, value in product(VERBS, TYPES):
        heard = await presses(onni, verb, unit=value, wave=value, page=value, theme=value, order=value)
        assert heard.status == 200, (verb, value)
        assert "went wrong" not in heard.body.decode(), (verb, value)
        assert "Unit KC1" not in heard.body.decode(), (verb, value)


@pytest.mark.parametrize("value", NO_ANSWERS)
async def test_an_answer_of_another_form_is_no_answer(town: Town, value: Any):
    wave = await asked(town)
    await greet(town, "aino")
    before = await rows_of(town)
    answers: Mapping[str, Any] = dict(filled_in()["aino"])
    item = next(iter(answers))
    heard = await presses(member(town, "aino"), "survey.submit", wave=wave, **{**answers, item: value})
    assert heard.status == 200
    assert await rows_of(town) == before
    assert refused(town) == {}, "what can be mended on the card is no refusal"


async def test_a_card_that_was_forwarded_to_a_group_shows_nothing_there(town: Town):
    await surveyed(town)
    for key in ("eero", "helmi"):
        who = member(town, key)
        who.conversation = {"id": "19:group", "conversationType": "groupChat", "isGroup": True}
        for verb in ("results.show", "results.detail", "results.level", "results.export", "plan.show"):
            heard = await presses(who, verb, unit="KA1")
            assert "Unit KA1" not in heard.body.decode(), (key, verb)
    assert refused(town) == {"AskInPrivate": 10}
