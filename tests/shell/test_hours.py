"""Hours and moments at the shell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from jobs.plan_waves import CannotPlan
from shell.running import moment_in
from tests.shell.conftest import Shell
from tests.shell.test_commands import imported

HELSINKI = ZoneInfo("Europe/Helsinki")


async def test_a_unit_gets_hours_of_its_own_and_loses_them(shell: Shell):
    await imported(shell)
    words = ("--unit", "K", "--from", "06:00", "--to", "22:00", "--days", "mon-sun", "--holidays")
    done = await shell.run("hours", "set", *words, "--zone", "Europe/Stockholm")
    assert done.out == "set: K 06:00-22:00 mon-sun\n", done.err
    listed = (await shell.run("hours", "list")).out
    assert "Europe/Stockholm" in listed
    assert "all others" in listed
    assert (await shell.run("hours", "clear", "--unit", "K")).out == "cleared: K\n"
    again = await shell.run("hours", "clear", "--unit", "K")
    assert (again.code, again.err) == (1, "pulssi: unit 'K' has no working hours of its own\n")
    log = (await shell.run("audit")).out
    assert "hours.set" in log
    assert "hours.cleared" in log


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--from", "8", "--to", "17:00"), "'8' is no time of day, for example 08:00"),
        (("--from", "17:00", "--to", "08:00"), "17:00 is not before 08:00"),
        (("--from", "08:00", "--to", "17:00", "--days", "ma-pe"), "'ma-pe' are no days of the week"),
        (("--from", "08:00", "--to", "17:00", "--zone", "Espoo"), "no time zone is called 'Espoo'"),
        (("--from", "08:00", "--to", "17:00"), "no unit has the code 'K'"),
    ],
)
async def test_what_cannot_be_is_told_in_one_line(shell: Shell, words, why):
    refused = await shell.run("hours", "set", "--unit", "K", *words)
    assert refused.code == 1
    assert refused.err.startswith(f"pulssi: {why}")
    assert len(refused.err.splitlines()) == 1


async def test_a_waves_times_are_those_of_its_unit(shell: Shell):
    await imported(shell)
    await shell.run("hours", "set", "--unit", "K", "--from", "08:00", "--to", "16:00", "--zone", "Asia/Tokyo")
    end = (datetime.now(UTC) + timedelta(days=2)).date()
    closes = f"{end}T01:00"
    opened = await shell.run(
        "wave", "open", "--instrument", "fiilis", "--unit", "K", "--closes", closes,
        "--remind", "2", "--remind-whom", "unanswered",
    )  # fmt: skip
    assert opened.out.startswith("fiilis-"), opened.err
    tokyo = datetime.fromisoformat(closes).replace(tzinfo=ZoneInfo("Asia/Tokyo")).astimezone(HELSINKI)
    assert f"{tokyo:%Y-%m-%d %H:%M}" in (await shell.run("wave", "list")).out


def test_a_time_without_an_offset_is_that_of_a_wall():
    assert moment_in("2027-03-28T04:00", HELSINKI) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
    assert moment_in("2027-10-31T04:00", HELSINKI) == datetime(2027, 10, 31, 2, 0, tzinfo=UTC)
    assert moment_in("2027-10-31T03:30+02:00", HELSINKI) == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(("text", "times"), [("2027-03-28T03:30", "never"), ("2027-10-31T03:30", "twice")])
def test_a_time_that_the_clocks_skip_or_repeat_is_refused(text, times):
    with pytest.raises(CannotPlan) as refused:
        moment_in(text, HELSINKI)
    assert f"show {text} {times}" in refused.value.reason


@pytest.mark.parametrize(
    ("opens", "closes", "told"),
    [
        ("2030-03-04T10:00", "2030-03-06T16:00", ""),
        ("2030-03-04T20:00", "2030-03-06T16:00", "from 2030-03-05 08:00 on"),
        ("2030-03-08T18:00", "2030-03-10T16:00", "nobody will be invited"),
    ],
)
async def test_a_wave_outside_working_hours_is_warned_about(with_settings, opens, closes, told):
    shell = with_settings(PULSSI_WORKING_HOURS="08:00-17:00 mon-fri")
    await imported(shell)
    words = ("wave", "open", "--instrument", "fiilis", "--unit", "K", "--opens", opens, "--closes", closes)
    ended = await shell.run(*words)
    assert ended.code == 0
    assert told in ended.err
    assert bool(ended.err) == bool(told)
