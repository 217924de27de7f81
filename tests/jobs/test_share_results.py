"""Results reach those who work in a unit: once, when somebody shares them or when nobody has in time."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import structlog
from sqlalchemy import func, insert, select

from directory.organisation import Organisation
from jobs import clockwork
from jobs.forget_people import forget_person
from jobs.purge import purge_expired
from jobs.share_results import OVERDUE, share_unasked
from storage.audit import CLOCK, list_audit
from storage.dead_letters import count_retriable, retry_failed
from storage.outbox import RESULT, SHARED, failed, settle
from storage.reasons import GAVE_UP, NOTHING_TO_SAY, TOO_LATE
from storage.shares import NEWS_FOR, find_share, list_shared, share_results
from storage.tables.outbox import outbox
from storage.tables.shares import shares
from tests.conversations.people import words
from tests.jobs.house import DAY, END, OFFICE, House, residents
from tests.jobs.post import Post, everybody
from tests.jobs.test_announce_results import card_of, with_people
from tests.jobs.test_close_waves import EVERYBODY, answered
from tests.jobs.test_time import FRIDAY, HOUR, MONDAY
from tests.storage.town import AINO, EERO, HELMI, UNITS, somebody, town

AFTER = timedelta(days=14)
DUE = END + AFTER
SECOND = timedelta(seconds=1)
HOME_CARE = [each.aad_object_id for each in residents("K1")]
TEAM = [each for each in HOME_CARE if each != "eero"]


async def closed(house: House, people: Any = EVERYBODY, *, share_after: int = 14) -> tuple[Post, str]:
    """Let people answer, the wave close, and those who lead get their results."""
    wave = await answered(house, people)
    post = Post(house, END, share_after=share_after)
    await post.passes(END)
    return post, wave


async def shares_it(house: House, wave: str, code: str = "K1", *, actor: str = "eero", now=END) -> list[str]:
    async with house.stores.identity.writing() as connection:
        return await share_results(connection, wave, [code], actor=actor, now=now)


async def shared_units(house: House, wave: str) -> set[str]:
    async with house.stores.identity.reading() as connection:
        return await list_shared(connection, wave)


async def lines(house: House) -> list[tuple[str, str]]:
    async with house.stores.identity.reading() as connection:
        found = await list_audit(connection, newest=99)
    return [(each.actor, each.subject) for each in found if each.action == "result.shared"]


async def states(post: Post) -> dict[str, tuple[str, str | None]]:
    return {person: (row["state"], row["reason"]) for person, row in (await post.rows(SHARED)).items()}


async def test_what_is_shared_goes_once_to_everybody_in_the_unit_but_who_shared_it(house):
    post, wave = await closed(house)
    assert await shares_it(house, wave) == ["K1"]
    assert await shares_it(house, wave, actor="helmi", now=END + HOUR) == []
    assert await post.passes(END + HOUR) == everybody(TEAM, SHARED)
    assert await post.passes(END + 2 * HOUR) == {}
    assert await lines(house) == [("eero", f"{wave}/K1")]
    async with house.stores.identity.reading() as connection:
        found = await find_share(connection, wave, "K1")
    assert found is not None
    assert found.shared_at == END
    rows = await post.rows(SHARED)
    assert {(row["lane"], row["expires_at"]) for row in rows.values()} == {(wave, END + NEWS_FOR)}


async def test_two_who_share_at_once_share_it_once(house):
    post, wave = await closed(house)
    shared = await asyncio.gather(shares_it(house, wave), shares_it(house, wave, actor="helmi"))
    assert sorted(shared) == [[], ["K1"]]
    assert len(await lines(house)) == 1
    assert set(await post.passes(END + HOUR)) >= set(everybody(TEAM, SHARED))


async def test_what_is_shared_outside_working_hours_waits_for_the_morning(small_house):
    wave = await small_house.opened(now=FRIDAY - 3 * DAY, closes=FRIDAY)
    await small_house.all_answer(wave, EVERYBODY, now=FRIDAY - 2 * DAY)
    post = Post(small_house, FRIDAY, OFFICE)
    await post.passes(FRIDAY)
    await shares_it(small_house, wave, now=FRIDAY)
    assert await post.passes(FRIDAY + HOUR) == {}
    got = await post.passes(MONDAY)
    assert {key: got[key] for key in got if key[1] == SHARED} == everybody(TEAM, SHARED)


async def test_what_nobody_has_shared_in_time_is_shared_by_itself_and_once(house):
    post, wave = await closed(house)
    assert await post.passes(DUE - SECOND) == {}
    assert await shared_units(house, wave) == set()
    assert await post.passes(DUE + HOUR) == everybody(town().people, SHARED)
    assert await post.passes(DUE + 3 * HOUR) == {}
    assert await shared_units(house, wave) == {unit.code for unit in UNITS}
    assert sorted(await lines(house)) == sorted((CLOCK, f"{wave}/{unit.code}") for unit in UNITS)


async def test_what_was_shared_before_is_not_shared_again_and_the_rest_is(small_house):
    post, wave = await closed(small_house)
    await shares_it(small_house, wave)
    assert await post.passes(END + HOUR) == everybody(TEAM, SHARED)
    others = [each for each in town().people if each not in HOME_CARE]
    assert await post.passes(DUE + HOUR) == everybody(others, SHARED), (
        "not the supervisor who shared it either"
    )


async def test_processes_that_share_at_once_share_once(house):
    post, wave = await closed(house)
    await asyncio.gather(*(share_unasked(house.stores, after=AFTER, now=DUE) for _ in range(3)))
    assert len(await lines(house)) == len(UNITS)
    assert await shared_units(house, wave) == {unit.code for unit in UNITS}
    assert await post.passes(DUE + HOUR) == everybody(town().people, SHARED)


async def test_where_it_is_set_to_never_nothing_is_shared_by_itself(small_house):
    post, wave = await closed(small_house, share_after=0)
    for days in (0, 1, 14, 20):
        assert await post.passes(END + days * DAY + HOUR) == {}
    assert await shared_units(small_house, wave) == set()


async def test_units_that_show_nothing_are_not_shared(small_house):
    post, wave = await closed(small_house, [each for each in residents("K1") if each is not EERO])
    await post.passes(DUE + HOUR)
    assert await shared_units(small_house, wave) == {"K", "KA", "K1"}


async def test_an_upgrade_or_a_long_standstill_shares_no_old_results(small_house, monkeypatch):
    post, wave = await closed(small_house)
    assert await post.passes(DUE + OVERDUE + SECOND) == {}
    assert await shared_units(small_house, wave) == set()
    # As if the line were not there: the log itself lets nobody take one out.
    monkeypatch.setattr("jobs.share_results.SENT", "result.sent_by_nobody")
    await share_unasked(small_house.stores, after=AFTER, now=DUE)
    assert await shared_units(small_house, wave) == set(), "closed by a version that announced nothing"


async def test_a_process_that_dies_while_it_shares_has_shared_nothing_and_the_next_does(
    small_house, monkeypatch
):
    post, _ = await closed(small_house)
    real = clockwork.share_unasked
    tries = []

    async def share(*args: Any, **more: Any) -> None:
        tries.append(None)
        if len(tries) == 1:
            raise RuntimeError("somebody's words")
        await real(*args, **more)

    monkeypatch.setattr(clockwork, "share_unasked", share)
    with structlog.testing.capture_logs() as logged:
        for second in (0, 1, 30):
            assert await post.passes(DUE + HOUR + timedelta(seconds=second)) == {}
    assert len(tries) == 1, "it rests for a minute"
    assert [line["job"] for line in logged if line["event"] == "job_failed"] == ["share"]
    assert "somebody's words" not in str(logged)
    assert await post.passes(DUE + HOUR + clockwork.REST + SECOND) == everybody(town().people, SHARED)


async def test_the_team_gets_main_points_and_no_more(small_house):
    post, wave = await closed(small_house)
    await shares_it(small_house, wave)
    await post.passes(END + HOUR)
    card = card_of(post, "aino")
    said = words(card)
    assert "Tulosten pääkohdat: Työelämän laatu" in said
    assert "Kotihoito" in said
    assert "Kysely on luottamuksellinen" in said
    assert "vähintään 5" in said
    for left_out in ("kommentti 0", "Muu", "Koko org", "muualla", "Ryhmän sisällä", "Chart"):
        assert left_out not in str(card)
    assert card.get("actions", []) == []


async def test_whoever_has_moved_to_a_unit_that_is_not_shared_gets_nothing(small_house):
    post, wave = await closed(small_house)
    await shares_it(small_house, wave)
    await small_house.knows(with_people(replace(AINO, unit_code="K3")), now=END)
    assert await post.passes(END + HOUR) == everybody([each for each in TEAM if each != "aino"], SHARED)
    assert (await states(post))["aino"] == ("failed", NOTHING_TO_SAY)


async def test_whoever_has_moved_to_another_shared_unit_gets_that_ones(small_house):
    post, wave = await closed(small_house)
    await shares_it(small_house, wave)
    await shares_it(small_house, wave, "K3", actor="helmi")
    await small_house.knows(with_people(replace(AINO, unit_code="K3")), now=END)
    await post.passes(END + HOUR)
    assert "Keittiö" in words(card_of(post, "aino"))
    assert "Kotihoito" not in words(card_of(post, "aino"))


async def test_a_small_unit_gets_the_groups_result_with_its_members(small_house):
    post, wave = await closed(small_house, [*residents("K1"), *residents("K2"), HELMI])
    await shares_it(small_house, wave, "K2", actor="onni")
    await post.passes(END + HOUR)
    said = words(card_of(post, "k2-0"))
    assert "naapuriryhmän yhteisen tuloksen" in said
    assert "Palvelut + Kirjasto" in said or "Kaupunki + Palvelut + Kirjasto" in said


async def test_an_upper_units_result_goes_to_its_direct_staff_only(small_house):
    await small_house.knows(with_people(somebody("area", "KA", supervises=["KA"]), somebody("aide", "KA")))
    post, wave = await closed(small_house)
    await shares_it(small_house, wave, "KA", actor="area")
    assert await post.passes(END + HOUR) == everybody(["aide"], SHARED)
    assert "Palvelut" in words(card_of(post, "aide"))


async def test_a_unit_marked_as_shared_that_shows_nothing_gets_nothing(small_house):
    post, wave = await closed(small_house, [each for each in residents("K1") if each is not EERO])
    await shares_it(small_house, wave, "K3", actor="helmi")
    assert await post.passes(END + HOUR) == {}
    assert set((await states(post)).values()) == {("failed", NOTHING_TO_SAY)}


async def test_a_unit_that_is_gone_since_is_shared_with_nobody(small_house):
    post, _ = await closed(small_house)
    left = [each for each in EVERYBODY if each.unit_code != "K2"]
    await small_house.knows(Organisation([each for each in UNITS if each.code != "K2"], left), now=END)
    got = await post.passes(DUE + HOUR)
    assert got == everybody([each.aad_object_id for each in left], SHARED)


async def test_somebody_who_was_erased_gets_nothing_and_no_row_remains(house):
    post, wave = await closed(house)
    await shares_it(house, wave)
    await forget_person(house.stores, house.vault, "aino", dry_run=False, actor="test", now=END)
    assert await post.passes(END + HOUR) == everybody([each for each in TEAM if each != "aino"], SHARED)
    async with house.stores.identity.reading() as connection:
        mine = select(func.count()).select_from(outbox).where(outbox.c.key.contains("aino"))
        assert await connection.scalar(mine) == 0


async def test_messages_go_a_year_after_the_close_and_what_was_shared_is_remembered(house):
    post, wave = await closed(house)
    await shares_it(house, wave)
    await post.passes(END + HOUR)
    later = END.replace(year=END.year + 1)
    await purge_expired(house.stores, house.vault, dry_run=False, actor=CLOCK, now=later - SECOND)
    assert await post.rows(SHARED) != {}
    await purge_expired(house.stores, house.vault, dry_run=False, actor=CLOCK, now=later)
    assert (await post.rows(SHARED), await post.rows(RESULT)) == ({}, {})
    assert await shared_units(house, wave) == {"K1"}


async def test_what_failed_can_be_tried_again_though_the_wave_is_over_and_not_for_ever(small_house):
    post, wave = await closed(small_house)
    await shares_it(small_house, wave)
    async with small_house.stores.identity.writing() as connection:
        await settle(connection, [failed(f"{SHARED}:{wave}:aino", GAVE_UP)])
    assert (await states(post))["aino"] == ("failed", GAVE_UP)
    everything: dict[str, Any] = {"about": None, "reason": None}
    async with small_house.stores.identity.writing() as connection:
        assert await count_retriable(connection, **everything, now=END + NEWS_FOR) == {}
        assert await count_retriable(connection, **everything, now=END + HOUR) == {GAVE_UP: 1}
        await retry_failed(connection, **everything, now=END + HOUR)
    assert await post.passes(END + HOUR) == everybody(TEAM, SHARED)


async def test_what_could_not_be_delivered_within_a_month_is_no_news(small_house):
    post, wave = await closed(small_house, share_after=0)
    await shares_it(small_house, wave)
    # By then leaders hear of the plan that is missing.
    assert not [person for person, kind in await post.passes(END + NEWS_FOR) if kind == SHARED]
    assert set((await states(post)).values()) == {("failed", TOO_LATE)}


async def test_the_database_itself_keeps_a_second_share_out(house):
    _, wave = await closed(house)
    await shares_it(house, wave)
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        async with house.stores.identity.writing() as connection:
            await connection.execute(insert(shares).values(wave=wave, code="K1", shared_at=END))
