"""Attack 9: every field of every button is filled with what no card of ours ever holds."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from cards.exports import CONSENT, KINDS, STORED
from dialogs.routes import VERBS
from locales import texts
from tests.attacks.acting import Heard, answered, filled_in, hears, opened, surveyed
from tests.attacks.county import CANARY, PARENTS, QWL, member
from tests.conversations.conftest import NOON
from tests.conversations.people import Town
from tests.conversations.test_bad_input import JSON
from tests.conversations.test_story import CLOSES

LATER = CLOSES + (CLOSES - NOON)
SEES = {"onni": {"KA", "KA2"}, "ka3-0": {"KA3"}, "arvi": {"K"}}
"""Whose names may stand on a card of theirs: where they work; Onni's small unit shares a result with KA."""
BROKEN = [texts(language)("cardnotice.something_went_wrong.sentence") for language in ("fi", "sv", "en")]

CODES = st.sampled_from([*PARENTS, "NOWHERE", "ka1", "K%", "' OR 1=1 --", "K\x1fKA1", "\u202eKA1", ""])
ANYTHING = CODES | st.text(max_size=60) | JSON
ANSWERS = st.dictionaries(st.sampled_from([*QWL.item_ids, "comment"]), ANYTHING, max_size=4)
DATA = st.fixed_dictionaries(
    {},
    optional={
        "unit": ANYTHING,
        "wave": st.sampled_from(["OPEN", "CLOSED"]) | ANYTHING,
        "language": st.sampled_from(["fi", "sv", "en", "FI", "xx"]) | ANYTHING,
        "verb": st.sampled_from([*VERBS]) | ANYTHING,
        "format": st.sampled_from([*KINDS, "exe", "../xlsx"]) | ANYTHING,
        "key": ANYTHING,
        "theme": st.sampled_from(["trust", "salary"]) | ANYTHING,
        "page": st.sampled_from(["0", "999", "all"]) | ANYTHING,
        "order": st.sampled_from(["index", "support", "rates"]) | ANYTHING,
        "person_years": ANYTHING,
        "index_then": ANYTHING,
        "cost": ANYTHING,
        "person": ANYTHING,
        "cell": ANYTHING,
        "k": ANYTHING,
    },
)


@pytest_asyncio.fixture
async def waves(town: Town) -> dict[str, str]:
    """A wave that is closed and one that is open, which most have answered."""
    closed = await surveyed(town)
    opened_ = await opened(town, closes=LATER)
    await answered(town, opened_, {key: data for key, data in filled_in(seed=2).items() if key not in SEES})
    return {"CLOSED": closed, "OPEN": opened_}


def press_of(verb: Any, data: dict[str, Any], *, as_invoke: bool) -> dict[str, Any]:
    if not as_invoke:
        return {"type": "message", "value": {"verb": verb, **data}}
    action = {"type": "Action.Execute", "verb": verb, "data": data}
    invoke = {"type": "invoke", "name": "adaptiveCard/action", "replyToId": "card-1"}
    return invoke | {"value": {"action": action}}


def is_safe(heard: Heard, key: str, *, logs: list[Any]) -> None:
    told = heard.body.decode() + "".join(heard.said)
    assert heard.status < 500
    assert not [line for line in logs if "failed" in line["event"]], logs
    assert not any(json.dumps(each, ensure_ascii=False)[1:-1] in told for each in BROKEN)
    assert CANARY not in told
    for code in PARENTS.keys() - SEES[key]:
        assert not any(f"{name} {code}." in told for name in ("Unit", "Yksikkö", "Enheten")), code


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    key=st.sampled_from([*SEES]),
    verb=st.sampled_from([*VERBS]) | ANYTHING,
    data=st.builds(dict.__or__, DATA, ANSWERS),
    as_invoke=st.booleans(),
)
async def test_no_parameter_brings_the_data_of_others_or_breaks_anything(
    town: Town, waves: dict[str, str], key, verb, data, as_invoke
):
    if isinstance(data.get("wave"), str):
        data["wave"] = waves.get(data["wave"], data["wave"])
    with capture_logs() as logs:
        heard = await hears(member(town, key), press_of(verb, data, as_invoke=as_invoke))
    is_safe(heard, key, logs=logs)


UPLOADS = st.dictionaries(
    st.sampled_from(["uploadUrl", "contentUrl", "uniqueId", "name"]),
    st.sampled_from(["https://contoso-my.sharepoint.com/x", "http://127.0.0.1:9/x", "file:///etc/passwd"])
    | ANYTHING,
)


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    key=st.sampled_from(["ka3-0", "arvi"]),
    action=st.sampled_from(["accept", "decline"]) | ANYTHING,
    context=DATA | JSON,
    upload=UPLOADS | JSON,
)
async def test_no_consent_brings_a_file_to_whoever_may_see_nothing(
    town: Town, waves: dict[str, str], key, action, context, upload
):
    if isinstance(context, dict) and isinstance(context.get("wave"), str):
        context["wave"] = waves.get(context["wave"], context["wave"])
    value = {"type": "fileUpload", "action": action, "context": context, "uploadInfo": upload}
    who = member(town, key)
    with capture_logs() as logs:
        consent = {"type": "invoke", "name": "fileConsent/invoke", "replyToId": "consent-1", "value": value}
        heard = await hears(who, consent)
    is_safe(heard, key, logs=logs)
    said = json.dumps([call.body for call in town.connector.calls if who.chat in call.conversation])
    assert CONSENT not in said
    assert STORED not in said


EXTREMES = [
    "K" * 100_000,
    "\ufeffK",
    "K\u0000",
    "\ud800",
    "🏥" * 500,
    "\r\nKC1",
    "9" * 400,
    -1,
    2**70,
    1e308,
    True,
    [],
    ["KC1"],
    {"unit": "KC1"},
    {"$ne": None},
    [[[[["KC1"]]]]],
    None,
]


async def test_no_extreme_value_of_any_field_breaks_anything(town: Town, waves: dict[str, str]):
    for verb, field, value in product(
        VERBS, ("unit", "wave", "language", "verb", "order", "page", "format", "cost"), EXTREMES
    ):
        data = {"unit": "KC1", "wave": waves["OPEN"], "language": "en", field: value}
        with capture_logs() as logs:
            heard = await hears(member(town, "onni"), press_of(verb, data, as_invoke=True))
        is_safe(heard, "onni", logs=logs)
