from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, func, insert, select

from jobs import purge
from jobs.purge import purge_expired
from jobs.seal_audit import seal_audit
from storage.actors import record_language
from storage.audit import CLOCK, AuditEntry, list_audit
from storage.audit_proof import prove
from storage.comments import list_comments
from storage.conversations import Conversation, record_conversation
from storage.migrate import metadata_of
from storage.retention import EVERY
from storage.secrets import find_wrapped
from storage.tables.ballots import ballots, tags, urns
from storage.tables.directory import persons
from storage.tables.results import comment_views, comments
from storage.tables.secrets import wave_secrets
from storage.tables.waves import wave_members
from tests.jobs.house import DAY, END, FIILIS, NOW, House
from tests.storage.town import town

EVERYBODY = list(town().people.values())
MESSAGES = 2 * len(EVERYBODY) + len({"eero", "helmi", "onni"})
"""An invitation and a reminder each, and the results for those who see some."""
INSTANT = timedelta(microseconds=1)
NOTHING = {rule.name: 0 for rule in EVERY}
A_YEAR = END.replace(year=END.year + 1)
TWO_YEARS = END.replace(year=END.year + 2)


async def purged(house: House, now: datetime, *, dry_run: bool = False) -> dict[str, int]:
    done = await purge_expired(house.stores, house.vault, dry_run=dry_run, actor=CLOCK, now=now)
    return {each.rule.name: each.count for each in done}


async def contents(house: House) -> dict[str, list[str]]:
    await seal_audit(house.stores)  # as a second later anyway
    found = {}
    for store in house.stores.all:
        async with store.reading() as connection:
            for table in metadata_of(store.name).sorted_tables:
                rows = await connection.execute(select(table))
                found[table.name] = sorted(str(tuple(row)) for row in rows)
    return found


async def list_lines(house: House) -> list[AuditEntry]:
    async with house.stores.identity.reading() as connection:
        return await list_audit(connection, newest=99)


async def lines(house: House) -> list[tuple[str, str]]:
    async with house.stores.identity.reading() as connection:
        found = await list_audit(connection, newest=99)
    return [(each.actor, each.subject) for each in found if each.action == "purged"]


@pytest.fixture
async def wave(house) -> str:
    """A closed wave in which everybody was asked and answered, with comments."""
    opened = await house.opened(reminders=1)
    await house.all_answer(opened, EVERYBODY)
    await house.closes(opened)
    return opened


async def rows(house: House, *tables) -> int:
    async with house.stores.identity.reading() as connection:
        return sum([await connection.scalar(select(func.count()).select_from(each)) or 0 for each in tables])


@pytest.mark.parametrize(
    ("rule", "limit"), [("messages", A_YEAR), ("comments", TWO_YEARS), ("membership", TWO_YEARS)]
)
async def test_what_has_its_time_is_kept_to_the_last_moment_and_goes_at_the_limit(house, wave, rule, limit):
    said = await rows(house, comments, comment_views)
    all_of_it = {"messages": MESSAGES, "comments": said, "membership": len(EVERYBODY)}[rule]
    assert said > 0
    assert (await purged(house, limit - INSTANT, dry_run=True))[rule] == 0
    assert (await purged(house, limit - INSTANT))[rule] == 0
    assert (await purged(house, limit, dry_run=True))[rule] == all_of_it
    assert (await purged(house, limit))[rule] == all_of_it
    assert (await purged(house, limit + DAY))[rule] == 0


async def test_results_sums_waves_and_trees_are_kept_for_ever(house, wave):
    before = await contents(house)
    assert (await purged(house, END.replace(year=2099)))["comments"] > 0
    after = await contents(house)
    kept = ("atoms", "results", "waves", "wave_units", "instruments", "units", "persons", "supervisions")
    assert {name: after[name] for name in (*kept, "person_roles")} == {
        name: before[name] for name in (*kept, "person_roles")
    }
    assert (after["comments"], after["comment_views"], after["outbox"], after["wave_members"]) == ([],) * 4


async def test_comments_are_shown_until_they_go(house, wave):
    async def shown() -> int:
        async with house.stores.identity.reading() as connection:
            return len(await list_comments(connection, wave, code="K"))

    await purged(house, TWO_YEARS - INSTANT)
    assert await shown() > 0
    await purged(house, TWO_YEARS)
    assert await shown() == 0


async def test_waves_that_are_not_closed_lose_nothing_however_old(house):
    opened = await house.opened()
    await house.answers(opened, "aino", comment="kommentti")
    await house.plans(instrument=FIILIS)
    before = await contents(house)
    assert await purged(house, NOW.replace(year=2099)) == NOTHING | {"audit": len(before["audit_log"])}
    after = await contents(house)
    log = {"audit_log", "audit_chain"}
    assert {name: after[name] for name in after.keys() - log} == {
        name: before[name] for name in before.keys() - log
    }


async def test_a_younger_wave_is_untouched_by_the_end_of_an_older_one(house, wave):
    younger = await house.opened(now=END + DAY, closes=END + 2 * DAY)
    await house.all_answer(younger, EVERYBODY, now=END + DAY)
    await house.closes(younger, now=END + 2 * DAY)
    await purged(house, TWO_YEARS)
    async with house.stores.identity.reading() as connection:
        left = set(await connection.scalars(select(wave_members.c.wave)))
        assert left == {younger} == set(await connection.scalars(select(comments.c.wave)))


async def test_a_dry_run_promises_what_a_run_does_and_changes_nothing(house, wave):
    await met(house, "helmi", "stranger")
    async with house.stores.identity.writing() as connection:
        await connection.execute(delete(persons).where(persons.c.person == "helmi"))
    await put_back(house, wave)
    before = await contents(house)
    promised = await purged(house, TWO_YEARS, dry_run=True)
    assert await contents(house) == before
    assert await purged(house, TWO_YEARS) == promised
    assert (promised["addresses"], promised["remains"]) == (4, 1)
    assert await purged(house, TWO_YEARS, dry_run=True) == NOTHING


async def test_a_second_run_removes_nothing_and_leaves_no_line(house, wave):
    await purged(house, TWO_YEARS)
    before = await contents(house)
    assert await purged(house, TWO_YEARS) == NOTHING
    assert await contents(house) == before


async def test_the_log_says_how_much_went_by_which_rule_and_never_whose(house, wave):
    await met(house, "stranger")
    said = await rows(house, comments, comment_views)
    await purged(house, TWO_YEARS)
    assert await lines(house) == [
        (CLOCK, f"comments {said}"),
        (CLOCK, f"messages {MESSAGES}"),
        (CLOCK, f"membership {len(EVERYBODY)}"),
        (CLOCK, "addresses 2"),
        (CLOCK, "audit 3"),
    ]


async def test_the_log_goes_line_by_line_after_two_years_and_what_is_left_holds(house, wave):
    planned = await list_lines(house)
    later = END + timedelta(days=731) - INSTANT
    assert (await purged(house, later))["audit"] == len([each for each in planned if each.at == NOW])
    left = await list_lines(house)
    assert [each for each in left if each.at < later] == [each for each in planned if each.at == END]
    await seal_audit(house.stores)
    async with house.stores.identity.reading() as connection:
        proof = await prove(connection)
    assert (proof.lines, proof.faults) == (len(left), ())


async def met(house: House, *people: str) -> None:
    async with house.stores.identity.writing() as connection:
        for person in people:
            await record_language(connection, person, language="fi")
            chat = Conversation(person, "https://smba.example/", "a:1", "tenant", "29:1", "28:bot")
            await record_conversation(connection, chat)


async def test_a_chat_outlives_the_directory_as_long_as_a_list_names_the_person(house, wave):
    await met(house, "aino", "onni")
    await house.knows(town(people=[each for each in EVERYBODY if each.aad_object_id != "onni"]))
    assert (await purged(house, TWO_YEARS - INSTANT))["addresses"] == 0
    assert (await purged(house, TWO_YEARS))["addresses"] == 2
    left = await contents(house)
    assert len(left["conversations"]) == len(left["preferences"]) == 1
    assert "aino" in left["conversations"][0]


async def put_back(house: House, wave: str) -> bytes:
    """Half a backup: the ballot, tag, urn and secrets of a wave are here again."""
    secrets = await house.vault.make(wave, now=END)
    async with house.stores.ballots.writing() as connection:
        row = {"wave": wave, "public_key": secrets.public_key, "is_open": True}
        await connection.execute(insert(urns), [row])
        await connection.execute(
            insert(ballots), [{"wave": wave, "key": b"k" * 16, "sealed": b"kanarialintu"}]
        )
        await connection.execute(insert(tags), [{"wave": wave, "tag": b"t" * 32}])
    async with house.stores.secrets.reading() as connection:
        wrapped = await find_wrapped(connection, wave)
    assert wrapped is not None
    return wrapped


async def test_what_a_backup_brought_back_of_a_closed_wave_is_destroyed_and_logged_once(house, wave):
    opened = await house.opened(now=END + DAY, closes=END + 7 * DAY)
    await house.answers(opened, "aino", now=END + DAY)
    before = await contents(house)
    await put_back(house, wave)
    assert await purged(house, END + DAY) == NOTHING | {"remains": 1}
    after = await contents(house)
    boxes = ("urns", "ballots", "tags", "wave_secrets")
    assert {name: after[name] for name in boxes} == {name: before[name] for name in boxes}
    assert len(after["ballots"]) == len(after["wave_secrets"]) == 1
    assert await purged(house, END + DAY) == NOTHING
    assert await lines(house) == [(CLOCK, "remains 1")]


@pytest.mark.parametrize("table", [ballots, tags, urns, wave_secrets], ids=lambda table: table.name)
async def test_any_part_of_a_backup_is_noticed(house, wave, table):
    await put_back(house, wave)
    for store in (house.stores.ballots, house.stores.secrets):
        async with store.writing() as connection:
            for other in metadata_of(store.name).sorted_tables:
                if other is not table:
                    await connection.execute(delete(other))
    assert (await purged(house, END))["remains"] == 1
    left = await house.left()
    assert [left[name] for name in ("ballots", "tags", "urns", "wave_secrets")] == [0, 0, 0, 0]


async def test_remains_are_logged_before_they_go_so_that_nobody_can_hide_them(house, wave, monkeypatch):
    await put_back(house, wave)

    class Killed(BaseException):
        pass

    async def dies(*_args: object) -> None:
        raise Killed

    monkeypatch.setattr(purge, "destroy_ballots", dies)
    with pytest.raises(Killed):
        await purged(house, END)
    assert await lines(house) == [(CLOCK, "remains 1")]
    monkeypatch.undo()
    assert (await purged(house, END))["remains"] == 1
    assert (await house.left())["ballots"] == 0


async def test_no_byte_of_what_was_purged_is_left_in_any_file(small_house, tmp_path):
    comment = "kanarialintu-ei-saa-jäädä"
    wave = await small_house.opened()
    for person in EVERYBODY:
        await small_house.answers(wave, person.aad_object_id, comment=comment)
    await small_house.closes(wave)
    wrapped = await put_back(small_house, wave)
    marks = (comment.encode(), b"kanarialintu", f"survey:{wave}:k1-7".encode(), wrapped[24:48])
    assert all(mark in files(tmp_path) for mark in marks)
    await purged(small_house, TWO_YEARS)
    assert [mark for mark in marks if mark in files(tmp_path)] == []


def files(folder) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())
