"""A town with a vault, for tests of what happens by time: plan, open, answer, close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from content.instrument import Instrument
from content.loader import load_instruments
from directory.organisation import Organisation, Person
from followups.reminders import Whom
from followups.working_time import WorkingTime, read_hours
from jobs.close_waves import close_wave
from jobs.import_directory import import_directory
from jobs.open_waves import open_wave
from jobs.plan_waves import plan_wave
from storage.ballots import record_ballot
from storage.engine import Stores
from storage.sealing import Ballot, participation_tag, seal
from storage.secrets import Vault
from storage.tables.ballots import ballots, tags, urns
from storage.tables.results import atoms, comments, results
from storage.tables.secrets import wave_secrets
from storage.waves import Wave, get_wave
from tests.membership import find_membership
from tests.storage.town import town

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
END = NOW + 7 * DAY
QWL = load_instruments()["tyoelaman-laatu"]
FIILIS = load_instruments()["fiilis"]
MASTER_KEY = b"m" * 32
HELSINKI = ZoneInfo("Europe/Helsinki")
ALWAYS = read_hours("00:00-24:00 mon-sun holidays", HELSINKI)
OFFICE = read_hours("08:00-17:00 mon-fri", HELSINKI)


@dataclass(frozen=True)
class House:
    """Stores with a vault; every call is at a moment of the test's own."""

    stores: Stores
    vault: Vault

    async def knows(self, organisation: Organisation, *, now: datetime = NOW) -> None:
        await import_directory(self.stores, organisation, dry_run=False, actor="test", now=now)

    async def plans(
        self,
        *,
        unit: str = "K",
        instrument: Instrument = QWL,
        reminders: int = 0,
        remind_whom: Whom = "all",
        closes: datetime = END,
        opens: datetime | None = None,
        now: datetime = NOW,
    ) -> str:
        wave = await plan_wave(
            self.stores,
            instrument,
            unit_code=unit,
            opens=opens or now,
            closes=closes,
            reminders=reminders,
            remind_whom=remind_whom,
            actor="helmi",
            now=now,
        )
        return wave.id

    async def opens(self, wave: str, *, hours: WorkingTime = ALWAYS, now: datetime = NOW) -> bool:
        return await open_wave(self.stores, self.vault, wave, hours=hours, now=now)

    async def opened(self, *, now: datetime = NOW, **plan) -> str:
        wave = await self.plans(now=now, **plan)
        assert await self.opens(wave, now=now)
        return wave

    async def closes(self, wave: str, *, now: datetime = END) -> bool:
        return await close_wave(self.stores, self.vault, wave, now=now)

    async def answers(
        self, wave: str, person: str, *, value: int = 4, comment: str = "", now: datetime = NOW
    ) -> bytes:
        """Cast a real ballot as the bot does, and give what lies in the urn."""
        async with self.stores.identity.reading() as connection:
            found, cell = await find_membership(connection, wave, person=person)
        assert found is not None
        assert cell is not None
        secrets = await self.vault.get(wave, now=now)
        sealed = seal(
            Ballot(cell, dict.fromkeys(found.instrument.item_ids, value), comment), secrets.public_key
        )
        async with self.stores.ballots.writing() as connection:
            tag = participation_tag(secrets, person)
            await record_ballot(connection, wave, tag=tag, sealed=sealed)
        return sealed

    async def all_answer(self, wave: str, people: list[Person], *, now: datetime = NOW) -> None:
        for number, person in enumerate(people):
            comment = f"kommentti {number}" if number % 3 == 0 else ""
            await self.answers(wave, person.aad_object_id, value=1 + number % 5, comment=comment, now=now)

    async def wave(self, wave: str) -> Wave:
        async with self.stores.identity.reading() as connection:
            return await get_wave(connection, wave)

    async def left(self) -> dict[str, int]:
        """Count what is in the tables that a close fills or empties."""
        places = {
            self.stores.ballots: (ballots, tags, urns),
            self.stores.secrets: (wave_secrets,),
            self.stores.identity: (atoms, results, comments),
        }
        counts = {}
        for store, tables in places.items():
            async with store.reading() as connection:
                for table in tables:
                    counts[table.name] = await connection.scalar(select(func.count()).select_from(table)) or 0
        return counts


def residents(unit: str) -> list[Person]:
    return [person for person in town().people.values() if person.unit_code == unit]
