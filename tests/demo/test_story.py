"""The demo as a newcomer runs it: in the terminal without Node, with two windows where there is Node."""

from __future__ import annotations

import asyncio
import os
import pty
import re
import signal
import sys
from pathlib import Path

import aiohttp
import psutil
import pytest

PROJECT = Path(__file__).parents[2]
SMALL = ("--people", "120", "--units", "8")


async def start(folder: Path, *, path: str, stdin: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        str(PROJECT / "bot.py"),
        "demo",
        *SMALL,
        cwd=folder,
        env={"PATH": path, "COLUMNS": "200", "HOME": str(folder)},
        stdin=stdin,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def test_without_node_the_whole_story_is_told_in_the_terminal_twice_in_a_row(tmp_path: Path):
    for _ in range(2):
        process = await start(tmp_path, path="/nowhere", stdin=asyncio.subprocess.DEVNULL)
        told = (await asyncio.wait_for(process.communicate(), 120))[0].decode()
        assert process.returncode == 0, told
        for part in (
            "Kiitos vastauksestasi",
            "Tuloksia ei vielä ole",
            "Työelämän laadun indeksi",
            "Tulosta ei voi",
        ):
            assert part in told


@pytest.mark.playground
async def test_with_node_two_windows_open_enter_closes_the_wave_and_ctrl_c_ends_everything(tmp_path: Path):
    ours, theirs = pty.openpty()
    process = await start(tmp_path, path=os.environ["PATH"], stdin=theirs)
    try:
        told = await reads(process, "Ctrl-C ends everything")
        addresses = re.findall(r"http://127\.0\.0\.1:\d+", told)
        assert len(addresses) == 2
        async with aiohttp.ClientSession() as session:
            for address in addresses:
                async with session.get(address) as window:
                    assert window.status == 200
        os.write(ours, b"\n")
        await reads(process, "The wave is closed")
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 30) == 0
        assert psutil.wait_procs(family, timeout=10)[1] == []
    finally:
        if process.returncode is None:
            process.kill()
        os.close(ours)
        os.close(theirs)


async def reads(process: asyncio.subprocess.Process, until: str) -> str:
    told = ""
    async with asyncio.timeout(120):
        while until not in told:
            some = await process.stdout.read(4096)
            assert some, told
            told += some.decode(errors="replace")
    return told
