"""The baseline: a bot built with botbuilder as it comes, doing the least that can be done."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, Final

from aiohttp import web
from botbuilder.core import ActivityHandler, InvokeResponse, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botbuilder.schema import (
    Activity,
    ActivityTypes,
    ChannelAccount,
    ConversationAccount,
    ConversationReference,
)

from bench.child import Line
from bench.load import chat_id, member_id
from demo.people import APP_ID, BOT_ID, TENANT_ID

AT_ONCE: Final = 64
_DONE: Final = {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "OK"}


class Echo(ActivityHandler):  # type: ignore[misc]  # botbuilder has no types
    """Repeat what was written; take every press."""

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Answer with the same words."""
        await turn_context.send_activity(f"Echo: {turn_context.activity.text}")

    async def on_invoke_activity(self, _: TurnContext) -> InvokeResponse:
        """Answer with a constant; the activity itself is not looked into."""
        return InvokeResponse(status=200, body=_DONE)


async def serve(line: Line, **addresses: str) -> None:
    """Serve the echo bot until the parent goes."""
    adapter, bot = _adapter(**addresses), Echo()

    async def messages(request: web.Request) -> web.Response:
        # CloudAdapter.process answers 500 to every press: it serialises the body twice.
        arrived = Activity().deserialize(await request.json())
        authorization = request.headers.get("Authorization", "")
        answer = await adapter.process_activity(authorization, arrived, bot.on_turn)
        if answer is None:
            return web.Response(status=201)
        return web.json_response(answer.body, status=answer.status)

    app = web.Application()
    app.router.add_post("/api/messages", messages)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    line.tell(url=f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages")
    await line.hear()


async def send(line: Line, *, people: list[str], **addresses: str) -> None:
    """Send the same message to everybody, as many at once as gather and a semaphore give."""
    adapter, room = _adapter(**addresses), asyncio.Semaphore(AT_ONCE)

    async def say(context: TurnContext) -> None:
        await context.send_activity(Activity(type=ActivityTypes.message, text="A new pulse is open."))

    async def send_one(person: str) -> None:
        async with room:
            reference = _reference(person, addresses["service_url"])
            await adapter.continue_conversation(reference, say, APP_ID)

    await line.hear()
    await asyncio.gather(*(send_one(person) for person in people))
    line.tell(sent=len(people))


def _adapter(
    *, service_url: str, issuer: str, metadata_url: str, login_url: str, login_tenant: str, secret: str
) -> Any:
    """Make the stock adapter; all six addresses set select the authentication for private clouds."""
    del service_url  # comes with every activity
    configuration = SimpleNamespace(
        APP_ID=APP_ID,
        APP_PASSWORD=secret,
        APP_TYPE="SingleTenant",
        APP_TENANTID=login_tenant,
        TO_CHANNEL_FROM_BOT_LOGIN_URL=f"{login_url}/{login_tenant}",
        TO_CHANNEL_FROM_BOT_OAUTH_SCOPE="https://api.botframework.com",
        TO_BOT_FROM_CHANNEL_TOKEN_ISSUER=issuer,
        OAUTH_URL="https://api.botframework.com",
        TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL=metadata_url,
        TO_BOT_FROM_EMULATOR_OPENID_METADATA_URL=metadata_url,
    )
    return CloudAdapter(ConfigurationBotFrameworkAuthentication(configuration))


def _reference(person: str, service_url: str) -> ConversationReference:
    return ConversationReference(
        user=ChannelAccount(id=member_id(person)),
        bot=ChannelAccount(id=BOT_ID),
        conversation=ConversationAccount(
            id=chat_id(person), conversation_type="personal", tenant_id=TENANT_ID
        ),
        channel_id="msteams",
        service_url=service_url,
    )
