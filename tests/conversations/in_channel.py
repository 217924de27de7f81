"""Somebody in a channel of a team, as Teams tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from demo.people import BOT_ID
from storage.channels import Channel, find_channel
from tests.conversations.people import Member, Town

TEAM, CHANNEL = "19:team@thread.tacv2", "19:homecare@thread.tacv2"
ROOT = ";messageid=1700000000000"


@dataclass
class InChannel(Member):
    """A member who writes and presses in a channel."""

    channel: str = CHANNEL
    team: str = TEAM

    @property
    def chat(self) -> str:
        return self.channel

    def activity(self) -> dict[str, Any]:
        place = {"id": self.channel + ROOT, "conversationType": "channel", "isGroup": True}
        made = super().activity()
        return made | {
            "conversation": made["conversation"] | place,
            "channelData": made["channelData"] | {"team": {"id": self.team}, "channel": {"id": self.channel}},
        }

    async def hears_of(self, event: str, **more: Any) -> None:
        """Let Teams tell the bot what became of the channel or its team."""
        data = self.activity()["channelData"] | {"eventType": event}
        response = await self.posts({"type": "conversationUpdate", "channelData": data, **more})
        assert response.status < 300, await response.text()

    async def removes_the_bot(self) -> None:
        await self.hears_of("teamMemberRemoved", membersRemoved=[{"id": BOT_ID}])


async def linked(town: Town, code: str = "K1") -> Channel | None:
    async with town.house.stores.identity.reading() as connection:
        return await find_channel(connection, code)


async def links(who: InChannel, unit: str = "K1", **more: Any) -> dict[str, Any]:
    """Press the button that links the channel, and give what the answer to the press is."""
    return await who.presses("admin.channel", on="link-card", unit=unit, **more)
