"""Whatever comes through the door: a clear error or a kind card, one log line, nobody's words in it."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from demo.people import APP_ID, object_id
from directory.organisation import Organisation, Person, Unit
from jobs.import_directory import import_directory
from tests.conversations.conftest import NOON, small_town
from tests.conversations.people import Member, Town, words
from tests.conversations.test_story import CLOSES, answers, everybody_answers, opened

CANARY = "kanarialintu-7c1e"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
VERBS = st.sampled_from(
    [
        *("survey.submit", "survey.privacy", "survey.language", "results.show", "results.detail"),
        *("comments.release", "comments.delete", "guide.theme", "plan.save", ""),
        *("results.level", "results.scenario", "settings.save"),
        *("guide.agenda", "guide.post", "guide.held", "admin.channel", "admin.deputy", "admin.reach"),
        *("next.show", "plans.overview", "clock.save", "clock.remove", "clock.times"),
        *("followup.report", "followup.done", "followup.snooze"),
    ]
)
SENT = (
    *("wave", "unit", "key", "theme", "view", "page", "order", "format"),
    *("person_years", "index_then", "cost"),
    *("form", "remove"),
    *("state", "entry", "was", "starts_on", "months", "days", "confirmed"),
    *("plan", "number", "version", "weeks"),
    *("person", "from", "until", "end", "among", "unit_name"),
    *("quiet_from", "quiet_until", "pause_until"),
)
"""Fields that buttons send."""
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["message", "invoke", "installationUpdate", "conversationUpdate"]) | JSON,
        "name": st.just("adaptiveCard/action") | JSON,
        "text": st.text(max_size=200) | JSON,
        "value": JSON
        | st.fixed_dictionaries({"verb": VERBS}, optional=dict.fromkeys(SENT, JSON))
        | st.fixed_dictionaries(
            {
                "action": st.fixed_dictionaries(
                    {
                        "verb": VERBS,
                        "data": st.dictionaries(st.sampled_from([*SENT, "language"]), JSON),
                    }
                )
            }
        ),
        "locale": JSON,
        "from": JSON,
        "recipient": JSON,
        "conversation": JSON,
        "channelData": JSON,
        "entities": JSON,
        "replyToId": JSON,
        "action": JSON,
        "membersAdded": JSON,
        "id": JSON,
    },
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(activity=FIELDS)
async def test_random_activities_never_break_anything(town: Town, aino: Member, activity):
    await aino.says("apua") if not aino.cards() else None
    with capture_logs() as logs:
        response = await aino.posts(activity)
        text = await response.text()
    assert response.status < 500
    assert "Traceback" not in text
    requests = [line for line in logs if line["event"] == "request"]
    assert len(requests) == 1
    assert not [line for line in logs if "failed" in line["event"]]
    assert aino.person.aad_object_id not in json.dumps(logs, default=str)


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff\xfe", b"null", b'"x"', b"{}"])
async def test_what_is_no_activity_is_a_bad_request(town: Town, aino: Member, body):
    token = town.issuer.token(app_id=APP_ID, service_url=town.connector.service_url, now=town.clock.now)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    response = await town.client.post("/api/messages", data=body, headers=headers)
    assert response.status == 400
    assert "Traceback" not in await response.text()


async def test_ten_megabytes_are_too_much(town: Town, aino: Member):
    response = await aino.posts({"type": "message", "text": "x" * 10_000_000})
    assert response.status == 413


async def test_what_people_write_is_in_no_log_line(town: Town, aino: Member):
    wave = await opened(town)
    with capture_logs() as logs:
        await aino.says(f"{CANARY} 010190-123A")
        await aino.presses("survey.submit", wave=wave, comment=CANARY, **answers())
        await aino.presses(CANARY, unit=CANARY)
        await town.passes(CLOSES)
    told = json.dumps(logs, default=str)
    assert CANARY not in told
    assert aino.person.aad_object_id not in told
    assert "K1" not in told


NAMES = (
    "<b>Koti</b><script>alert(1)</script>",
    "**Koti** [x](https://example.org) _a_ `b`",
    "🏥 Sairaala 👩‍⚕️",
    "בית חולים مستشفى",
    "x" * 200,
)


@pytest.mark.parametrize("name", NAMES)
async def test_names_with_markup_emoji_and_right_to_left_text_are_shown_as_they_are(
    town: Town, eero: Member, name
):
    await import_directory(town.house.stores, _renamed(name), dry_run=False, actor="test", now=NOON)
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(10)})
    await town.passes(CLOSES)
    card = (await eero.says("tulokset"))[0]
    assert name in words(card)
    markdown_read = [part for part in _blocks(card) if part.get("type") == "TextBlock"]
    assert not [part for part in markdown_read if name in part["text"]]


def _renamed(name: str) -> Organisation:
    town = small_town()
    units = [
        Unit(unit.code, unit.parent_code, unit.level, name if unit.code == "K1" else unit.name_fi, "", "")
        for unit in town.units.values()
    ]
    people = [Person(object_id(f"person/k1-{number}"), "K1", None, (), frozenset()) for number in range(10)]
    return Organisation(units, [*town.people.values(), *people])


def _blocks(part):
    if isinstance(part, dict):
        yield part
        for value in part.values():
            yield from _blocks(value)
    if isinstance(part, list):
        for each in part:
            yield from _blocks(each)
