"""Attack 34: a backup from before the close is put back after it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from structlog.testing import capture_logs

from jobs.close_waves import close_wave
from settings import read_master_key
from storage.audit import list_audit
from storage.results import list_results
from storage.sealing import WrongMasterKey, unwrap
from storage.secrets import SecretsMissing
from storage.tables import BALLOTS, IDENTITY, SECRETS
from tests.architecture.house import DOCS
from tests.attacks.raw_stores import PATTERN, SAID, Rows, answered_so, copied, opened_ballots, put_back
from tests.conversations.conftest import ON_BOTH
from tests.conversations.people import Member, Town, words
from tests.conversations.test_story import CLOSES, everybody_answers, opened

LATER = CLOSES + timedelta(hours=1)
NIGHT = CLOSES + timedelta(days=1, hours=-8, minutes=-30)  # half past three in Helsinki


class Backup:
    """Copies of the three stores as they were shortly before a wave closed."""

    def __init__(self, town: Town) -> None:
        stores = town.house.stores
        self._parts = {"identity": (stores.identity, IDENTITY), "ballots": (stores.ballots, BALLOTS)}
        self._parts["secrets"] = (stores.secrets, SECRETS)
        self.kept: dict[str, dict[str, Rows]] = {}

    async def make(self) -> None:
        self.kept = {name: await copied(store, tables) for name, (store, tables) in self._parts.items()}

    async def restore(self, *names: str) -> None:
        for name in names:
            store, tables = self._parts[name]
            await put_back(store, tables, self.kept[name])


@pytest.fixture
async def wave(town: Town, aino: Member) -> str:
    opened_wave = await opened(town)
    await everybody_answers(town, opened_wave, {"k1": range(10), "k3": range(7)})
    await aino.presses("survey.submit", wave=opened_wave, **answered_so())
    return opened_wave


@pytest.fixture
async def backup(town: Town, wave: str) -> Backup:
    """A backup that outlived the close."""
    made = Backup(town)
    await made.make()
    await town.passes(CLOSES)
    return made


async def published(town: Town, wave: str) -> list[str]:
    async with town.house.stores.identity.reading() as connection:
        return [result.to_json() for result in await list_results(connection, wave)]


@ON_BOTH
async def test_ballots_that_are_put_back_are_not_counted_again_and_take_no_answer(
    town: Town, wave: str, backup: Backup, helmi: Member
):
    before = await published(town, wave)
    await backup.restore("ballots")
    await town.passes(LATER)
    assert not await close_wave(town.house.stores, town.house.vault, wave, now=LATER)
    assert await published(town, wave) == before != []
    body = await helmi.presses("survey.submit", wave=wave, **answered_so())
    assert "sulkeutunut" in words(body["value"])
    with pytest.raises(SecretsMissing):
        await opened_ballots(town, wave)


@ON_BOTH
async def test_what_is_put_back_of_a_closed_wave_is_destroyed_in_the_night(
    town: Town, wave: str, backup: Backup
):
    before = await published(town, wave)
    await backup.restore("ballots", "secrets")
    assert len(await opened_ballots(town, wave)) == 18, "until then the operator can read them"
    await town.passes(NIGHT)
    left = await copied(town.house.stores.ballots, BALLOTS) | await copied(town.house.stores.secrets, SECRETS)
    assert not any(left.values())
    assert await published(town, wave) == before
    async with town.house.stores.identity.reading() as connection:
        assert "remains 1" in [line.subject for line in await list_audit(connection, newest=3)]


@ON_BOTH
async def test_with_the_identity_store_put_back_too_nothing_opens_and_nothing_is_published(
    town: Town, wave: str, backup: Backup, eero: Member
):
    await backup.restore("identity", "ballots")
    with capture_logs() as logs:
        await town.passes(LATER)
    (failed,) = (line for line in logs if line["event"] == "job_failed")
    assert (failed["job"], failed["error"]) == ("close", "SecretsMissing")
    assert await published(town, wave) == []
    assert "Tuloksia ei vielä ole" in words((await eero.says("tulokset"))[0])
    with pytest.raises(SecretsMissing):
        await opened_ballots(town, wave)


async def test_no_key_that_is_left_opens_a_ballot_that_came_back(town: Town, wave: str, backup: Backup):
    await backup.restore("ballots")
    (urn,) = backup.kept["ballots"]["urns"]
    left = [
        read_master_key(town.house.settings),
        urn["public_key"],
        *(row["tag"] for row in backup.kept["ballots"]["tags"]),
    ]
    for ballot in backup.kept["ballots"]["ballots"]:
        for key in left:
            with pytest.raises(CryptoError):
                SealedBox(PrivateKey(key)).decrypt(ballot["sealed"])


async def test_the_secrets_store_alone_is_of_no_use_without_the_master_key(backup: Backup):
    (row,) = backup.kept["secrets"]["wave_secrets"]
    with pytest.raises(WrongMasterKey):
        unwrap(row["wrapped"], b"\0" * 32)


@ON_BOTH
async def test_all_three_stores_from_before_with_the_master_key_open_everything_and_the_documents_say_so(
    town: Town, wave: str, backup: Backup
):
    await backup.restore("identity", "ballots", "secrets")
    read = await opened_ballots(town, wave)
    assert SAID in {ballot.comment for ballot in read}
    assert [int(digit) for digit in PATTERN] in [list(ballot.answers.values()) for ballot in read]
    assert "**keep copies** of the ballot and secrets stores" in page("privacy.md")
    assert "| secrets | **never** |" in page("runbook.md")
    assert "| ballots | only if a copy is destroyed before the wave closes; better not |" in page(
        "runbook.md"
    )


def page(name: str) -> str:
    return Path(DOCS / name).read_text(encoding="utf-8")
