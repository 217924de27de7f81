from __future__ import annotations

import asyncio
import inspect
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from directory.organisation import Person
from jobs import close_waves
from jobs.close_waves import LEASE, Count
from scoring.disclosure import Plan, UnsafePlan, plan
from storage.audit import list_audit
from storage.ballots import UrnClosed, record_ballot
from storage.comments import list_comments
from storage.results import find_result, get_result, list_results
from storage.scrub import NotScrubbed
from storage.sealing import Ballot, TamperedBallot, WrongMasterKey, seal
from storage.secrets import SecretsMissing, Vault
from storage.tables.directory import person_roles, supervisions
from storage.wave_viewers import list_cells_of_viewers
from tests.jobs.house import DAY, END, FIILIS, NOW, QWL, House, residents
from tests.storage.town import UNITS, town

EVERYBODY = list(town().people.values())
STAFF = [person for person in residents("K1") if person.aad_object_id != "eero"]  # who count in K1
CANARY = "kanarialintu-ei-saa-jäädä"


class Killed(BaseException):
    """The process is gone."""


async def contract(house: House, wave: str, code: str = "K") -> dict:
    async with house.stores.identity.reading() as connection:
        found = await find_result(connection, wave, code=code)
    assert found is not None
    return found.as_contract()


async def said(house: House, wave: str, code: str) -> list[str]:
    async with house.stores.identity.reading() as connection:
        return await list_comments(connection, wave, code=code)


async def closed_lines(house: House) -> int:
    async with house.stores.identity.reading() as connection:
        return sum(line.action == "wave.closed" for line in await list_audit(connection, newest=100))


async def answered(house: House, people: list[Person], **plan) -> str:
    wave = await house.opened(**plan)
    await house.all_answer(wave, people)
    return wave


async def test_a_wave_is_counted_published_and_its_single_answers_destroyed(house):
    wave = await answered(house, EVERYBODY)
    assert (await house.left())["ballots"] == len(EVERYBODY)
    assert await house.closes(wave)
    assert (await house.wave(wave)).state(END) == "closed"
    left = await house.left()
    assert {name: left[name] for name in ("ballots", "tags", "urns", "wave_secrets")} == {
        "ballots": 0,
        "tags": 0,
        "urns": 0,
        "wave_secrets": 0,
    }
    assert (left["atoms"], left["results"]) == (1, len(UNITS))
    assert await closed_lines(house) == 1
    with pytest.raises(SecretsMissing):
        await house.vault.get(wave, now=END)


async def test_results_say_what_was_answered(house):
    wave = await house.opened()
    for number, person in enumerate(STAFF):
        await house.answers(wave, person.aad_object_id, value=2 if number % 2 else 4)
    await house.closes(wave)
    home_care = await contract(house, wave, "K1")
    assert (home_care["tier"], home_care["n"]) == ("full", 13)
    assert home_care["items"] == dict.fromkeys(QWL.item_ids, round((7 * 4 + 6 * 2) / 13, 2))
    assert (await contract(house, wave, "K3"))["tier"] == "none"


async def test_results_come_in_tree_order_one_a_unit(house):
    wave = await answered(house, EVERYBODY)
    await house.closes(wave)
    async with house.stores.identity.reading() as connection:
        found = await list_results(connection, wave)
    assert [each.unit for each in found] == [unit.code for unit in UNITS]


async def test_closing_again_does_nothing(house):
    wave = await answered(house, EVERYBODY)
    assert await house.closes(wave)
    before = await contract(house, wave), await house.left()
    assert not await house.closes(wave, now=END + DAY)
    assert (await contract(house, wave), await house.left()) == before
    assert await closed_lines(house) == 1


async def test_an_open_wave_is_not_closed_before_its_end(house):
    wave = await answered(house, residents("K1"))
    assert not await house.closes(wave, now=END - timedelta(seconds=1))
    await house.answers(wave, "helmi")
    assert (await house.left())["ballots"] == len(residents("K1")) + 1


async def test_a_wave_without_ballots_closes_with_nothing_to_show(house):
    wave = await house.opened()
    assert await house.closes(wave)
    assert {(await contract(house, wave, unit.code))["tier"] for unit in UNITS} == {"none"}


@pytest.mark.parametrize("instrument", [QWL, FIILIS], ids=lambda instrument: instrument.id)
async def test_fewer_than_five_answers_show_nothing_anywhere(house, instrument):
    wave = await house.opened(instrument=instrument)
    for name in ("aino", "helmi", "k1-0", "k3-0"):
        await house.answers(wave, name, comment=CANARY)
    assert await house.closes(wave)
    shown = [await contract(house, wave, unit.code) for unit in UNITS]
    assert {each["tier"] for each in shown} == {"none"}
    assert {each["n"] for each in shown} == {None}
    assert [await said(house, wave, unit.code) for unit in UNITS] == [[]] * len(UNITS)
    assert (await house.left())["comments"] == 0


async def test_comments_are_kept_where_ten_answered_and_three_wrote(house):
    wave = await house.opened()
    for number, person in enumerate(STAFF):
        await house.answers(wave, person.aad_object_id, comment=f"Kotihoito {number}" if number < 5 else "")
    await house.closes(wave)
    written = {f"Kotihoito {number}" for number in range(5)}
    assert [set(await said(house, wave, code)) for code in ("K", "KA", "K1", "K2", "K3")] == [
        written,
        written,
        written,
        set(),
        set(),
    ]


@pytest.mark.parametrize(("people", "writers"), [(9, 9), (13, 2)])
async def test_fewer_respondents_or_fewer_comments_leave_none_at_all(house, people, writers):
    wave = await house.opened()
    for number, person in enumerate(STAFF[:people]):
        await house.answers(wave, person.aad_object_id, comment=CANARY if number < writers else "")
    await house.closes(wave)
    assert (await house.left())["comments"] == 0
    assert await said(house, wave, "K") == []


async def test_of_several_closers_at_once_one_closes(house):
    wave = await answered(house, EVERYBODY)
    ends = await asyncio.gather(*(house.closes(wave) for _ in range(4)))
    assert sorted(ends) == [False, False, False, True]
    assert (await contract(house, wave))["n"] == len(EVERYBODY)
    assert await closed_lines(house) == 1


async def test_a_slow_closer_that_lost_its_lease_makes_no_second_snapshot(house, monkeypatch):
    wave = await answered(house, EVERYBODY)
    real, waiting, go_on = close_waves._open_ballots, asyncio.Event(), asyncio.Event()

    async def slow(*args: Any):
        if not waiting.is_set():
            waiting.set()
            await go_on.wait()
        return await real(*args)

    monkeypatch.setattr(close_waves, "_open_ballots", slow)
    first = asyncio.create_task(house.closes(wave))
    await waiting.wait()
    assert await house.closes(wave, now=END + LEASE + timedelta(seconds=1))
    before = await contract(house, wave)
    go_on.set()
    assert not await first
    assert await contract(house, wave) == before
    assert before["n"] == len(EVERYBODY)
    assert await closed_lines(house) == 1


async def test_a_ballot_that_comes_while_counting_is_refused(house, monkeypatch):
    wave = await answered(house, residents("K1"))
    refused = []
    real = close_waves._open_ballots

    async def late(*args: Any):
        with pytest.raises(UrnClosed):
            await house.answers(wave, "helmi")
        refused.append("helmi")
        return await real(*args)

    monkeypatch.setattr(close_waves, "_open_ballots", late)
    await house.closes(wave)
    assert refused == ["helmi"]
    assert (await contract(house, wave))["n"] == len(residents("K1"))


STEPS = (
    "get_wave",
    "close_urn",
    "opening_box",
    "_open_ballots",
    "list_frozen_units",
    "count_invited",
    "list_past_waves",
    "take_snapshot",
    "record_results",
    "record_comments",
    "count_newcomers",
    "count_leavers",
    "tell_of_shifted",
    "mark_counted",
    "destroy_ballots",
    "scrub",
    "mark_closed",
    "record_audit",
    "announce_results",
)


def dying(real, moment: str):
    """Wrap a step so that the process dies before or after it."""

    async def dies_async(*args: Any, **more):
        if moment == "after":
            await real(*args, **more)
        raise Killed

    def dies(*args: Any, **more):
        if moment == "after":
            real(*args, **more)
        raise Killed

    return dies_async if inspect.iscoroutinefunction(real) else dies


async def never_released(*_args: Any, **_more) -> None:
    """A process that is killed lets go of nothing."""
    raise Killed


@pytest.mark.parametrize("ending", ["raises", "killed"])
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("step", [*STEPS, "vault.destroy"])
async def test_a_close_that_dies_at_any_step_is_finished_by_the_next(
    small_house, monkeypatch, step, moment, ending
):
    house = small_house
    people = [*residents("K1"), *residents("K3")]
    wave = await answered(house, people)
    owner, _, name = step.rpartition(".")
    target = type(house.vault) if owner else close_waves
    monkeypatch.setattr(target, name, dying(getattr(target, name), moment))
    if ending == "killed":
        monkeypatch.setattr(close_waves, "release_closing", never_released)
    with pytest.raises(Killed):
        await house.closes(wave)
    monkeypatch.undo()

    at_death = await house.left()
    assert at_death["atoms"] in {0, 1}
    assert at_death["ballots"] == len(people) or at_death["atoms"] == 1, "no ballot goes before its sums"
    async with house.stores.identity.reading() as connection:
        assert await find_result(connection, wave, code="K") is None

    again = END if ending == "raises" else END + LEASE + timedelta(seconds=1)
    assert await house.closes(wave, now=again)
    left = await house.left()
    assert [left[table] for table in ("ballots", "tags", "urns", "wave_secrets")] == [0, 0, 0, 0]
    assert (left["atoms"], left["results"]) == (1, len(UNITS))
    assert (await contract(house, wave))["n"] == len(people)
    assert len(await said(house, wave, "K")) == len(set(await said(house, wave, "K"))) > 0
    assert await closed_lines(house) == 1


async def test_a_store_that_cannot_be_scrubbed_yet_keeps_the_wave_from_closing(small_house, monkeypatch):
    monkeypatch.setattr("storage.scrub._LOOKS", 2)
    wave = await answered(small_house, residents("K1"))

    async def is_read(_store):
        raise NotScrubbed("ballots")

    monkeypatch.setattr(close_waves, "scrub", is_read)
    with pytest.raises(NotScrubbed):
        await small_house.closes(wave)
    assert (await small_house.wave(wave)).state(END) == "closing"
    monkeypatch.undo()
    assert await small_house.closes(wave)


async def test_without_its_secrets_a_wave_cannot_be_counted_and_loses_no_ballot(house):
    wave = await answered(house, residents("K1"))
    await house.vault.destroy(wave)
    with pytest.raises(SecretsMissing):
        await house.closes(wave)
    left = await house.left()
    assert (left["ballots"], left["atoms"]) == (len(residents("K1")), 0)


@pytest.mark.parametrize(
    "ballot",
    [
        Ballot("K1", {QWL.item_ids[0]: 6}),
        Ballot("K1", {QWL.item_ids[0]: 0}),
        Ballot("K1", {QWL.item_ids[0]: -1}),
        Ballot("K1", {QWL.item_ids[0]: 300}),
        Ballot("K1", {"unknown": 3}),
        Ballot("nowhere", {QWL.item_ids[0]: 3}),
    ],
    ids=["too high", "zero", "negative", "no byte", "unknown item", "unknown unit"],
)
async def test_a_ballot_that_the_bot_did_not_make_stops_the_count(small_house, ballot):
    wave = await answered(small_house, residents("K1"))
    secrets = await small_house.vault.get(wave, now=END)
    async with small_house.stores.ballots.writing() as connection:
        sealed = seal(ballot, secrets.public_key)
        await record_ballot(connection, wave, tag=b"t" * 32, sealed=sealed)
    with pytest.raises(TamperedBallot):
        await small_house.closes(wave)
    left = await small_house.left()
    assert (left["ballots"], left["atoms"]) == (len(residents("K1")) + 1, 0)


def test_dont_know_is_no_answer_and_no_zero():
    count = Count(FIILIS)
    count.add(Ballot("K1", {"mood": 5}, "Kiitos"))
    count.add(Ballot("K3", {}))
    answers = count.answers()
    assert list(answers.columns) == ["cell", *FIILIS.item_ids]
    assert answers["mood"].tolist()[0] == 5.0
    assert answers.isna().sum().sum() == 3
    assert count.comments == [("K1", "Kiitos")]


def test_nothing_counted_is_an_empty_table():
    assert Count(FIILIS).answers().shape == (0, 1 + len(FIILIS.items))


async def test_after_the_close_no_byte_of_an_answer_or_a_hidden_comment_is_in_any_file(small_house, tmp_path):
    wave = await house_with_canaries(small_house)
    sealed = await small_house.answers(wave, "k3-1", comment=CANARY)
    marks = [sealed[place : place + 24] for place in (0, 100, 3000, len(sealed) - 24)]
    assert all(any(mark in content for content in files(tmp_path)) for mark in marks)
    secrets = await small_house.vault.get(wave, now=END)
    assert await small_house.closes(wave)
    marks += [CANARY.encode(), secrets.private_key, secrets.tag_key]
    assert not [mark for mark in marks for content in files(tmp_path) if mark in content]
    await small_house.stores.close()
    assert not [mark for mark in marks for content in files(tmp_path) if mark in content]


async def house_with_canaries(house: House) -> str:
    wave = await house.opened()
    for person in residents("K1"):
        await house.answers(wave, person.aad_object_id)
    await house.answers(wave, "k3-0", comment=CANARY)
    return wave


def files(folder) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()]


LATER = END + 90 * DAY


def team(unit: str) -> list[Person]:
    """Those whose answers count in the unit itself."""
    return [person for person in residents(unit) if not person.supervises]


async def measured(house, *, now, unit="K", instrument=QWL, value=4) -> str:
    """Run a wave from plan to close in which everybody of two units gives much the same answers."""
    wave = await house.opened(unit=unit, instrument=instrument, now=now, closes=now + DAY)
    people = team("K1") if unit == "K1" else [*team("K1"), *team("K3")]
    for number, person in enumerate(people):
        await house.answers(wave, person.aad_object_id, value=value - number % 2, now=now)
    assert await house.closes(wave, now=now + DAY)
    return wave


async def test_a_second_wave_is_compared_with_the_first(house):
    first = await measured(house, now=NOW, value=3)
    second = await measured(house, now=LATER, value=5)
    async with house.stores.identity.reading() as connection:
        before = await get_result(connection, first, code="K1")
        after = await get_result(connection, second, code="K1")
    (point,) = after.trend
    assert (point.wave, point.reason, point.n) == (first, None, before.n)
    assert point.figures["index"] == before.index
    assert point.figures["theme.trust"] == before.themes["trust"]
    assert after.changes["index"] == "clearly-higher"
    assert before.trend == ()
    assert before.changes == {}


async def test_waves_of_other_instruments_and_other_branches_are_no_past(house):
    await measured(house, now=NOW, instrument=FIILIS)
    await measured(house, now=NOW, unit="K1")
    wave = await measured(house, now=LATER)
    async with house.stores.identity.reading() as connection:
        assert (await get_result(connection, wave, code="K1")).trend == ()


async def test_a_branch_is_compared_with_its_part_of_an_earlier_whole(house):
    first = await measured(house, now=NOW)
    branch = await house.opened(unit="K1", now=LATER, closes=LATER + DAY)
    await house.all_answer(branch, team("K1"), now=LATER)
    await house.closes(branch, now=LATER + DAY)
    async with house.stores.identity.reading() as connection:
        (point,) = (await get_result(connection, branch, code="K1")).trend
    assert (point.wave, point.reason) == (first, None)


async def reasons(house: House) -> list[str]:
    async with house.stores.identity.reading() as connection:
        lines = await list_audit(connection, newest=100)
    return [line.subject for line in lines if line.action == "wave.not_closed"]


async def test_why_a_wave_does_not_close_is_told_once_however_often_it_is_tried(small_house):
    wave = await answered(small_house, residents("K1"))
    await small_house.vault.destroy(wave)
    for _ in range(3):
        with pytest.raises(SecretsMissing):
            await small_house.closes(wave)
    assert await reasons(small_house) == [f"{wave}: SecretsMissing"]


async def test_a_changed_master_key_stops_the_close_until_the_right_one_is_back(small_house):
    wave = await answered(small_house, residents("K1"))
    other = House(small_house.stores, Vault(small_house.stores.secrets, b"x" * 32))
    with pytest.raises(WrongMasterKey):
        await other.closes(wave)
    left = await small_house.left()
    assert (left["ballots"], left["atoms"]) == (len(residents("K1")), 0)
    assert await reasons(small_house) == [f"{wave}: WrongMasterKey"]
    assert await small_house.closes(wave)
    assert (await contract(small_house, wave))["n"] == len(residents("K1"))


async def test_a_publication_that_the_gate_refuses_publishes_and_destroys_nothing(house, monkeypatch):
    people = [*residents("K1"), *residents("K3")]
    wave = await answered(house, people)

    def leaky(parents, counts, *, k):
        safe = plan(parents, counts, k=k)
        return Plan(k=k, published=safe.published | {"K2"}, atoms=safe.atoms)

    monkeypatch.setattr(close_waves, "plan", leaky)
    with pytest.raises(UnsafePlan):
        await house.closes(wave)
    left = await house.left()
    assert (left["ballots"], left["atoms"], left["results"]) == (len(people), 0, 0)
    (told,) = await reasons(house)
    assert told.startswith(f"{wave}: ")
    assert "K2" not in told
    monkeypatch.undo()
    assert await house.closes(wave)


async def test_a_clock_that_jumps_back_closes_nothing_early(small_house):
    wave = await answered(small_house, residents("K1"))
    assert not await small_house.closes(wave, now=NOW - DAY)
    assert not await small_house.closes(wave, now=END - timedelta(seconds=1))
    assert await small_house.closes(wave)
    assert not await small_house.closes(wave, now=NOW)
    assert (await contract(small_house, wave))["n"] == len(residents("K1"))


async def test_where_somebody_sees_everything_the_own_answer_makes_no_group_large_enough(house):
    wave = await answered(house, residents("K3")[:5])
    assert await house.closes(wave)
    assert (await contract(house, wave, "K3"))["tier"] == "means"
    async with house.stores.identity.writing() as connection:
        await connection.execute(insert(person_roles).values(person="k3-6", role="management"))
    again = await answered(house, residents("K3")[:5], instrument=FIILIS)
    assert await house.closes(again)
    assert (await contract(house, again, "K3"))["tier"] == "none"


async def test_the_cells_of_those_who_see_everything_are_known(house):
    wave = await house.opened()
    async with house.stores.identity.writing() as connection:
        planned = await house.wave(wave)
        assert await list_cells_of_viewers(connection, planned, now=NOW) == {"K"}
        await connection.execute(insert(supervisions).values(person="k2-1", unit_code="K"))
        await connection.execute(insert(person_roles).values(person="k3-6", role="management"))
        await connection.execute(insert(person_roles).values(person="k1-3", role="admin"))
        assert await list_cells_of_viewers(connection, planned, now=NOW) == {"K", "K2", "K3"}
