"""Teams' own question about a file, answered: by what its context names, the file is made anew."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cards.exports import export_notice
from dialogs import exports, next_steps
from dialogs.errors import UnknownVerb
from dialogs.reply import Reply
from dialogs.turn import Handler, Turn

_KINDS: Final[Mapping[str, Handler]] = MappingProxyType({next_steps.CALENDAR: next_steps.store_calendar})
"""Files that are no results, by the kind that their context names."""


async def consent(turn: Turn) -> Reply:
    """Store a file that was consented to; rights are looked at anew."""
    if turn.heard.verb == "decline":
        return Reply(card=export_notice("declined", asked={}, language=turn.language))
    if turn.heard.verb != "accept":
        raise UnknownVerb
    return await _KINDS.get(turn.word("kind"), exports.store_result)(turn)
