"""Plans at the shell: how they stand, and what was written only when it is asked for."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import bot
from demo.municipality import municipality, write_csv
from settings import load_settings
from storage.plans import Plan, Target, record_plan
from tests.shell.conftest import Shell

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MADE = date(2026, 11, 23)
SECRET = "Palaverit alkavat ajallaan"


def plan(name: str, code: str, **more) -> Plan:
    targets = (
        Target(id=f"{name}-1", words=SECRET, goal="Kaikki ehtivät", state="ongoing"),
        Target(id=f"{name}-2", words="Tauot"),
    )
    return Plan(id=name, code=code, wave=None, strengths=("Huumori",), targets=targets, made_on=MADE, **more)


async def prepared(shell: Shell) -> None:
    """Import a small organisation and record a draft, an agreed plan and one that is over."""
    units, people = write_csv(municipality(people=60, units=4), shell.folder)
    ended = await shell.run("org", "import", "--units", str(units), "--people", str(people))
    assert ended.code == 0, ended.err
    url = f"sqlite:///{shell.folder}/var/identity.db"
    settings = load_settings(environment="development", database_url=url)
    stores = bot.stores_of(settings)
    plans = (plan("a", "A"), plan("b", "B", agreed_on=MADE), plan("c", "C", agreed_on=MADE, ended_on=MADE))
    async with stores.identity.writing() as connection:
        for each in plans:
            assert await record_plan(connection, each, now=NOW)
    await stores.close()


async def test_plans_are_listed_without_their_texts(shell: Shell):
    await prepared(shell)
    ended = await shell.run("plan", "list", "--json")
    assert ended.code == 0, ended.err
    draft, agreed = json.loads(ended.out)
    assert (draft["unit"], draft["state"], draft["agreed_on"]) == ("A", "draft", None)
    assert draft["next_follow_up"] is None
    assert (agreed["unit"], agreed["state"], agreed["agreed_on"]) == ("B", "agreed", "2026-11-23")
    assert agreed["targets"] == {"planned": 1, "ongoing": 1}
    assert agreed["next_follow_up"] == "2027-02-23"
    assert SECRET not in ended.out
    table = await shell.run("plan", "list", "--ended")
    assert all(each in table.out for each in ("draft", "agreed", "ended", "1 planned, 1 ongoing"))
    assert SECRET not in table.out


async def test_texts_are_told_when_they_are_asked_for_and_that_is_logged(shell: Shell):
    await prepared(shell)
    ended = await shell.run("plan", "list", "--texts", "--json")
    assert [each["texts"][0]["words"] for each in json.loads(ended.out)] == [SECRET, SECRET]
    assert SECRET in (await shell.run("plan", "list", "--texts")).out
    assert "shell plan.viewed *" in (await shell.run("audit")).out
