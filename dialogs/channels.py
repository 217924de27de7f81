"""Linking a team's channel to a unit: in the channel itself, by whoever leads the unit, or HR."""

from __future__ import annotations

import asyncio

from cards.channel import Link, Linking, how_card, let_go_card, link_card, linked_card
from content.texts import LANGUAGES
from dialogs.errors import NotYourUnit
from dialogs.heard import Room
from dialogs.intents import linked_unit_in
from dialogs.reply import Reply
from dialogs.turn import Turn
from dialogs.unit_names import known_word, nearest_units
from directory.rights import may_do, may_somewhere, within_rights
from storage.audit import record_audit
from storage.channels import (
    Channel,
    find_channel,
    list_linked,
    recipient_of,
    record_channel,
    remove_channel,
)
from storage.organisation import list_units
from storage.outbox import revive_failed
from storage.reasons import REACH_REASONS
from storage.teams import Place, find_place


async def show(turn: Turn) -> Reply:
    """Offer in a channel what this person may link it to or let go; elsewhere tell how it is done."""
    if turn.heard.room is None:
        return Reply(card=how_card(language=turn.language))
    return Reply(card=link_card(await _linking(turn, turn.heard.room), language=turn.language))


async def change(turn: Turn) -> Reply:
    """Link the channel to a unit, or let it go, and tell everybody there; raise NotYourUnit."""
    room = turn.heard.room
    if room is None or not turn.word("unit"):
        return await show(turn)
    place = await find_place(turn.connection, turn.word("unit"))
    # Whoever may speak to a unit's people may say where.
    if place is None or not may_do(turn.actor.person, "link", place.path):
        raise NotYourUnit
    if turn.word("remove") == "yes":
        return await _let_go(turn, room, place)
    return await _link(turn, room, place)


def may_link(turn: Turn) -> bool:
    """Say whether this is a channel, and somebody who may link some unit to it."""
    return turn.heard.room is not None and may_somewhere(turn.actor.person, "link")


def link_of(channel: Channel | None) -> Link:
    """Say how it stands with a unit's channel."""
    if channel is None:
        return "none"
    return "broken" if channel.blocked else "linked"


async def _linking(turn: Turn, room: Room) -> Linking:
    codes = set(await list_linked(turn.connection, room.channel_id))
    units = await list_units(turn.connection)
    own = list(within_rights(turn.actor.person, "link", units))
    name = await known_word(turn, linked_unit_in(turn.heard.words))
    found = await asyncio.to_thread(nearest_units, name, own) if name else own
    return Linking(
        linked=[unit for unit in units if unit.code in codes],
        own=[unit for unit in own if unit.code in codes],
        offered=[unit for unit in found if unit.code not in codes],
        is_unknown=bool(name and own and not found),
    )


async def _link(turn: Turn, room: Room, place: Place) -> Reply:
    """Link, and let what the old channel did not take go to this one."""
    code, chosen = place.unit.code, turn.word("language")
    language = chosen if chosen in LANGUAGES else turn.language
    channel = Channel(
        code, room.service_url, room.tenant_id, room.bot_id, room.team_id, room.channel_id, language
    )
    if await find_channel(turn.connection, code) != channel:
        await record_channel(turn.connection, channel)
        await _log(turn, "channel.linked", code)
        await revive_failed(turn.connection, recipient_of(code), REACH_REASONS, now=turn.now)
    return Reply(card=linked_card(place.unit, language=language), for_all=True)


async def _let_go(turn: Turn, room: Room, place: Place) -> Reply:
    code = place.unit.code
    if code in await list_linked(turn.connection, room.channel_id):
        await remove_channel(turn.connection, code)
        await _log(turn, "channel.unlinked", code)
    return Reply(card=let_go_card(place.unit, language=turn.language), for_all=True)


async def _log(turn: Turn, action: str, code: str) -> None:
    await record_audit(turn.connection, action, subject=code, actor=turn.heard.person, now=turn.now)
