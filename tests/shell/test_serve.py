"""The server as its own process: it starts, says how it is, and lets turns in flight finish when it stops."""

from __future__ import annotations

import asyncio
import signal
from contextlib import asynccontextmanager

import aiohttp

from bot import now
from demo.connector import LoopbackConnector
from demo.issuer import LoopbackIssuer
from demo.people import AINO, APP_ID, BOT_ID, TENANT_ID
from tests.shell.test_commands import imported


@asynccontextmanager
async def serving(with_settings, issuer: LoopbackIssuer, *, port: int, **more: str):
    shell = with_settings(
        MicrosoftAppId=APP_ID,
        PULSSI_ALLOWED_TENANTS=TENANT_ID,
        PULSSI_CHANNEL_ISSUER=issuer.issuer,
        PULSSI_CHANNEL_OPENID_METADATA_URL=issuer.metadata_url,
        PULSSI_PORT=str(port),
        **more,
    )
    await imported(shell)
    process = await shell.start("serve")
    try:
        await answers(f"http://127.0.0.1:{port}/healthz")
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
