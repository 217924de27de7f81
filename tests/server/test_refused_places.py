"""Other tenants, other channels and addresses that are not Teams', at the door of the running app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from demo.people import TENANT_ID
from tests.server.knocking import Knocker, bearer

OTHER = "9b9b9b9b-0000-4000-8000-00000000evil"
NAMES = {"ours": TENANT_ID, "other": OTHER, "empty": "", "none": None}

HOSTS = {
    "another host": "https://evil.example/teams/",
    "our host as a beginning": "https://smba.trafficmanager.net.evil.example/teams/",
    "our host as an end": "https://evil-smba.trafficmanager.net/teams/",
    "the domain above": "https://trafficmanager.net/teams/",
    "a dot at the end": "https://smba.trafficmanager.net./teams/",
    "our host as a user": "https://smba.trafficmanager.net@evil.example/teams/",
    "our host as a user with a password": "https://smba.trafficmanager.net:443@evil.example/",
    "a user at our host": "https://evil@smba.trafficmanager.net/teams/",
    "a backslash": "https://evil.example\\@smba.trafficmanager.net/",
    "a fragment": "https://evil.example#@smba.trafficmanager.net/",
    "a query": "https://smba.trafficmanager.net/?next=https://evil.example",
    "no encryption": "http://smba.trafficmanager.net/teams/",
    "another protocol": "ftp://smba.trafficmanager.net/teams/",
    "a file": "file:///etc/passwd",
    "no protocol": "//smba.trafficmanager.net/teams/",
    "no host": "https:///teams/",
    "words": "smba",
    "a port that is none": "https://smba.trafficmanager.net:evil/",
    "a port too high": "https://smba.trafficmanager.net:99999/",
    "a letter of another alphabet": "https://smb\u0430.trafficmanager.net/teams/",
    "the same letter as it is sent": "https://xn--smb-8cd.trafficmanager.net/teams/",
    "a wide full stop": "https://smba\uff0etrafficmanager.net/teams/",
    "percent signs": "https://smba%2etrafficmanager.net/teams/",
    "this machine as a number": "http://2130706433/",
    "this machine, shortened": "http://127.1/",
    "this machine in six": "http://[::ffff:127.0.0.1]/",
    "a neighbour in the house": "https://10.0.0.1/",
    "the cloud's own address": "http://169.254.169.254/metadata/",
    "a blank": "https://smba.trafficmanager.net /",
    "a new line": "https://smba.trafficmanager.net\n.evil.example/",
    "a tab": "https://smba.trafficmanager.net\t.evil.example/",
}


@pytest.mark.parametrize("case", HOSTS)
async def test_an_address_that_is_not_teams_is_refused_whether_the_token_names_it_or_not(
    knocker: Knocker, case: str
):
    activity = knocker.activity(serviceUrl=HOSTS[case])
    await knocker.is_refused("service-url", 401, activity)
    named = bearer(knocker.token(serviceurl=HOSTS[case]))
    await knocker.is_refused("service-host", 403, activity, headers=named)


@pytest.mark.parametrize(
    "change",
    [
        lambda _: "https://smba.trafficmanager.net/teams/",
        lambda url: url + "emea/",
        lambda url: url.rstrip("/") + "//",
        lambda url: url.upper(),
        lambda url: url.replace("127.0.0.1", "localhost"),
        lambda url: f"{url.rpartition(':')[0]}:1/",
    ],
    ids=["another host", "a longer path", "one more slash", "capitals", "another name", "another port"],
)
async def test_an_allowed_address_of_another_conversation_is_refused(knocker: Knocker, change: Any):
    url = change(knocker.town.connector.service_url)
    await knocker.is_refused("service-url", 401, knocker.activity(serviceUrl=url))


@pytest.mark.parametrize(
    ("conversation", "told"),
    [
        ("other", "none"),
        ("none", "other"),
        ("other", "other"),
        ("ours", "other"),
        ("other", "ours"),
        ("none", "none"),
        ("empty", "empty"),
        ("other", "empty"),
    ],
)
async def test_whoever_comes_from_elsewhere_or_from_nowhere_is_refused(
    knocker: Knocker, conversation: str, told: str
):
    await knocker.is_refused("tenant", 403, _from(knocker, NAMES[conversation], NAMES[told]))


@pytest.mark.parametrize(
    "tenant", [f"{TENANT_ID}{OTHER}", f" {TENANT_ID}", f"{TENANT_ID},{OTHER}", "*", TENANT_ID[:-1]]
)
async def test_a_tenant_that_only_looks_like_ours_is_refused(knocker: Knocker, tenant: str):
    await knocker.is_refused("tenant", 403, _from(knocker, tenant, None))
    await knocker.is_refused("tenant", 403, _from(knocker, tenant, TENANT_ID))


@pytest.mark.parametrize(
    "more", [{"tenantId": OTHER}, {"tenant": OTHER}, {"tid": OTHER}], ids=["tenantId", "tenant", "tid"]
)
async def test_a_tenant_named_where_teams_names_none_opens_no_door(knocker: Knocker, more: Mapping[str, Any]):
    """Our tenant in a field of the sender's own invention is no tenant at all."""
    ours = dict.fromkeys(more, TENANT_ID)
    activity = _from(knocker, None, None) | ours
    activity["from"] = {**activity["from"], **ours}
    await knocker.is_refused("tenant", 403, activity)


@pytest.mark.parametrize("channel", ["emulator", "webchat", "directline", "MSTEAMS", "msteams "])
async def test_another_channel_is_refused(knocker: Knocker, channel: str):
    await knocker.is_refused("channel", 403, knocker.activity(channelId=channel))


@pytest.mark.parametrize("type_", ["message", "invoke", "installationUpdate", "conversationUpdate", "event"])
async def test_whatever_is_sent_from_another_tenant_is_refused(knocker: Knocker, type_: str):
    """Also what is answered by nobody would leave an address behind."""
    await knocker.is_refused("tenant", 403, _from(knocker, OTHER, OTHER) | {"type": type_, "action": "add"})


def _from(knocker: Knocker, conversation: str | None, told: str | None) -> dict[str, Any]:
    activity = knocker.activity()
    place = {name: value for name, value in activity["conversation"].items() if name != "tenantId"}
    activity["conversation"] = place if conversation is None else place | {"tenantId": conversation}
    activity["channelData"] = {} if told is None else {"tenant": {"id": told}}
    return activity
