"""What a worker counts tells nothing of whom a message was silently kept from."""

from __future__ import annotations

import pytest

from delivery.guards import Blind, Quiet
from delivery.meters import Meters

from .conftest import PEOPLE, Office, Trouble, always, build_text


async def counted(office: Office, wrap) -> Meters:
    async def build(batch, now):
        return {key: wrap(content) for key, content in (await build_text(batch, now)).items()}

    meters = Meters()
    await office.meet(*PEOPLE)
    await office.invite(*PEOPLE)
    await office.worker(build=build, meters=meters).drain()
    return meters


@pytest.mark.parametrize("wrap", [Blind, lambda _content: Quiet()], ids=["said", "left-out"])
async def test_what_was_said_blindly_counts_like_what_was_left_out(office: Office, wrap):
    meters = await counted(office, wrap)
    assert (meters.settled, meters.calls, meters.takeovers) == ({"delivered": 4}, {}, 0)


async def test_every_answer_of_teams_is_counted_with_its_code(office: Office):
    blocked = Trouble(403, {"error": {"code": "ConversationBlockedByUser"}})
    office.teams.trouble = always(blocked, call="send aino")
    meters = await counted(office, lambda content: content)
    assert meters.calls == {("failed", "403"): 1, ("delivered", "2xx"): 3}
    assert meters.settled == {"failed": 1, "delivered": 3}


async def test_what_is_put_off_is_no_settlement(office: Office):
    office.teams.trouble = always(Trouble(502))
    meters = await counted(office, lambda content: content)
    assert meters.settled == {}
    assert meters.calls == {("retry", "502"): 4}
