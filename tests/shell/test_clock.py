"""The annual clock at the shell: added, listed, removed, and every mistake named in a line of its own."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from icalendar import Calendar

from demo.municipality import municipality, write_csv
from tests.shell.conftest import Ended, Shell

SOON = date.today() + timedelta(days=3)  # noqa: DTZ011  # only some day that is not over


async def imported(shell: Shell) -> None:
    units, people = write_csv(municipality(people=60, units=4), shell.folder)
    ended = await shell.run("org", "import", "--units", str(units), "--people", str(people))
    assert ended.code == 0, ended.err


async def add(shell: Shell, name: str, **options: str) -> Ended:
    wanted = {
        "instrument": "fiilis",
        "unit": "K",
        "every": "week",
        "starts": SOON.isoformat(),
        "shares": "3",
    } | options
    words = [word for option, value in wanted.items() for word in (f"--{option.replace('_', '-')}", value)]
    return await shell.run("clock", "add", name, *words)


async def test_an_entry_is_added_listed_and_removed(shell: Shell):
    await imported(shell)
    added = await add(shell, "fiilis-viikko", opens="08:15", days="5", remind="1", remind_whom="unanswered")
    assert added.code == 0, added.err
    (line,) = json.loads((await shell.run("clock", "list", "--json")).out)
    assert added.out.strip() == f"fiilis-viikko opens on {', '.join(line['next'])}"
    assert len(line["next"]) == 3
    assert all(date.fromisoformat(each).weekday() < 5 for each in line["next"])
    told = (line["id"], line["every"], line["shares"], line["opens"], line["remind_whom"], line["months"])
    assert told == ("fiilis-viikko", "week", 3, "08:15", "unanswered", [])
    table = (await shell.run("clock", "list")).out
    assert all(each in table for each in ("fiilis-viikko", *line["next"]))
    waves = json.loads((await shell.run("wave", "list", "--json")).out)
    assert waves
    assert {each["state"] for each in waves} == {"planned"}
    removed = await shell.run("clock", "remove", "fiilis-viikko")
    assert all(each["wave"] in removed.out for each in waves)
    assert json.loads((await shell.run("wave", "list", "--json")).out) == []
    assert json.loads((await shell.run("clock", "list", "--json")).out) == []
    log = (await shell.run("audit")).out
    assert all(action in log for action in ("clock.added", "wave.planned", "clock.removed"))


async def test_every_mistake_is_named_in_a_line_of_its_own(shell: Shell):
    await imported(shell)
    ended = await add(shell, "x", instrument="tyoelaman-laatu", unit="X", days="70", remind="9", k="2")
    lines = ended.err.strip().splitlines()
    assert (ended.code, len(lines)) == (1, 5)
    assert all(line.startswith("pulssi: ") for line in lines)
    for options, told in (
        ({"shares": "1"}, "--shares"),
        ({"months": "jan.."}, "1,4,9"),
        ({"starts": "soon"}, "2027-01-11"),
        ({"opens": "9.00"}, "09:00"),
    ):
        ended = await add(shell, "x", **options)
        assert ended.code == 1, options
        assert told in ended.err, (options, ended.err)
        assert len(ended.err.strip().splitlines()) == 1, ended.err
    unknown = await shell.run("clock", "remove", "nope")
    assert (unknown.code, unknown.err.strip()) == (1, "pulssi: the clock has no entry 'nope'")


async def test_a_wave_may_let_people_rest(shell: Shell):
    await imported(shell)
    closes = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    words = ("wave", "open", "--unit", "K", "--closes", closes, "--instrument")
    assert (await shell.run(*words, "fiilis")).code == 0
    assert (await shell.run(*words, "enps", "--rest", "14")).code == 0
    waves = json.loads((await shell.run("wave", "list", "--json")).out)
    assert {each["instrument"]: each["planned"] for each in waves} == {"fiilis": 60, "enps": 0}
    assert (await shell.run(*words, "enps", "--rest", "-1")).code != 0


async def test_times_are_shown_set_and_checked(shell: Shell):
    assert "talk within 14 days" in (await shell.run("clock", "times")).out
    ended = await shell.run("clock", "times", "--talk-days", "7", "--follow-up-months", "2")
    assert ended.code == 0, ended.err
    shown = (await shell.run("clock", "times")).out
    assert all(part in shown for part in ("talk within 7 days", "plan within 30 days", "every 2 months"))
    wrong = await shell.run("clock", "times", "--plan-days", "3", "--follow-up-months", "4")
    assert wrong.code == 1
    assert "--talk-days" in wrong.err
    assert "--follow-up-months" in wrong.err
    assert (await shell.run("clock", "times")).out == shown
    log = (await shell.run("audit")).out
    assert log.count("clock.times") == 1
    assert "7/30/2" in log


async def test_the_year_is_written_as_a_calendar(shell: Shell):
    await imported(shell)
    for name, unit in (("laatu", "K"), ("yksi", "K1-01-01")):
        added = await add(shell, name, every="half_year", unit=unit, shares="1", instrument="tyoelaman-laatu")
        assert added.code == 0, added.err
    path = shell.folder / "out" / "year.ics"
    ended = await shell.run("clock", "export", "--ics", str(path))
    assert ended.code == 0, ended.err
    uids = uids_in(path)
    assert {uid.split("-")[0] for uid in uids} == {"opens", "talk", "plan", "follow"}
    assert {uid.split("-20")[0] for uid in uids} >= {"opens-laatu", "opens-yksi", "follow-up-yksi"}
    assert ended.out.strip() == f"{path}: {len(uids)} days"
    await shell.run("clock", "export", "--ics", str(path), "--unit", "K1-01-02")
    assert {uid for uid in uids if "laatu" in uid} == uids_in(path)
    unknown = await shell.run("clock", "export", "--ics", str(path), "--unit", "NOPE")
    assert (unknown.code, unknown.err.strip()) == (1, "pulssi: no unit has the code 'NOPE'")


def uids_in(path: Path) -> set[str]:
    events = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    return {str(event["uid"]) for event in events}
