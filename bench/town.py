"""Towns to measure in: people with known chats, a wave that is open, ballots as if they had been cast."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np

import bot
from bench.load import chat_id, member_id
from bench.teams import Teams
from content.instrument import Instrument
from content.loader import load_instruments
from demo.municipality import municipality
from demo.people import APP_ID, BOT_ID, TENANT_ID
from demo.shape import ROOT
from demo.stage import ALWAYS
from demo.words import COMMENTS
from directory.organisation import Organisation
from followups.working_time import read_hours
from jobs.import_directory import import_directory
from jobs.plan_waves import plan_wave
from settings import load_settings
from storage.ballots import record_ballot
from storage.chunks import in_chunks
from storage.conversations import Conversation, record_conversation
from storage.engine import Stores
from storage.membership import wave_members
from storage.sealing import Ballot, participation_tag, seal
from storage.secrets import Vault
from storage.waves import Member, Wave

INSTRUMENT: Final = "tyoelaman-laatu"
OPEN_FOR: Final = timedelta(days=7)
HOURS: Final = read_hours(ALWAYS, ZoneInfo("Europe/Helsinki"))
_SEED: Final = 16
_COMMENTED: Final = 0.08
_TOGETHER: Final = 2000
_MASTER_KEY: Final = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


@dataclass(frozen=True, slots=True)
class Town:
    """A town in its stores, with a planned wave for everybody."""

    organisation: Organisation
    wave: Wave
    stores: Stores
    vault: Vault

    @property
    def people(self) -> list[str]:
        """List everybody's object id."""
        return list(self.organisation.people)

    @property
    def supervisors(self) -> list[str]:
        """List those who lead one unit."""
        return [each.aad_object_id for each in self.organisation.people.values() if len(each.supervises) == 1]

    @property
    def members(self) -> list[Member]:
        """List everybody with the cell where the answer counts."""
        return wave_members(self.organisation, ROOT)


def settings_of(folder: Path, teams: Teams) -> dict[str, Any]:
    """Give the settings of a bot with stores in `folder`."""
    return {
        "environment": "development",
        "app_id": APP_ID,
        "app_password": teams.addresses["secret"],
        "app_tenant_id": teams.addresses["login_tenant"],
        "login_url": teams.login_url,
        "allowed_tenants": [TENANT_ID],
        "database_url": f"sqlite:///{folder}/identity.db",
        "ballot_url": f"sqlite:///{folder}/ballots.db",
        "secrets_url": f"sqlite:///{folder}/secrets.db",
        "master_key": _MASTER_KEY,
        "service_url": teams.service_url,
        "channel_issuer": teams.issuer,
        "channel_openid_metadata_url": teams.metadata_url,
        "rate": 50,
        "working_hours": ALWAYS,
    }


@asynccontextmanager
async def town(settings: dict[str, Any], *, people: int, units: int) -> AsyncIterator[Town]:
    """Found a town and plan a wave."""
    now = bot.now()
    async with bot.house(load_settings(**settings)) as house:
        organisation = municipality(people=people, units=units)
        await import_directory(house.stores, organisation, dry_run=False, actor="bench", now=now)
        wave = await plan_wave(
            house.stores,
            load_instruments()[INSTRUMENT],
            unit_code=ROOT,
            opens=now,
            closes=now + OPEN_FOR,
            reminders=1,
            actor="bench",
            now=now,
        )
        yield Town(organisation, wave, house.stores, house.vault)


async def meet(town: Town, people: Sequence[str], *, service_url: str) -> None:
    """Know the chats of some people, as after they have got the app."""
    async with town.stores.identity.writing() as connection:
        for person in people:
            met = Conversation(
                person=person,
                service_url=service_url,
                conversation_id=chat_id(person),
                tenant_id=TENANT_ID,
                user_id=member_id(person),
                bot_id=BOT_ID,
                locale="fi-FI",
            )
            await record_conversation(connection, met)


async def cast_ballots(town: Town, *, share: float) -> int:
    """Seal and cast the ballots of a share of the people; give their number."""
    secrets = await town.vault.get(town.wave.id, now=bot.now())
    cast = 0
    for some in in_chunks(_ballots(town.members, town.wave.instrument, share), size=_TOGETHER):
        async with town.stores.ballots.writing() as connection:
            for person, ballot in some:
                tag = participation_tag(secrets, person)
                sealed = seal(ballot, secrets.public_key)
                await record_ballot(connection, town.wave.id, tag=tag, sealed=sealed)
        cast += len(some)
    return cast


def _ballots(members: list[Member], instrument: Instrument, share: float) -> Iterator[tuple[str, Ballot]]:
    rng = np.random.default_rng(_SEED)
    for member in members:
        if rng.random() >= share:
            continue
        drawn = np.clip(np.rint(rng.normal(3.7, 0.9, len(instrument.items))), 1, 5)
        answers = dict(zip(instrument.item_ids, map(int, drawn), strict=True))
        comment = COMMENTS["fi"][0] if instrument.comment and rng.random() < _COMMENTED else ""
        yield member.person, Ballot(member.cell, answers, comment)
