"""Whatever happens in Entra, and wherever readings break off: in the end the mirror is what Entra is."""

from __future__ import annotations

from random import Random

import pytest

from directory.graph import GraphError
from directory.listed import Account, Listing
from jobs.read_graph import read_graph
from storage.mirror import load_listing
from tests.directory.entra_town import ADMINS, HR, entra_town, serving, somebody
from tests.directory.loopback_graph import GROUP, USER, Failure, LoopbackGraph

UNITS = ("Kotihoito", "Kirjasto", "Keittiö", None)
LANGUAGES = ("fi-FI", "sv-FI", "en-US", None)


async def held(_connection) -> None:
    """Nobody else reads."""


def expected(town: LoopbackGraph, groups: tuple[str, ...]) -> Listing:
    """Say what somebody would list who knows everything."""
    accounts = [
        Account(
            user,
            known["accountEnabled"],
            known["userType"] == "Guest",
            known.get("department") or "",
            known.get("preferredLanguage"),
            town.managers.get(user),
        )
        for user, known in sorted(town.users.items())
    ]
    members = {
        group: tuple(sorted(each for each, kind in town.groups[group].items() if kind == USER))
        for group in sorted(groups)
        if group in town.groups
    }
    return Listing(tuple(accounts), members)


def happen(town: LoopbackGraph, chance: Random) -> None:
    """Let one thing happen."""
    somebody_there = chance.choice(sorted(town.users))
    anybody = chance.choice([*sorted(town.users), somebody(chance.randrange(40))])
    match chance.randrange(9):
        case 0 | 1:
            if anybody not in town.users:
                town.hire(anybody, department=chance.choice(UNITS))
        case 2:
            town.change(somebody_there, department=chance.choice(UNITS))
        case 3:
            town.change(somebody_there, preferredLanguage=chance.choice(LANGUAGES))
        case 4:
            town.change(somebody_there, accountEnabled=chance.random() < 0.5)
        case 5:
            town.put_under(somebody_there, chance.choice([None, anybody]))
        case 6:
            if len(town.users) > 3:
                town.leave(somebody_there, reason=chance.choice(["changed", "deleted"]))
        case 7:
            change_group(town, chance.choice([HR, ADMINS]), anybody, chance)
        case _:
            town.change(somebody_there, userType=chance.choice(["Guest", "Member"]))


def change_group(town: LoopbackGraph, group: str, member: str, chance: Random) -> None:
    if group not in town.groups:
        town.removed.pop(group, None)
        town.add_group(group, [member])
    elif member in town.groups[group]:
        town.quit(group, member)
    elif chance.random() < 0.1:
        town.delete_group(group)
    else:
        town.join(group, member, kind=chance.choice([USER, USER, GROUP]))


@pytest.mark.parametrize("seed", range(12))
async def test_the_mirror_becomes_what_entra_is(sqlite_stores, seed):
    chance = Random(seed)  # noqa: S311 - no secret
    town = entra_town(page_size=chance.choice([1, 3, 7]), only_changes=chance.random() < 0.5)
    groups = (HR, ADMINS)
    async with serving(town) as graph:
        for _night in range(6):
            for _ in range(chance.randrange(12)):
                happen(town, chance)
            if chance.random() < 0.2:
                town.expire(*chance.choice([(410, "syncStateNotFound"), (400, "resyncRequired")]))
            if chance.random() < 0.5:
                town.fail(*[None] * chance.randrange(6), Failure(400, "Request_BadRequest"))
            try:
                await read_graph(sqlite_stores, graph, attribute="department", groups=groups, hold=held)
            except GraphError:
                continue
            finally:
                town.failures.clear()
        await read_graph(sqlite_stores, graph, attribute="department", groups=groups, hold=held)
        await read_graph(sqlite_stores, graph, attribute="department", groups=groups, hold=held)
    async with sqlite_stores.identity.reading() as connection:
        assert await load_listing(connection) == expected(town, groups)
