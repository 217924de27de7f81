"""Which channel of Teams belongs to which unit: linked by hand, let go when the bot is removed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.conversations import Conversation
from storage.tables.channels import channels

_PREFIX = "channel:"  # no person's id: those are UUIDs


@dataclass(frozen=True, slots=True)
class Channel:
    """A unit's channel; what is said there is said in `language`. `blocked` says why Teams last refused."""

    code: str
    service_url: str
    tenant_id: str
    bot_id: str
    team_id: str
    channel_id: str
    language: str
    blocked: str | None = None


def recipient_of(code: str) -> str:
    """Give what stands in the outbox, in a person's place, for the channel of a unit."""
    return _PREFIX + code


def unit_of(recipient: str) -> str | None:
    """Give the unit whose channel a recipient of the outbox is; None for a person."""
    return recipient.removeprefix(_PREFIX) if recipient.startswith(_PREFIX) else None


async def find_channel(connection: AsyncConnection, code: str) -> Channel | None:
    """Find a unit's channel."""
    row = (await connection.execute(select(channels).where(channels.c.code == code))).one_or_none()
    return Channel(*row) if row else None


async def list_channels(connection: AsyncConnection, codes: Collection[str]) -> dict[str, Channel]:
    """List the channels of those of the units that have one, by unit."""
    rows = await connection.execute(select(channels).where(channels.c.code.in_(codes)))
    return {row.code: Channel(*row) for row in rows}


async def list_linked(connection: AsyncConnection, channel_id: str) -> list[str]:
    """List the units that a channel belongs to."""
    query = select(channels.c.code).where(channels.c.channel_id == channel_id)
    return list(await connection.scalars(query.order_by(channels.c.code)))


async def record_channel(connection: AsyncConnection, channel: Channel) -> None:
    """Link a channel to a unit, in the place of the one it had."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    values = asdict(channel)
    statement = dialect.insert(channels).values(values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["code"], set_=values))


async def remove_channel(connection: AsyncConnection, code: str) -> bool:
    """Let a unit's channel go; False when it has none."""
    return bool((await connection.execute(delete(channels).where(channels.c.code == code))).rowcount)


async def remove_channels_of(
    connection: AsyncConnection, *, team_id: str = "", channel_id: str = ""
) -> list[str]:
    """Let go of a team's channels, or of one channel; give the units that had them."""
    gone = channels.c.channel_id == channel_id if channel_id else channels.c.team_id == team_id
    return sorted(await connection.scalars(delete(channels).where(gone).returning(channels.c.code)))


async def mark_channel_blocked(connection: AsyncConnection, code: str, reason: str) -> None:
    """Remember that Teams refuses what is said in a unit's channel, until it is linked anew."""
    await connection.execute(update(channels).where(channels.c.code == code).values(blocked=reason))


async def list_channel_addresses(
    connection: AsyncConnection, recipients: Collection[str]
) -> dict[str, Conversation]:
    """List where those recipients that are channels are reached, by recipient."""
    codes = [code for each in recipients if (code := unit_of(each)) is not None]
    found = await list_channels(connection, codes) if codes else {}
    return {
        recipient_of(code): Conversation(
            recipient_of(code),
            each.service_url,
            each.channel_id,
            each.tenant_id,
            "",
            each.bot_id,
            each.language,
            each.blocked,
        )
        for code, each in found.items()
    }
