"""`pulssi org sync` in its own process, with a loopback Entra and a loopback Graph."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp.test_utils import TestServer

from bench.entra import SECRET, TENANT, entra_app, tls
from demo.people import APP_ID
from tests.directory.entra_town import ADMINS, AINO, HR, entra_town, somebody
from tests.directory.loopback_graph import GROUP, Failure, LoopbackGraph
from tests.shell.conftest import Shell

ENTRA_TOKEN = "x" * 1500
"""What the loopback Entra gives."""


@pytest.fixture
def town() -> LoopbackGraph:
    return entra_town(token=ENTRA_TOKEN)


@pytest.fixture
async def synced(town, tmp_path, with_settings) -> AsyncIterator[Callable[..., Shell]]:
    """A shell whose settings lead to both loopbacks."""
    context, certificate = tls(tmp_path)
    graph, login = TestServer(town.app), TestServer(entra_app(), scheme="https")
    await graph.start_server()
    await login.start_server(ssl=context)

    def make(**more: str) -> Shell:
        settings = {
            "MicrosoftAppId": APP_ID,
            "MicrosoftAppPassword": SECRET,
            "MicrosoftAppTenantId": TENANT,
            "PULSSI_LOGIN_URL": f"https://127.0.0.1:{login.port}",
            "PULSSI_GRAPH_URL": str(graph.make_url("/v1.0")),
            "PULSSI_GRAPH_GROUPS": f"{HR}=hr",
            "PULSSI_GRAPH_ROOT": "Esimerkkilä",
            "REQUESTS_CA_BUNDLE": str(certificate),
        }
        return with_settings(**(settings | more))

    yield make
    await graph.close()
    await login.close()


def accounts(shell: Shell) -> int:
    with sqlite3.connect(shell.folder / "var" / "identity.db") as connection:
        return connection.execute("SELECT count(*) FROM mirror_accounts").fetchone()[0]


async def test_what_is_read_is_told_and_what_has_changed_is_read_the_next_time(synced, town):
    shell = synced()
    first = await shell.run("org", "sync")
    assert first.code == 0, first.err
    assert "read: accounts 4, groups 1, pages 2" in first.out
    assert ENTRA_TOKEN not in first.out + first.err
    town.leave(AINO)
    town.requests.clear()
    again = await shell.run("org", "sync", "--dry-run")
    assert again.code == 0, again.err
    assert "read: accounts 3, groups 1, pages 2" in again.out
    assert all("$deltatoken=" in request for request in town.requests)
    assert accounts(shell) == 3


async def test_groups_within_groups_are_told(synced, town):
    town.join(HR, ADMINS, kind=GROUP)
    assert "not looked up: 1" in (await synced().run("org", "sync")).out


async def test_every_expected_failure_is_one_line_and_no_token(synced, town):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"https://127.0.0.1:{closed.getsockname()[1]}"
        for settings, told in (
            ({"PULSSI_GRAPH_GROUPS": f"{HR}=boss"}, "boss"),
            ({"PULSSI_GRAPH_UNITS": "no.csv"}, "no.csv"),
            ({"PULSSI_GRAPH_UNIT": "displayName"}, "PULSSI_GRAPH_UNIT"),
            ({"MicrosoftAppPassword": "wrong"}, "invalid_client"),
            ({"MicrosoftAppPassword": "", "PULSSI_CERTIFICATE": "no.pem"}, "PULSSI_CERTIFICATE"),
            ({"MicrosoftAppTenantId": ""}, "MicrosoftAppTenantId"),
            ({"PULSSI_LOGIN_URL": nobody}, "Entra cannot be reached"),
        ):
            ended = await synced(**settings).run("org", "sync")
            assert ended.code == 1, settings
            assert told in ended.err, (settings, ended.err)
            own = [line for line in ended.err.splitlines() if not line.startswith("WARNING urllib3")]
            assert len(own) == 1, ended.err
    town.fail(Failure(403, "Authorization_RequestDenied"))
    ended = await synced().run("org", "sync")
    assert (ended.code, ended.err.strip()) == (
        1,
        "pulssi: Graph answers 403: Authorization_RequestDenied",
    )


async def test_a_reading_that_breaks_off_goes_on_with_the_next_command(synced, town):
    town.page_size = 3
    for number in range(6):
        town.hire(somebody(number), department="Kirjasto")
    town.fail(None, None, Failure(400, "Request_BadRequest"))
    shell = synced()
    assert (await shell.run("org", "sync")).code == 1
    assert accounts(shell) == 6
    assert "read: accounts 10, groups 1, pages 3" in (await shell.run("org", "sync")).out


async def test_serving_refuses_to_start_with_groups_that_mean_nothing(synced):
    shell = synced(PULSSI_GRAPH_SYNC="true", PULSSI_GRAPH_GROUPS="hr")
    ended = await shell.run("work")
    assert ended.code == 1
    assert "PULSSI_GRAPH_GROUPS" in ended.err
