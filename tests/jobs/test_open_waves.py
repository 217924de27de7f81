from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from jobs import open_waves
from jobs.watch_waves import list_shifted
from storage.audit import list_audit
from storage.ballots import UrnClosed, record_ballot
from storage.outbox import count_deliveries
from storage.results import list_results
from storage.sealing import Ballot, seal
from storage.tables.outbox import outbox
from storage.waves import (
    UnknownWave,
    count_invited,
    list_frozen_units,
)
from tests.jobs.house import DAY, END, FIILIS, NOW
from tests.membership import find_membership
from tests.storage.town import AINO, EERO, ONNI, UNITS, somebody, town


class Killed(BaseException):
    """The process is gone."""


async def cell(house, wave: str, person: str) -> str | None:
    async with house.stores.identity.reading() as connection:
        return (await find_membership(connection, wave, person=person))[1]


async def tree(house, wave: str) -> list[str]:
    async with house.stores.identity.reading() as connection:
        return [each.unit.code for each in await list_frozen_units(connection, wave)]


async def deliveries(house, wave: str) -> list:
    async with house.stores.identity.reading() as connection:
        rows = await connection.execute(select(outbox).where(outbox.c.about == wave).order_by(outbox.c.key))
        return list(rows)


async def test_everybody_in_the_unit_and_below_is_asked_and_nobody_else(house):
    wave = await house.opened(unit="KA")
    assert [await cell(house, wave, name) for name in ("aino", "onni", "helmi", "k3-0")] == [
        "K1",
        "KA",
        None,
        None,
    ]
    assert await tree(house, wave) == ["KA", "K1", "K2"]
    async with house.stores.identity.reading() as connection:
        root, *_ = await list_frozen_units(connection, wave)
        assert await count_invited(connection, wave) == {"K1": 13, "KA": 2, "K2": 3}
    assert (root.unit.parent_code, root.path) == (None, ("K", "KA"))


async def test_a_supervisors_answer_counts_above_the_unit_that_is_led(house):
    wave = await house.opened()
    assert await cell(house, wave, "eero") == "KA"
    assert await cell(house, wave, "onni") == "KA"


async def test_who_leads_all_of_the_wave_is_not_asked_and_gets_no_message(house):
    people = [somebody("saga", "K1", supervises=["KA"]), AINO, EERO]
    await house.knows(town(people=people))
    wave = await house.opened(unit="K1", reminders=1)
    assert [await cell(house, wave, name) for name in ("aino", "saga", "eero")] == ["K1", None, None]
    assert {row.person for row in await deliveries(house, wave)} == {"aino"}


async def test_the_head_of_the_whole_answers_at_the_root_for_there_is_nothing_above(house):
    await house.knows(town(people=[somebody("saga", "K", supervises=["K"]), AINO]))
    wave = await house.opened()
    assert await cell(house, wave, "saga") == "K"


async def test_a_wave_that_asks_nobody_opens_and_closes(house):
    await house.knows(town(people=[AINO, ONNI]))
    wave = await house.opened(unit="K2", reminders=2)
    assert await deliveries(house, wave) == []
    assert await house.closes(wave)
    async with house.stores.identity.reading() as connection:
        (result,) = await list_results(connection, wave)
    assert (result.tier, result.n, result.response_rate) == ("none", None, None)
    assert await list_shifted(house.stores, wave) == []
    assert (await house.left())["wave_secrets"] == 0


async def test_a_later_import_changes_neither_cell_nor_tree_nor_membership(house):
    wave = await house.opened()
    before = [await cell(house, wave, name) for name in ("aino", "eero", "onni", "uusi")]
    moved = [
        replace(AINO, unit_code="K3"),
        replace(EERO, supervises=()),
        somebody("uusi", "K1"),
    ]
    await house.knows(
        town(
            [replace(u, parent_code="K", name_fi="Uusi nimi") if u.code == "K1" else u for u in UNITS], moved
        )
    )
    assert [await cell(house, wave, name) for name in ("aino", "eero", "onni", "uusi")] == before
    assert await tree(house, wave) == [unit.code for unit in UNITS]
    async with house.stores.identity.reading() as connection:
        frozen = {each.unit.code: each.unit for each in await list_frozen_units(connection, wave)}
    assert frozen == {unit.code: unit for unit in UNITS}


async def test_everybody_gets_one_invitation_now_under_a_key_of_its_own(house):
    wave = await house.opened()
    rows = await deliveries(house, wave)
    assert sorted(row.person for row in rows) == sorted(town().people)
    assert len({row.key for row in rows}) == len(rows)
    assert {(row.kind, row.due_at, row.state) for row in rows} == {("survey", NOW, "waiting")}


async def test_reminders_go_to_everybody_alike(house):
    wave = await house.opened(reminders=2)
    async with house.stores.identity.reading() as connection:
        sent = await count_deliveries(connection, wave, open_waves.REMINDER)
    rows = [row for row in await deliveries(house, wave) if row.kind == open_waves.REMINDER]
    assert sent.planned == 2 * len(town().people)
    assert {row.due_at for row in rows} == {NOW + 3.5 * DAY, END - DAY}


async def test_opening_again_does_nothing(house):
    wave = await house.opened()
    before, counts = await deliveries(house, wave), await house.left()
    assert not await house.opens(wave, now=NOW + DAY)
    assert (await deliveries(house, wave), await house.left()) == (before, counts)
    assert (await house.wave(wave)).opened_at == NOW


async def test_a_closed_wave_gets_no_new_urn_and_no_new_secrets(house):
    wave = await house.opened()
    await house.closes(wave)
    assert not await house.opens(wave, now=END + DAY)
    left = await house.left()
    assert (left["urns"], left["wave_secrets"]) == (0, 0)


async def test_of_several_processes_one_opens(house):
    wave = await house.plans()
    opened = await asyncio.gather(*(house.opens(wave) for _ in range(4)))
    assert sorted(opened) == [False, False, False, True]
    assert len(await deliveries(house, wave)) == len(town().people)
    assert (await house.left())["wave_secrets"] == 1
    await house.answers(wave, "aino")


@pytest.mark.parametrize("step", ["mark_opened", "open_urn", "freeze", "record_deliveries", "record_audit"])
async def test_a_crash_at_any_step_is_made_good_by_the_next_call(house, monkeypatch, step):
    wave = await house.plans()
    real = getattr(open_waves, step)

    async def dies(*args: Any, **more):
        await real(*args, **more)
        raise Killed

    monkeypatch.setattr(open_waves, step, dies)
    with pytest.raises(Killed):
        await house.opens(wave)
    monkeypatch.undo()
    assert (await house.wave(wave)).state(NOW) == "planned"
    assert await deliveries(house, wave) == []
    assert await house.opens(wave, now=NOW + timedelta(minutes=1))
    assert len(await deliveries(house, wave)) == len(town().people)
    await house.answers(wave, "aino")


async def test_a_crash_between_the_stores_keeps_the_secrets_that_the_urn_knows(house, monkeypatch):
    wave = await house.plans()
    first = await house.vault.make(wave, now=NOW)
    assert await house.opens(wave)
    assert await house.vault.get(wave, now=NOW) == first
    await house.answers(wave, "aino")


async def test_a_wave_whose_unit_is_gone_stays_planned_until_it_is_back(house):
    wave = await house.plans(unit="K2")
    without = town([u for u in UNITS if u.code != "K2"], [AINO])
    await house.knows(without)
    assert not await house.opens(wave)
    assert (await house.wave(wave)).state(NOW) == "planned"
    assert (await house.left())["urns"] == 0
    await house.knows(town(people=[AINO, ONNI, somebody("k2-0", "K2")]))
    assert await house.opens(wave)
    assert await cell(house, wave, "k2-0") == "K2"


async def test_a_wave_that_nobody_planned_is_told(house):
    with pytest.raises(UnknownWave):
        await house.opens("w1")
    assert (await house.left())["wave_secrets"] == 0


async def test_nobody_answers_before_it_opens(house):
    wave = await house.plans(instrument=FIILIS)
    secrets = await house.vault.make(wave, now=NOW)
    sealed = seal(Ballot("K1", {"mood": 3}), secrets.public_key)
    with pytest.raises(UrnClosed):
        async with house.stores.ballots.writing() as connection:
            await record_ballot(connection, wave, tag=b"t" * 32, sealed=sealed)


async def test_the_audit_log_says_that_it_opened(house):
    wave = await house.opened()
    async with house.stores.identity.reading() as connection:
        (line,) = await list_audit(connection, newest=1)
    assert (line.at, line.actor, line.action, line.subject) == (NOW, "clock", "wave.opened", wave)
