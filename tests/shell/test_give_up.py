"""A wave that cannot be counted, ended at the shell; and what people are told afterwards."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from content.loader import load_instruments
from jobs.give_up_waves import give_up_wave
from jobs.open_waves import open_wave
from jobs.plan_waves import plan_wave
from storage.engine import open_stores
from storage.secrets import Vault
from tests.conversations.conftest import ON_BOTH
from tests.conversations.people import Member, Town, words
from tests.conversations.test_story import CLOSES, answers, everybody_answers, opened
from tests.jobs.house import ALWAYS
from tests.shell.conftest import Ended, Shell
from tests.shell.test_commands import imported

NEXT = CLOSES + timedelta(minutes=5)


@asynccontextmanager
async def stores_of(shell: Shell):
    names = {"database_url": "identity", "ballot_url": "ballots", "secrets_url": "secrets"}
    stores = open_stores(**{url: f"sqlite:///{shell.folder}/var/{name}.db" for url, name in names.items()})
    yield stores
    await stores.close()


async def asked(shell: Shell) -> str:
    """The municipality is asked, until tomorrow."""
    await imported(shell)
    closes = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    ended = await shell.run("wave", "open", "--instrument", "fiilis", "--unit", "K", "--closes", closes)
    return ended.out.strip()


async def stuck(shell: Shell) -> str:
    """A wave whose secrets are lost and whose close has been tried."""
    wave = await asked(shell)
    async with stores_of(shell) as stores:
        await Vault(stores.secrets, b"m" * 32).destroy(wave)
    assert "secrets" in in_one_line(await shell.run("wave", "close", wave))
    return wave


def in_one_line(ended: Ended) -> str:
    assert ended.code == 1
    (line,) = ended.err.strip().splitlines()
    return line


async def test_first_it_only_says_what_would_happen(shell: Shell):
    wave = await stuck(shell)
    told = await shell.run("wave", "give-up", wave)
    assert (told.code, told.err) == (0, "")
    for said in ("SecretsMissing", "both of its keys", "not be sent: 60", f"wave give-up {wave} --yes"):
        assert said in told.out
    assert "closing" in (await shell.run("wave", "list", "--json")).out
    assert "given_up" not in (await shell.run("audit")).out


async def test_with_yes_it_is_done_once_and_nothing_is_published(shell: Shell):
    wave = await stuck(shell)
    done = await shell.run("wave", "give-up", wave, "--yes")
    assert (done.code, done.err) == (0, "")
    assert f"{wave} is given up" in done.out
    for words_again in (("--yes",), ()):
        again = await shell.run("wave", "give-up", wave, *words_again)
        assert (again.code, again.out.strip()) == (0, f"{wave} was given up before")
    assert "closed already" in (await shell.run("wave", "close", wave)).out
    assert '"state": "closed"' in (await shell.run("wave", "list", "--json")).out
    assert (await shell.run("results", "--wave", wave, "--json")).out.strip() == "[]"
    assert "nothing is published" in in_one_line(await shell.run("results", "--wave", wave, "--unit", "K"))
    log = (await shell.run("audit")).out
    assert log.count(f"shell wave.given_up {wave}\n") == 1
    assert log.count(f"clock wave.closed {wave}\n") == 1


async def test_what_cannot_be_given_up_is_said_in_one_line(shell: Shell):
    wave = await asked(shell)
    for given in ((), ("--yes",)):
        assert "still takes answers" in in_one_line(await shell.run("wave", "give-up", wave, *given))
        assert "unknown wave 'nope'" in in_one_line(await shell.run("wave", "give-up", "nope", *given))
    assert (await shell.run("wave", "close", wave)).code == 0
    for given in ((), ("--yes",)):
        assert "its results stay" in in_one_line(await shell.run("wave", "give-up", wave, *given))


@ON_BOTH
async def test_a_supervisor_and_those_who_answered_are_told_kindly(town: Town, aino: Member, eero: Member):
    wave = await opened(town, reminders=1)
    await everybody_answers(town, wave, {"k1": range(9), "k3": range(7)})
    receipt = await aino.presses("survey.submit", wave=wave, **answers())
    stores, vault = town.house.stores, town.house.vault
    await vault.destroy(wave)
    await town.passes(CLOSES)  # the job fails, and is logged
    sent = len(town.connector.sent)
    await give_up_wave(stores, vault, wave, dry_run=False, actor="helmi", now=NEXT)
    await town.passes(NEXT)
    assert len(town.connector.sent) == sent

    (card,) = await eero.says("näytä yksikköni tulokset")
    assert "Tuloksia ei vielä ole" in words(card)
    assert "virhe" not in words(card).casefold()
    assert not {"18", "SecretsMissing"} & set(words(card).split())
    again = await aino.presses("survey.submit", wave=wave, **answers())
    assert again["value"] != receipt["value"]
    assert "sulkeutunut" in words(again["value"])


@ON_BOTH
async def test_a_supervisor_sees_the_result_before_it(town: Town, eero: Member):
    first = await opened(town)
    await everybody_answers(town, first, {"k1": range(9), "k3": range(7)})
    await town.passes(CLOSES)
    (before,) = await eero.says("näytä yksikköni tulokset")
    wave = await asked_again(town)
    await town.house.vault.destroy(wave)
    later = CLOSES + timedelta(days=8)
    await town.passes(later)
    stores, vault = town.house.stores, town.house.vault
    await give_up_wave(stores, vault, wave, dry_run=False, actor="helmi", now=later + timedelta(minutes=2))
    (after,) = await eero.says("näytä yksikköni tulokset")
    assert after == before


async def asked_again(town: Town) -> str:
    now = town.clock.now
    wave = await plan_wave(
        town.house.stores,
        load_instruments()["tyoelaman-laatu"],
        unit_code="K",
        opens=now,
        closes=CLOSES + timedelta(days=7),
        reminders=0,
        actor="test",
        now=now,
    )
    assert await open_wave(town.house.stores, town.house.vault, wave.id, hours=ALWAYS, now=now)
    return wave.id
