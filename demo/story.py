"""Tells the whole story on one machine: a wave that half a municipality answers, and its result in Teams."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

import bot
from demo.municipality import municipality
from demo.people import AINO, EERO
from demo.playground import Playground, PlaygroundFailed, PlaygroundMissing
from demo.stage import Stage, stage
from demo.terminal import act

FOLDER: Final = Path("var/demo")


def tell(*, people: int, units: int) -> None:
    """Run the demo until Ctrl-C."""
    with suppress(KeyboardInterrupt):
        asyncio.run(_tell(Console(), people=people, units=units))


async def _tell(console: Console, *, people: int, units: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with stage(FOLDER.resolve(), people=people, units=units) as built, AsyncExitStack() as windows:
        addresses = await _open_windows(built, windows, console)
        wave = await _prepare(built, console)
        if addresses:
            await _play(built, wave, console, addresses=addresses, stop=stop)
        else:
            await act(built, wave, console)
    console.print("The demo has ended; its files are in var/demo.")


async def _open_windows(built: Stage, windows: AsyncExitStack, console: Console) -> dict[str, str]:
    """Start the test client for Aino and Eero; without Node the story is told in the terminal."""
    addresses: dict[str, str] = {}
    for person in (AINO, EERO):
        built.shim.open(person)
        window = Playground(
            person,
            endpoint=built.shim.endpoint(person),
            service_url=built.shim.service_url,
            folder=built.folder,
        )
        try:
            await windows.enter_async_context(window)
        except (PlaygroundMissing, PlaygroundFailed) as missing:
            console.print(f"{missing}: the story is told here instead.", highlight=False)
            return {}
        built.shim.open(person, url=window.url)
        addresses[person.key] = window.url
    return addresses


async def _prepare(built: Stage, console: Console) -> str:
    """Import, open, send and answer, each with its bar."""
    organisation = municipality(people=built.people, units=built.units)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bars:
        first = bars.add_task("Importing a municipality and opening a wave", total=2)
        wave = await built.prepare(lambda n: bars.advance(first, n))
        sent = bars.add_task("Sending invitations", total=built.people)
        sending = asyncio.create_task(_send(built, lambda n: bars.update(sent, completed=n)))
        answered = bars.add_task("Answers coming in", total=None)
        await sending
        total = await built.answer(wave, organisation, lambda n: bars.advance(answered, n))
        bars.update(answered, total=total)
    return wave


async def _send(built: Stage, progress: Callable[[int], None]) -> None:
    draining = asyncio.create_task(built.house.worker.drain())
    while not draining.done():
        await asyncio.wait([draining], timeout=0.5)
        progress(sum(1 for call in built.shim.calls if call.conversation))
    progress(built.people)
    await draining


async def _play(
    built: Stage, wave: str, console: Console, *, addresses: dict[str, str], stop: asyncio.Event
) -> None:
    """Leave the stage to whoever watches, until Ctrl-C."""
    console.print(Panel(_what_to_try(addresses), title="Pulssi is running", expand=False))
    jobs = asyncio.create_task(bot.work(built.house, stop))
    if await _enter_before(stop):
        with console.status("Closing the wave: counting, publishing, destroying single answers"):
            await built.close(wave)
        console.print(
            "The wave is closed. Ask as Eero: [b]näytä yksikköni tulokset[/b]. Ctrl-C ends the demo."
        )
    await stop.wait()
    await jobs


async def _enter_before(stop: asyncio.Event) -> bool:
    """Wait for Enter in a terminal; False when the demo ends first."""
    pressed = asyncio.Event()
    loop = asyncio.get_running_loop()
    if sys.stdin.isatty():
        loop.add_reader(sys.stdin, pressed.set)
    waits = [asyncio.create_task(event.wait()) for event in (pressed, stop)]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
    if sys.stdin.isatty():
        loop.remove_reader(sys.stdin)
    return pressed.is_set() and not stop.is_set()


def _what_to_try(addresses: dict[str, str]) -> str:
    return f"""\
Aino, an employee of home care      [b]{addresses[AINO.key]}[/b]
Eero, her supervisor                [b]{addresses[EERO.key]}[/b]

1. Open both addresses in a browser.
2. As Aino: answer the survey in the chat; press "Mitä esihenkilöni näkee?" and "På svenska" on the way.
3. As Eero: write [b]näytä yksikköni tulokset[/b]: there is no result while the survey is open.
4. Press Enter here: the wave closes, answers are counted and destroyed.
5. As Eero: write [b]näytä yksikköni tulokset[/b] again. As Aino: try the same.

Ctrl-C ends everything."""
