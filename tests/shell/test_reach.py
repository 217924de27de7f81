"""Who can be reached, and the bot for everybody, at the shell."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import UUID

import pytest

from storage.reach_rows import KINDS
from tests.jobs.loopback_installs import APP, loopback_installs
from tests.shell.conftest import Shell
from tests.shell.test_commands import imported

UNITS = "code,parent_code,level,name_fi,name_sv,name_en\nK,,kunta,Kaupunki,,\nK1,K,yksikkö,Kotihoito,,\n"
PEOPLE = [str(UUID(int=number)) for number in range(7)]


async def small(shell: Shell) -> None:
    """Bring in five people of one unit and two of another."""
    (shell.folder / "units.csv").write_text(UNITS)
    rows = [f"{person},{'K1' if at < 5 else 'K'},,," for at, person in enumerate(PEOPLE)]
    header = "aad_object_id,unit_code,language,supervises,roles"
    (shell.folder / "people.csv").write_text("\n".join([header, *rows, ""]))
    ended = await shell.run("org", "import", "--units", "units.csv", "--people", "people.csv")
    assert ended.code == 0, ended.err


async def test_reach_is_counted_by_kind_for_groups_that_are_not_small(shell: Shell):
    await small(shell)
    told = await shell.run("org", "reach", "--json")
    assert told.code == 0, told.err
    found = json.loads(told.out)
    nobody = dict.fromkeys(KINDS, 0)
    assert found == {
        "people": 7,
        "total": nobody | {"never_met": 7},
        "units": [{"unit": "K1", "with": ["K"], "people": 7} | nobody | {"never_met": 7}],
    }
    table = (await shell.run("org", "reach")).out
    assert "K1 + 1 smaller" in table
    assert "never_met" in table
    assert "total" in table
    assert "reach.viewed" in (await shell.run("audit")).out


async def test_a_larger_organisation_is_told_of_unit_by_unit(shell: Shell):
    await imported(shell)
    found = json.loads((await shell.run("org", "reach", "--json")).out)
    assert found["people"] == 60 == sum(row["people"] for row in found["units"])
    assert min(row["people"] for row in found["units"]) >= 5


async def test_nothing_is_told_of_nobody(shell: Shell):
    assert (await shell.run("org", "reach")).out == "nothing to tell of fewer than 5 people\n"
    assert json.loads((await shell.run("org", "reach", "--json")).out) == {
        "people": None,
        "total": None,
        "units": [],
    }


async def test_without_the_apps_id_there_is_nothing_to_install(shell: Shell):
    refused = await shell.run("org", "install")
    assert refused.code == 1
    assert refused.err.startswith("pulssi: PULSSI_TEAMS_APP is missing")
    assert len(refused.err.splitlines()) == 1


async def test_the_bot_is_installed_for_everybody_now(with_settings: Callable[..., Shell]):
    async with loopback_installs() as graph:
        shell = with_settings(PULSSI_TEAMS_APP=APP.upper(), PULSSI_GRAPH_URL=graph.url)
        await small(shell)
        graph.refusing[PEOPLE[0]] = (403, True)
        graph.installed[PEOPLE[1]] = "19:there"
        assert (await shell.run("org", "install", "--dry-run")).out == "would be tried for 7 people\n"
        assert graph.calls == []
        done = await shell.run("org", "install")
        assert done.out.splitlines() == ["app_blocked: 1", "installed: 5", "there: 1"], done.err
        assert (await shell.run("org", "install")).out.splitlines() == ["app_blocked: 1"]
        assert "app.installed" in (await shell.run("audit")).out
        assert not any(person in done.out + done.err for person in PEOPLE)
        found = json.loads((await shell.run("org", "reach", "--json")).out)["total"]
        assert (found["reachable"], found["waiting"], found["blocked_by_organisation"]) == (1, 5, 1)


@pytest.mark.parametrize("status", [401, 429])
async def test_a_graph_that_takes_nobody_is_told_in_one_line(
    with_settings: Callable[..., Shell], status: int
):
    async with loopback_installs() as graph:
        shell = with_settings(PULSSI_TEAMS_APP=APP, PULSSI_GRAPH_URL=graph.url)
        await small(shell)
        if status == 401:
            graph.is_unauthorized = True
        else:
            graph.patience = 3600
            graph.busy.update(dict.fromkeys(PEOPLE, 100))
        refused = await shell.run("org", "install")
        assert refused.code == 1
        (line,) = [line for line in refused.err.splitlines() if line.startswith("pulssi: ")]
        assert line.startswith("pulssi: Graph is busy, or refuses the app")
