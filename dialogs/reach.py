"""Keeping in touch: where each person was met last, what waited meanwhile, which channels are no more."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from dialogs.heard import Heard, Room
from storage.actors import Actor
from storage.audit import TEAMS, record_audits
from storage.channels import remove_channels_of
from storage.conversations import is_anothers_chat, mark_blocked, record_conversation
from storage.engine import Stores
from storage.installs import forget_install
from storage.outbox import revive_failed
from storage.reasons import NOT_INSTALLED, REACH_REASONS

_GONE: Final = frozenset({"removed", "channel_gone", "team_gone"})


async def keep_in_touch(stores: Stores, heard: Heard, *, actor: Actor | None, now: datetime) -> None:
    """Keep the sender's conversation when it is not the known one; no moment of a visit is kept.

    The channels of a team that has taken the bot away, or a channel that was deleted, are let go.
    """
    if heard.room is not None and heard.kind in _GONE:
        await _let_go(stores, heard, heard.room, now=now)
    met = heard.conversation
    if met is None or (heard.kind != "removed" and actor is not None and _is_known(heard, actor)):
        return
    async with stores.identity.writing() as connection:
        if await is_anothers_chat(connection, met):
            return  # a request in somebody's name from a chat of one's own
        await forget_install(connection, heard.person)
        if heard.kind == "removed":
            # Kept even of a chat that was not known: whoever has taken the bot away is not given it again.
            if not await mark_blocked(connection, heard.person, NOT_INSTALLED):
                await record_conversation(connection, met)
                await mark_blocked(connection, heard.person, NOT_INSTALLED)
        elif await record_conversation(connection, met):
            await revive_failed(connection, heard.person, REACH_REASONS, now=now)


async def _let_go(stores: Stores, heard: Heard, room: Room, *, now: datetime) -> None:
    is_whole_team = heard.kind != "channel_gone" and room.team_id
    gone = {"team_id": room.team_id} if is_whole_team else {"channel_id": room.channel_id}
    async with stores.identity.writing() as connection:
        units = await remove_channels_of(connection, **gone)
        actor = heard.person or TEAMS
        await record_audits(connection, "channel.unlinked", subjects=units, actor=actor, now=now)


def _is_known(heard: Heard, actor: Actor) -> bool:
    """Say whether there is nothing to learn; of a press only another chat: more would tell who pressed."""
    met, known = heard.conversation, actor.conversation
    if heard.kind != "press" or met is None or known is None:
        return met == known
    return (met.service_url, met.conversation_id) == (known.service_url, known.conversation_id)
