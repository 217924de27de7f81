"""Keeping in touch: where each person was met last, and what waited for somebody who could not be reached."""

from __future__ import annotations

from datetime import datetime

from dialogs.heard import Heard
from storage.actors import Actor
from storage.conversations import mark_blocked, record_conversation
from storage.engine import Stores
from storage.outbox import revive_failed
from storage.reasons import NOT_INSTALLED, REACH_REASONS


async def keep_in_touch(stores: Stores, heard: Heard, *, actor: Actor | None, now: datetime) -> None:
    """Keep the sender's conversation when it is not the known one; no moment of a visit is kept."""
    met = heard.conversation
    if met is None or (heard.kind != "removed" and actor is not None and _is_known(heard, actor)):
        return
    async with stores.identity.writing() as connection:
        if heard.kind == "removed":
            await mark_blocked(connection, heard.person, NOT_INSTALLED)
        elif await record_conversation(connection, met):
            await revive_failed(connection, heard.person, REACH_REASONS, now=now)


def _is_known(heard: Heard, actor: Actor) -> bool:
    """Say whether there is nothing to learn; of a press only another chat: more would tell who pressed."""
    met, known = heard.conversation, actor.conversation
    if heard.kind != "press" or met is None or known is None:
        return met == known
    return (met.service_url, met.conversation_id) == (known.service_url, known.conversation_id)
