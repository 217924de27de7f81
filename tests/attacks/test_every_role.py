"""Every button, word, command and file with every role: each gets what docs/roles.md says, nothing else."""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from types import ModuleType
from typing import Any

from sqlalchemy import insert, select
from typer.main import get_command

import cli
from cards.exports import KINDS
from cards.notices import notice_card
from dialogs.intents import INTENTS
from dialogs.routes import VERBS, commands
from followups.annual_clock import Entry
from locales import texts
from storage.annual_clock import keep_entry
from storage.choices import choice_id
from storage.findings import Reading, record_reading
from storage.organisation import list_people
from storage.plans import find_plan_of, save_plan
from storage.tables.results import comments
from storage.tables.rights import deputies, grants
from tests.attacks.acting import Heard, canary_of, opened, presses, says, surveyed
from tests.attacks.buttons import PRESSES, ROLES, STRANGERS, Press, Role, is_allowed, logged, table
from tests.attacks.county import member, named
from tests.conversations.exporting import CARD
from tests.conversations.in_channel import InChannel
from tests.conversations.people import Member, Town
from tests.conversations.test_story import CLOSES

SAY = texts("en")
REFUSALS = [notice_card(key, language="en") for key in ("refusal", "not_your_pulse", "not_your_vote")] + [
    SAY("cardchannel.refused")
]
ELSE = [notice_card(key, language="en") for key in ("stale_card", "ask_in_private", "not_in_directory")] + [
    SAY("cardnotice.something_went_wrong.sentence")
]
"""What is neither a refusal nor what was asked for."""


def words_of(intent: str) -> str:
    return f'"{INTENTS[intent]["en"][0]}"'


def test_every_button_word_command_and_kind_of_file_has_a_row_and_a_press():
    known = {*VERBS, *map(words_of, INTENTS), *(f"results.export {kind}" for kind in KINDS)}
    assert set(table()) == known
    assert set(PRESSES) == {each for each in known if not each.startswith('"')}
    assert {f'"{command.title.en}"' for command in commands()} <= known


def test_every_row_says_who_in_words_of_the_tables():
    for name, who in table().items():
        allowed = [role for role in ROLES if is_allowed(role, who, PRESSES.get(name, Press()).unit)]
        assert 0 < len(allowed) < len(ROLES), name


STOP = "0123456789abcdef"
"""Changes of the directory that wait for HR."""


async def found_in(town: Town) -> dict[str, str]:
    """Let the county have a closed wave, an open one, a choice, a plan, a channel, and every role."""
    closed = await surveyed(town)
    now = town.clock.now
    async with town.house.stores.identity.writing() as connection:
        await connection.execute(insert(grants), list(_grants()))
        await connection.execute(
            insert(deputies).values(
                deputy="d-1",
                unit_code="KA1",
                person=named("kb1-0").aad_object_id,
                starts_at=now - timedelta(days=1),
                ends_at=now + timedelta(days=30),
            )
        )
        entry = Entry("pulssi", "fiilis", "K", "quarter", date(2027, 1, 11), days=7)
        assert await keep_entry(connection, entry, actor="test", now=now)
        await record_reading(connection, Reading("entra", now, stopped=STOP), ())
        comment = await connection.scalar(select(comments.c.key).order_by(comments.c.key).limit(1))
    open_ = await opened(town, "fiilis", unit="KA1", closes=CLOSES + timedelta(days=5))
    eero = member(town, "eero")
    await presses(InChannel(town, named("eero")), "admin.channel", unit="KA1")
    await presses(eero, "choose.propose", unit="KA1", wave=closed, confirmed="yes", days="7")
    await presses(eero, "choose.agree", unit="KA1", wave=closed, save="yes", target1="Meetings", scribe="E")
    plan, target = await _agreed(town)
    return {
        "OPEN": open_,
        "CHOICE": choice_id(closed, "KA1"),
        "PLAN": plan,
        "TARGET": target,
        "COMMENT": comment.hex(),
        "ENTRY": entry.id,
        "STOP": STOP,
    }


def _grants() -> Iterator[dict[str, str]]:
    for role in ROLES:
        if role.partner_of or role.role == "privacy":
            held = "hr" if role.partner_of else role.role
            yield {
                "person": named(role.key).aad_object_id,
                "role": held,
                "unit_code": role.partner_of,
            }


async def _agreed(town: Town) -> tuple[str, str]:
    """Let the plan be agreed on, with something that the unit cannot do itself."""
    async with town.house.stores.identity.writing() as connection:
        plan = await find_plan_of(connection, "KA1")
        assert plan is not None
        target = replace(plan.targets[0], action="Begin in time", upwards="A bigger room")
        agreed = replace(plan.with_target(target), agreed_on=town.clock.now.date())
        await save_plan(connection, agreed, now=town.clock.now)
    return plan.id, target.id


async def _check_roles(town: Town) -> None:
    """Check that everybody works where they are said to: the table of presses is read by that."""
    async with town.house.stores.identity.reading() as connection:
        listed = {each.aad_object_id: each for each in await list_people(connection)}
    for role in ROLES:
        person = listed.get(named(role.key).aad_object_id)
        assert (person is not None) is role.is_known, role.name
        if person is not None:
            assert person.unit_code == role.works_in, role.name
            assert person.supervises == ((role.leads,) if role.leads else ()), role.name


def answer_of(heard: Heard) -> Any:
    """Give the card or the sentence that came back; files that are ready by now are no answer."""
    if heard.body:
        return json.loads(heard.body)["value"]
    said = [each for message in heard.said for each in json.loads(message)["attachments"]]
    return next(each["content"] for each in said if each["contentType"] == CARD)


async def asks(town: Town, role: Role, name: str, data: dict[str, str]) -> Heard:
    """Press a button or write words as somebody."""
    if name.startswith('"'):
        return await says(member(town, role.key), name.strip('"'))
    verb = name.split(maxsplit=1)[0]
    in_channel = PRESSES[name].in_channel
    who: Member = InChannel(town, named(role.key)) if in_channel else member(town, role.key)
    return await presses(who, verb, **data)


async def test_everybody_gets_what_the_table_says_and_nothing_else(town: Town):
    ids = await found_in(town)
    await _check_roles(town)
    wrong: list[str] = []
    for name, who in table().items():
        press = PRESSES.get(name, Press())
        data = {key: ids.get(value, value) for key, value in press.data.items()}
        # Those who are refused first: what the others do must not be why.
        for role in sorted(ROLES, key=lambda role: is_allowed(role, who, press.unit)):
            heard = await asks(town, role, name, data)
            if is_allowed(role, who, press.unit):
                wrong += [f"{name}, {role.name}: {each}" for each in _amiss(heard, press)]
            else:
                elsewhere = await asks(town, role, name, press.elsewhere)
                wrong += [f"{name}, {role.name}: {each}" for each in _told(heard, elsewhere, role)]
            if role.key in STRANGERS and _tells_of(heard, "aino", "Unit KA1."):
                wrong.append(f"{name}, {role.name}: hears of Aino's unit")
            if press.is_of_a_unit and not is_allowed(role, who, "KC1"):
                heard = await asks(town, role, name, data | {"unit": "KC1"})
                elsewhere = await asks(town, role, name, data | {"unit": "NOWHERE"})
                wrong += [f"{name} of KC1, {role.name}: {each}" for each in _told(heard, elsewhere, role)]
    assert not wrong, "\n".join(wrong)


def _amiss(heard: Heard, press: Press) -> Iterator[str]:
    """Say what is wrong with the answer to somebody who may."""
    answer = answer_of(heard)
    if answer in REFUSALS:
        yield "is refused"
    elif answer in ELSE:
        yield f"gets something else: {json.dumps(answer)[:300]}"
    elif press.shows not in json.dumps(answer, ensure_ascii=False):
        yield f"gets another card: {json.dumps(answer)[:300]}"


def _told(heard: Heard, elsewhere: Heard, role: Role) -> Iterator[str]:
    """Say what is wrong with the answer to somebody who may not."""
    expected = REFUSALS if role.is_known else [notice_card("not_in_directory", language="en")]
    if answer_of(heard) not in expected:
        yield f"is not refused: {json.dumps(answer_of(heard))[:300]}"
    if (heard.status, heard.body, answer_of(heard)) != (
        elsewhere.status,
        elsewhere.body,
        answer_of(elsewhere),
    ):
        yield "is told more than of what does not exist"
    if _tells_of(heard, "aino", "Unit KA1.") or _tells_of(heard, "kc1-0", "Unit KC1."):
        yield "hears of others"


def _tells_of(heard: Heard, key: str, unit: str) -> bool:
    told = heard.body.decode() + "".join(heard.said)
    return canary_of(key) in told or unit in told


def test_every_command_says_whether_it_leaves_a_line_in_the_audit_log():
    found = dict(_commands())
    assert logged().keys() == found.keys()
    for path, command in found.items():
        assert bool(logged()[path]) is _leaves_a_line(command), path


def _commands() -> Iterator[tuple[str, Any]]:
    waiting: list[tuple[str, Any]] = [("", get_command(cli.app))]
    while waiting:
        path, command = waiting.pop()
        inner = getattr(command, "commands", None)
        if inner is None:
            yield path, inspect.unwrap(command.callback)
        else:
            waiting += [(f"{path} {name}".strip(), each) for name, each in inner.items()]


def _leaves_a_line(command: Any) -> bool:
    """Say whether a command comes to name the shell as an actor, itself or through its module's functions."""
    module = inspect.getmodule(command)
    assert isinstance(module, ModuleType)
    functions = {
        each.name: each
        for each in ast.parse(inspect.getsource(module)).body
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    seen: set[str] = set()
    waiting = [command.__name__]
    while waiting:
        name = waiting.pop()
        if name not in seen and name in functions:
            waiting += [each.id for each in ast.walk(functions[name]) if isinstance(each, ast.Name)]
        seen.add(name)
    return "SHELL" in seen
