"""The demo's stage: a running bot with a loopback Teams around it, and a municipality that has answered."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from itertools import count
from pathlib import Path
from typing import Any, Final

import structlog

import bot
from content.loader import load_instruments
from demo.issuer import LoopbackIssuer
from demo.municipality import made_up_answers, municipality, write_csv
from demo.people import AINO, APP_ID, BOT_ID, EERO, TENANT_ID
from demo.shape import ROOT
from demo.shim import Shim
from dialogs.endpoint import PATH
from directory.csv_files import read_directory
from directory.organisation import Organisation, Person
from jobs.close_waves import close_wave
from jobs.import_directory import import_directory
from jobs.open_waves import open_wave
from jobs.plan_waves import plan_wave
from settings import Settings, load_settings
from storage.waves import get_wave, mark_ended

INSTRUMENT: Final = "tyoelaman-laatu"
OPEN_FOR: Final = timedelta(days=14)
TOGETHER: Final = 12
"""Answers on their way at the same time."""
LOOPBACK_RATE: Final = 400.0
"""Messages a second: nobody throttles a Teams on one's own machine."""

ALWAYS: Final = "00:00-24:00 mon-sun holidays"
"""Hours of somebody who may want to see the demo at night."""

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that runs while the demo does."""

    house: bot.House
    shim: Shim
    folder: Path
    people: int
    units: int

    async def prepare(self, progress: Progress) -> str:
        """Import the municipality from its files, open a wave, and give its id."""
        made = municipality(people=self.people, units=self.units)
        wanted = read_directory(*write_csv(made, self.folder))
        now = bot.now()
        await import_directory(self.house.stores, wanted, dry_run=False, actor="demo", now=now)
        progress(1)
        planned = await plan_wave(
            self.house.stores,
            load_instruments()[INSTRUMENT],
            unit_code=ROOT,
            opens=now,
            closes=now + OPEN_FOR,
            reminders=0,
            actor="demo",
            now=now,
        )
        hours = bot.hours_of(self.house.settings)
        await open_wave(self.house.stores, self.house.vault, planned.id, hours=hours, now=now)
        progress(1)
        return planned.id

    async def answer(self, wave: str, organisation: Organisation, progress: Progress) -> int:
        """Let everybody who answers do so through the bot's own door, all but Aino and Eero."""
        room = asyncio.Semaphore(TOGETHER)
        async with self.house.stores.identity.reading() as connection:
            instrument = (await get_wave(connection, wave)).instrument
        actors = {AINO.aad_object_id, EERO.aad_object_id}
        ballots = [
            each for each in made_up_answers(organisation, instrument) if each[0].aad_object_id not in actors
        ]

        async def one(person: Person, answers: dict[str, int], comment: str) -> None:
            async with room:
                await self.press(person, "survey.submit", {"wave": wave, **_inputs(answers, comment)})
            progress(1)

        async with asyncio.TaskGroup() as group:
            for ballot in ballots:
                group.create_task(one(*ballot))
        return len(ballots)

    async def close(self, wave: str) -> None:
        """Close the wave now."""
        async with self.house.stores.identity.writing() as connection:
            await mark_ended(connection, wave, now=bot.now())
        await close_wave(self.house.stores, self.house.vault, wave, now=bot.now())

    async def press(self, person: Person, verb: str, data: dict[str, Any]) -> dict[str, Any]:
        """Press a button of a card and give the bot's answer."""
        action = {"type": "Action.Execute", "verb": verb, "data": {"verb": verb, **data}}
        invoke = {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": action}}
        answer: dict[str, Any] = json.loads(await self._deliver(person, invoke))
        return answer

    async def say(self, person: Person, words: str) -> None:
        """Write to the bot."""
        await self._deliver(person, {"type": "message", "text": words})

    async def _deliver(self, person: Person, activity: dict[str, Any]) -> bytes:
        stamped = self.shim.stamped(_activity(person) | activity, locale=f"{person.language}-FI")
        status, body, _ = await self.shim.deliver(stamped)
        if status >= HTTPStatus.BAD_REQUEST:
            raise AnswerRefused(status)
        return body


class AnswerRefused(Exception):
    """The bot did not take what somebody made up said."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the bot answered {status} to somebody made up")
        self.status = status


@asynccontextmanager
async def stage(folder: Path, *, people: int, units: int) -> AsyncIterator[Stage]:
    """Build the stage on empty stores; everything ends with the block."""
    _clear(folder)
    async with (
        LoopbackIssuer() as issuer,
        Shim(issuer, app_id=APP_ID, tenant_id=TENANT_ID) as shim,
        running_bot(folder, issuer=issuer, shim=shim) as house,
    ):
        yield Stage(house, shim, folder, people, units)


@asynccontextmanager
async def running_bot(folder: Path, *, issuer: LoopbackIssuer, shim: Shim) -> AsyncIterator[bot.House]:
    """Run the bot behind the loopback Teams, on stores in `folder`."""
    settings = demo_settings(folder, issuer=issuer, shim=shim)
    async with bot.house(settings) as house, bot.listening(bot.web_app(house), "127.0.0.1", 0) as port:
        shim.bot_url = f"http://127.0.0.1:{port}{PATH}"
        yield house


def _clear(folder: Path) -> None:
    """Forget an earlier demo; the log of this one goes to a file, away from the bars."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    log = (folder / "pulssi.log").open("w", encoding="utf-8")
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(file=log))


def demo_settings(folder: Path, *, issuer: LoopbackIssuer, shim: Shim) -> Settings:
    """Give the settings of a bot whose Teams is on this machine."""
    return load_settings(
        environment="development",
        app_id=APP_ID,
        app_password="",
        app_tenant_id=TENANT_ID,
        allowed_tenants=(TENANT_ID,),
        database_url=f"sqlite:///{folder}/identity.db",
        ballot_url=f"sqlite:///{folder}/ballots.db",
        secrets_url=f"sqlite:///{folder}/secrets.db",
        service_url=shim.service_url,
        channel_issuer=issuer.issuer,
        channel_openid_metadata_url=issuer.metadata_url,
        rate=LOOPBACK_RATE,
        working_hours=ALWAYS,
    )


_numbers = count(1)


def _activity(person: Person) -> dict[str, Any]:
    member = person.aad_object_id
    return {
        "id": f"made-up-{next(_numbers)}",
        "channelId": "msteams",
        "from": {"id": f"29:{member}", "aadObjectId": member},
        "recipient": {"id": BOT_ID},
        "conversation": {"id": f"a:{member}", "conversationType": "personal"},
    }


def _inputs(answers: dict[str, int], comment: str) -> dict[str, str]:
    return {
        **{item: str(answer) for item, answer in answers.items()},
        **({"comment": comment} if comment else {}),
    }
