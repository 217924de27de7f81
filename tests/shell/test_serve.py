"""The server as its own process: it starts, says how it is, and lets turns in flight finish when it stops."""

from __future__ import annotations

import asyncio
import json
import signal
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp

from bot import now
from demo.connector import LoopbackConnector
from demo.issuer import LoopbackIssuer
from demo.people import AINO, APP_ID, BOT_ID, TENANT_ID
from tests.shell.conftest import Shell
from tests.shell.test_commands import imported


@asynccontextmanager
async def serving(
    with_settings, issuer: LoopbackIssuer, *, port: int, words: tuple[str, ...] = ("serve",), **more: str
):
    shell = with_settings(
        MicrosoftAppId=APP_ID,
        PULSSI_ALLOWED_TENANTS=TENANT_ID,
        PULSSI_CHANNEL_ISSUER=issuer.issuer,
        PULSSI_CHANNEL_OPENID_METADATA_URL=issuer.metadata_url,
        PULSSI_PORT=str(port),
        **more,
    )
    await imported(shell)
    async with started(shell, *words) as process:
        await answers(f"http://127.0.0.1:{port}/healthz")
        yield process


@asynccontextmanager
async def started(shell: Shell, *words: str):
    process = await shell.start(*words)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def answers(url: str) -> None:
    async with asyncio.timeout(30), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(url):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)


def message(service_url: str) -> dict:
    return {
        "type": "message",
        "id": "1",
        "text": "apua",
        "serviceUrl": service_url,
        "channelId": "msteams",
        "from": {"id": AINO.member_id, "aadObjectId": AINO.aad_object_id},
        "recipient": {"id": BOT_ID},
        "conversation": {"id": AINO.chat_id, "conversationType": "personal", "tenantId": TENANT_ID},
    }


async def test_a_turn_in_flight_finishes_when_the_server_is_told_to_stop(with_settings, unused_tcp_port):
    async with LoopbackIssuer() as issuer, LoopbackConnector() as connector:
        connector.latency = 1.5
        async with (
            serving(with_settings, issuer, port=unused_tcp_port) as process,
            aiohttp.ClientSession() as session,
        ):
            url = connector.service_url
            token = issuer.token(app_id=APP_ID, service_url=url, now=now())
            asked = asyncio.create_task(
                session.post(
                    f"http://127.0.0.1:{unused_tcp_port}/api/messages",
                    json=message(url),
                    headers={"Authorization": f"Bearer {token}"},
                )
            )
            await asyncio.sleep(0.7)
            process.send_signal(signal.SIGTERM)
            response = await asked
            assert response.status == 201
            assert await asyncio.wait_for(process.wait(), 20) == 0
        assert len(connector.sent) == 1


async def test_health_readiness_and_metrics(with_settings, unused_tcp_port_factory):
    port, metrics = unused_tcp_port_factory(), unused_tcp_port_factory()
    async with (
        LoopbackIssuer() as issuer,
        serving(with_settings, issuer, port=port, PULSSI_METRICS_PORT=str(metrics)),
        aiohttp.ClientSession() as session,
    ):
        async with session.get(f"http://127.0.0.1:{port}/healthz") as alive:
            assert await alive.json() == {"alive": True}
        async with session.get(f"http://127.0.0.1:{port}/readyz") as ready:
            assert (ready.status, await ready.json()) == (200, {"ready": True})
        async with session.get(f"http://127.0.0.1:{metrics}/metrics") as shown:
            text = await shown.text()
        async with session.get(f"http://127.0.0.1:{port}/metrics") as hidden:
            assert hidden.status == 404
    assert 'pulssi_deliveries{state="waiting"} 0.0' in text
    assert AINO.aad_object_id not in text


async def test_a_bot_without_jobs_and_a_process_of_jobs_share_the_work(
    with_settings, unused_tcp_port_factory
):
    port, bot_metrics, job_metrics = (unused_tcp_port_factory() for _ in range(3))
    async with LoopbackIssuer() as issuer, LoopbackConnector() as connector:
        url = connector.service_url
        both = {"PULSSI_SERVICE_URL": url}
        serving_only = serving(
            with_settings,
            issuer,
            port=port,
            words=("serve", "--no-jobs"),
            PULSSI_METRICS_PORT=str(bot_metrics),
            **both,
        )
        shell = with_settings(
            MicrosoftAppId=APP_ID,
            PULSSI_ALLOWED_TENANTS=TENANT_ID,
            PULSSI_METRICS_PORT=str(job_metrics),
            **both,
        )
        async with serving_only as process, aiohttp.ClientSession() as session:
            wave = await opened(shell)
            await asyncio.sleep(2.5)
            assert connector.calls == [], "nobody runs the jobs"
            async with started(shell, "work") as jobs:
                await delivered(shell, wave)
                token = issuer.token(app_id=APP_ID, service_url=url, now=now())
                headers = {"Authorization": f"Bearer {token}"}
                answer = await session.post(
                    f"http://127.0.0.1:{port}/api/messages", json=message(url), headers=headers
                )
                assert answer.status == 201
                async with session.get(f"http://127.0.0.1:{job_metrics}/metrics") as shown:
                    assert 'pulssi_deliveries{state="delivered"} 60.0' in await shown.text()
                for each in (jobs, process):
                    each.send_signal(signal.SIGTERM)
                    assert await asyncio.wait_for(each.wait(), 20) == 0


async def opened(shell: Shell) -> str:
    """Open a wave for everybody and give its id."""
    closes = (now() + timedelta(days=1)).isoformat()
    ended = await shell.run("wave", "open", "--instrument", "fiilis", "--unit", "K", "--closes", closes)
    assert ended.code == 0, ended.err
    return ended.out.strip()


async def delivered(shell: Shell, wave: str) -> None:
    """Wait until everybody has the invitation, once each."""
    async with asyncio.timeout(60):
        while True:
            (line,) = json.loads((await shell.run("wave", "list", "--json")).out)
            assert line["planned"] == line["delivered"] + sum(line["failed"].values()) + line["waiting"]
            if not line["waiting"]:
                break
    assert (line["wave"], line["delivered"], line["failed"]) == (wave, 60, {})
