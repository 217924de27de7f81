"""What is refused is counted under a fixed set of reasons, which the runbook explains."""

from __future__ import annotations

import re
from pathlib import Path

from aiohttp.test_utils import TestClient, TestServer

import bot
from dialogs import errors
from dialogs.refusals import AT_THE_DOOR, IN_A_TURN, MENDABLE, OTHER, REASONS, Refusals
from tests.server.knocking import Knocker

PROJECT = Path(__file__).parents[2]


def documented() -> list[str]:
    runbook = (PROJECT / "docs" / "runbook.md").read_text(encoding="utf-8")
    section = runbook.partition("\n## Refusals\n")[2].partition("\n## ")[0]
    named = re.findall(r"^\| ((?:`[\w-]+`(?:, )?)+) \|", section, flags=re.MULTILINE)
    return [reason for names in named for reason in re.findall(r"`([\w-]+)`", names)]


def test_every_reason_stands_once_in_the_runbook():
    assert sorted(documented()) == sorted(REASONS)
    assert len(set(REASONS)) == len(REASONS)


def test_every_reason_that_the_door_gives_is_one_of_the_set():
    sources = [(PROJECT / "dialogs" / name).read_text("utf-8") for name in ("endpoint.py", "tokens.py")]
    given = re.findall(r'(?:HTTPStatus\.\w+, |Unauthorized\(|Error: )"([a-z-]+)"', "\n".join(sources))
    given += re.findall(r'_REASONS\.get\(type\(error\), "([a-z-]+)"\)', "\n".join(sources))
    assert set(given) == set(AT_THE_DOOR)


def test_every_class_of_what_is_declined_is_counted_but_what_can_be_mended():
    def leaves(kind: type[errors.Declined]) -> set[str]:
        below = kind.__subclasses__()
        own = set() if kind in {errors.Declined, errors.Unexplained} else {kind.__name__}
        return own.union(*map(leaves, below))

    assert leaves(errors.Declined) == {*IN_A_TURN, MENDABLE}


def test_what_nobody_has_thought_of_is_counted_as_other_and_nothing_is_nothing():
    refusals = Refusals()
    for reason in ("tenant", "tenant", "29:aino", "", MENDABLE):
        refusals.note(reason)
    assert {reason: count for reason, count in refusals if count} == {"tenant": 2, OTHER: 1}


async def test_the_metrics_tell_every_reason_from_the_start_and_count_on(knocker: Knocker):
    async with TestClient(TestServer(bot.metrics_app(knocker.town.house))) as client:
        before = await (await client.get("/metrics")).text()
        assert all(f'pulssi_refused_total{{reason="{reason}"}} 0.0' in before for reason in REASONS)
        await knocker.knocks(headers=[])
        await knocker.knocks(knocker.activity(channelId="emulator"))
        after = await (await client.get("/metrics")).text()
    changed = set(after.splitlines()) - set(before.splitlines())
    assert {line for line in changed if line.startswith("pulssi_refused")} == {
        'pulssi_refused_total{reason="no-token"} 1.0',
        'pulssi_refused_total{reason="channel"} 1.0',
    }


async def test_what_a_handler_declines_is_counted_by_its_class_and_once(knocker: Knocker):
    action = {"type": "Action.Execute", "verb": "waves.status", "data": {"verb": "waves.status"}}
    press = knocker.activity(type="invoke", name="adaptiveCard/action", value={"action": action}, text=...)
    assert await knocker.knocks(press) == 200
    assert {reason: n for reason, n in knocker.counts().items() if n} == {"Refused": 1}
    assert await knocker.knocks(knocker.activity(channelId="emulator")) == 403
    assert await knocker.knocks() == 201
    assert {reason: n for reason, n in knocker.counts().items() if n} == {"Refused": 1, "channel": 1}
