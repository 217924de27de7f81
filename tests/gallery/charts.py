"""Cards with charts as Microsoft's test client draws them: what a desk shows and a phone does not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image

from cards.elements import Card
from demo.issuer import LoopbackIssuer
from demo.people import AINO, APP_ID, TENANT_ID
from demo.playground import Playground
from demo.shim import Shim
from tests.gallery.page import Gallery
from tests.playground.stub_bot import StubBot, message, running, text
from tests.playground.stub_bot import card as card_of
from tests.playground.teams import Browser, Teams

COLOURS: Final = 128
"""Of a picture: enough for a card, and a third of the bytes."""


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat with one message, in which one card after the other is shown."""

    teams: Teams
    bot: StubBot
    url: str

    async def shows(self, card: Card, *, caption: str) -> None:
        """Put a card in the place of the last one, under a caption that tells them apart."""
        sent = message({**card, "body": [text(caption), *card["body"]]})
        async with self.bot.session.put(self.url, json=sent) as answer:
            answer.raise_for_status()
        await self.teams.sees_card(caption)


async def picture_charts(cards: Gallery, folder: Path) -> dict[tuple[str, str], Path]:
    """Take a picture of every card that has charts into `folder`; return them by name and language."""
    pictures = {}
    async with _chat(folder) as chat:
        for name, made in cards.items():
            for language, card in made.items():
                if has_charts(card):
                    file = folder / f"{name}-{language}-charts.png"
                    await chat.shows(card, caption=f"{name} · {language}")
                    await chat.teams.picture_to(file)
                    _shrink(file)
                    pictures[name, language] = file
    return pictures


def has_charts(card: Card) -> bool:
    """Tell whether any of a card's elements is a chart."""
    return any(element["type"].startswith("Chart.") for element in card["body"])


@asynccontextmanager
async def _chat(folder: Path) -> AsyncIterator[Chat]:
    async with AsyncExitStack() as stack:
        issuer = await stack.enter_async_context(LoopbackIssuer())
        shim = await stack.enter_async_context(Shim(issuer, app_id=APP_ID, tenant_id=TENANT_ID))
        bot = await stack.enter_async_context(running(issuer))
        browser = await stack.enter_async_context(Browser())
        shim.bot_url = bot.url
        shim.open(AINO)
        client = Playground(AINO, endpoint=shim.endpoint(AINO), service_url=shim.service_url, folder=folder)
        await stack.enter_async_context(client)
        shim.open(AINO, url=client.url)
        teams = Teams(browser, AINO)
        await teams.opens(client.url)
        url = f"{shim.service_url}v3/conversations/{AINO.chat_id}/activities"
        _, sent = await bot.post(url, message(card_of(text("…"))))
        yield Chat(teams, bot, f"{url}/{sent['id']}")


def _shrink(file: Path) -> None:
    with Image.open(file) as picture:
        few = picture.convert("RGB").quantize(COLOURS)
    few.save(file, optimize=True)
