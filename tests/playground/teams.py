"""Teams in a real browser, in the words of a test: `await aino.says("apua")`, `await aino.sees("...")`."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import shutil
from pathlib import Path
from typing import Any, Final, Self

from demo.people import DemoPerson
from demo.playground import PROJECT, PlaygroundMissing, find_client, find_node

PICTURES: Final = PROJECT / "build" / "playground"
DESK: Final = (1280, 1000)
PHONE: Final = (390, 844)

_DRIVER: Final = Path(__file__).with_name("drive.cjs")
_SECONDS: Final = 15.0
_LINE_LIMIT: Final = 2**24


class NotAsExpected(AssertionError):
    """The window does not show or allow what the test says; the message holds the conversation."""


def find_chromium() -> str:
    """Return the path of a Chromium, named in CHROMIUM or on the PATH; or raise PlaygroundMissing."""
    for name in (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        if name and (found := shutil.which(name)):
            return found
    raise PlaygroundMissing("chromium", "not on the PATH and not named in CHROMIUM")


class Browser:
    """One headless Chromium for all windows of a test; `async with` starts it and ends it."""

    def __init__(self) -> None:
        self.version = ""
        self._numbers = itertools.count(1)
        self._one_at_a_time = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        chromium, node = find_chromium(), await asyncio.to_thread(find_node)
        find_client()
        self._process = await asyncio.create_subprocess_exec(
            *(str(node), str(_DRIVER), chromium),
            cwd=PROJECT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,
            limit=_LINE_LIMIT,
        )
        self.version = (await self._answer())["value"]
        return self

    async def __aexit__(self, *_: object) -> None:
        process = self._process
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        try:
            async with asyncio.timeout(_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def step(self, page: str, verb: str, **facts: Any) -> Any:
        """Do one step of drive.cjs in a page and return its value; raise NotAsExpected when it fails."""
        line = json.dumps({"id": next(self._numbers), "page": page, "verb": verb, **facts})
        async with self._one_at_a_time:
            process = self._process
            if process is None or process.stdin is None:
                raise NotAsExpected("the browser is not open")
            process.stdin.write(line.encode() + b"\n")
            answer = await self._answer()
        if "error" in answer:
            raise NotAsExpected(f"{page} {verb} {facts}: {answer['error']}")
        return answer["value"]

    async def _answer(self) -> dict[str, Any]:
        process = self._process
        line = await process.stdout.readline() if process is not None and process.stdout is not None else b""
        if not line:
            raise NotAsExpected("the browser has ended")
        answer: dict[str, Any] = json.loads(line)
        return answer


class Teams:
    """One person's window."""

    def __init__(self, browser: Browser, person: DemoPerson, *, size: tuple[int, int] = DESK) -> None:
        self.person = person
        self._browser = browser
        self._size = size

    async def opens(self, url: str) -> None:
        """Open the window; the client then tells the bot that it has been installed."""
        width, height = self._size
        await self._do("open", url=url, width=width, height=height, timeout=_SECONDS * 1000)

    async def goes_to(self, chat: str) -> None:
        """Open another chat: `Personal Chat`, the group chat or `<team> - <channel>`."""
        await self._do("chat", chat=chat)

    async def says(self, text: str, *, mention: str = "") -> None:
        """Type a message and send it, in a group with a mention first."""
        await self._do("say", text=text, mention=mention)

    async def mocks(self, activity: str) -> None:
        """Let the client send an event of its menu, e.g. `Uninstall application`."""
        await self._do("mock", activity=activity)

    async def sees(self, text: str, *, seconds: float = _SECONDS) -> None:
        """Wait until the conversation shows a text, in a message or in a card."""
        await self._do("see", text=text, card=False, timeout=seconds * 1000)

    async def sees_card(self, text: str, *, seconds: float = _SECONDS) -> None:
        """Wait until a card shows a text."""
        await self._do("see", text=text, card=True, timeout=seconds * 1000)

    async def sees_nothing_of(self, text: str) -> None:
        """Make sure that the conversation does not show a text now."""
        shown = await self.reads()
        if text in shown:
            raise NotAsExpected(f"{self.person.key} sees {text!r} in:\n{shown}")

    async def chooses(self, label: str, *choices: str) -> None:
        """Choose in the question with this label, several where several may be chosen."""
        await self._do("choose", label=label, choices=choices)

    async def finds(self, label: str, person: str) -> None:
        """Find somebody by name in the people picker of the card with this label."""
        await self._do("find", label=label, person=person)

    async def writes(self, label: str, text: str) -> None:
        """Write into the field with this label; a date as the client shows it."""
        await self._do("fill", label=label, text=text)

    async def presses(self, button: str) -> None:
        """Press a button of the newest card that has it."""
        await self._do("press", button=button)

    async def reads(self) -> str:
        """Return all text of the conversation, white space made single."""
        text: str = await self._do("text")
        return text

    async def cards(self) -> list[str]:
        """Return the text of each card, oldest first."""
        texts: list[str] = await self._do("cards")
        return texts

    async def outline(self) -> str:
        """Return the newest card as a screen reader meets it, one element a line."""
        outline: str = await self._do("outline")
        return outline

    async def picture(self, name: str, *, whole: bool = False) -> Path:
        """Take a picture of the newest card, or of the whole window, and return its path."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        path = PICTURES / f"{name}.png"
        await self.picture_to(path, whole=whole)
        return path

    async def picture_to(self, path: Path, *, whole: bool = False) -> None:
        """Take the same picture to a path."""
        await self._do("picture", path=str(path), whole=whole)

    async def card_width(self) -> float:
        """Return the width of the newest card in CSS pixels."""
        width: float = await self._do("width")
        return width

    async def kept_out(self) -> list[str]:
        """Return the addresses outside this machine that the page asked for in vain."""
        addresses: list[str] = await self._do("blocked")
        return addresses

    async def closes(self) -> None:
        """Close the window."""
        await self._do("close")

    async def _do(self, verb: str, **facts: Any) -> Any:
        return await self._browser.step(self.person.key, verb, **facts)
