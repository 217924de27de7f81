"""Windows of Microsoft's Teams test client on this machine, one process for each person.

The client needs Node and the packages of package.json. It is kept on the loopback address, says nothing to
the network by itself, and ends with the one who started it.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Self

import aiohttp

from demo.people import BOT_ID, CAST, TENANT_ID, DemoPerson, object_id

NODE_MAJOR: Final = 20
PROJECT: Final = Path(__file__).resolve().parent.parent

_CLIENT: Final = Path("node_modules/@microsoft/m365agentsplayground/cli.js")
_PRELOAD: Final = Path(__file__).with_name("playground.cjs")
_START_SECONDS: Final = 60
_STOP_SECONDS: Final = 5


class PlaygroundMissing(Exception):
    """The test client cannot be started here; `reason` says what is not there, e.g. node or packages."""

    def __init__(self, reason: str, found: str) -> None:
        super().__init__(f"no Teams test client here: {reason} ({found})")
        self.reason = reason
        self.found = found


class PlaygroundFailed(Exception):
    """The test client was started but did not come up; `output` is what it said."""

    def __init__(self, output: str) -> None:
        super().__init__(f"the Teams test client did not start: {output.strip() or 'it said nothing'}")
        self.output = output


def find_node() -> Path:
    """Return the path of a Node that is new enough, or raise PlaygroundMissing."""
    node = shutil.which("node")
    if node is None:
        raise PlaygroundMissing("node", "not on the PATH")
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False, timeout=20)  # noqa: S603 - the path comes from which
    major = said.stdout.strip().lstrip("v").partition(".")[0]
    if not major.isdigit() or int(major) < NODE_MAJOR:
        raise PlaygroundMissing("node-version", said.stdout.strip() or said.stderr.strip())
    return Path(node)


def find_client(project: Path = PROJECT) -> Path:
    """Return the path of the installed test client, or raise PlaygroundMissing."""
    client = project / _CLIENT
    if not client.is_file():
        raise PlaygroundMissing("packages", f"{_CLIENT} is not installed")
    return client


def config(person: DemoPerson) -> dict[str, Any]:
    """Return the client's configuration with `person` in front of the window and the others around.

    The ids of chats and teams differ from window to window, so one bot can tell the windows apart.
    """
    return {
        "version": "0.1.1",
        "tenantId": TENANT_ID,
        "bot": {"id": BOT_ID, "name": "Pulssi"},
        "currentUser": _account(person),
        "users": [_account(other) for other in CAST if other != person],
        "personalChat": {"id": person.chat_id},
        "groupChat": {"id": f"19:group-{person.key}@thread.v2", "name": "Työyhteisö"},
        "team": {
            "id": f"19:team-{person.key}@thread.tacv2",
            "name": "Kuulasalmi",
            "aadGroupId": object_id(f"team/{person.key}"),
            "channels": [{"id": f"19:channel-{person.key}@thread.tacv2", "name": "Pulssi"}],
        },
    }


class Playground:
    """One window of the test client: `async with` starts the process and ends it.

    `endpoint` is where the client sends activities and `service_url` where it tells the bot to answer; both
    are the loopback Teams of demo.shim. `folder` takes the configuration and the log.
    """

    def __init__(self, person: DemoPerson, *, endpoint: str, service_url: str, folder: Path) -> None:
        self.person = person
        self.url = ""
        self._endpoint = endpoint
        self._service_url = service_url
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def pid(self) -> int | None:
        """Return the process id while the client runs."""
        running = self._process is not None and self._process.returncode is None
        return self._process.pid if self._process is not None and running else None

    async def start(self) -> str:
        """Start the client and return the address of its window once it answers."""
        node, client = await asyncio.to_thread(find_node), find_client()
        written = self._folder / f"playground-{self.person.key}.yml"
        written.write_text(json.dumps(config(self.person), ensure_ascii=False, indent=2), encoding="utf-8")
        self._process = await asyncio.create_subprocess_exec(
            *(str(node), "--require", str(_PRELOAD), str(client)),
            *("start", "--app-endpoint", self._endpoint, "--service-url", self._service_url),
            *("--channel-id", "msteams", "--port", "0", "--disable-telemetry"),
            cwd=self._folder,
            env=_environment(written, self._folder / f"playground-{self.person.key}.log"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(_START_SECONDS):
                self.url = f"http://127.0.0.1:{await _port(self._process)}"
                await _answers(f"{self.url}/_debug/ping")
        except BaseException:
            await self.stop()
            raise
        return self.url

    async def stop(self) -> None:
        """End the client's process group; do nothing when it has ended already."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        _tell(process.pid, signal.SIGTERM)
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            _tell(process.pid, signal.SIGKILL)
            await process.wait()


def _account(person: DemoPerson) -> dict[str, str]:
    address = f"{person.key}@kuulasalmi.example"
    return {
        "id": person.member_id,
        "name": person.name,
        "userPrincipleName": address,
        "aadObjectId": person.aad_object_id,
        "givenName": person.given_name,
        "surname": person.surname,
        "email": address,
    }


def _environment(written: Path, log: Path) -> Mapping[str, str]:
    # The client has no option for these; everything else of the environment is the machine's own.
    return {
        **os.environ,
        "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(written),
        "M365_AGENTS_PLAYGROUND_LOGFILE": str(log),
        "TEAMSAPPTESTER_BROWSER": "none",
        "APPLICATION_INSIGHTS_NO_STATSBEAT": "true",
    }


async def _port(process: asyncio.subprocess.Process) -> int:
    if process.stdout is None:
        raise PlaygroundFailed("")
    said = ""
    while line := (await process.stdout.readline()).decode(errors="replace"):
        said += line
        if line.startswith("Listening on "):
            return int(line.removeprefix("Listening on "))
    raise PlaygroundFailed(said)


async def _answers(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        while True:
            with suppress(aiohttp.ClientError):
                async with session.get(url) as answer:
                    if answer.ok:
                        return
            await asyncio.sleep(0.1)


def _tell(group: int, what: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, what)
