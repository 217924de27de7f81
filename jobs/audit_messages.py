"""Tells whoever may read the audit log that it has been changed, if that is still so at sending."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from cards.activity import message
from cards.audit import broken_card
from delivery.guards import Content, Skip
from jobs.circumstances import Circumstances
from locales import texts
from storage.audit_chain import find_chain
from storage.audit_readers import list_audit_readers
from storage.outbox import Delivery
from storage.reasons import NOTHING_TO_SAY

AUDIT_BROKEN: Final = "audit_broken"
"""The kind that says so."""


async def audit_messages(
    connection: AsyncConnection, deliveries: Sequence[Delivery], around: Circumstances
) -> dict[str, Content]:
    """Build what is told of the log, by the delivery's key."""
    broken = (await find_chain(connection)).broken_line
    readers = set(await list_audit_readers(connection))
    contents: dict[str, Content] = {}
    for each in deliveries:
        if broken is None or each.person not in readers:
            contents[each.key] = Skip(NOTHING_TO_SAY)
            continue
        language = around.readers[each.person].language
        summary = texts(language)("cardaudit.news.heading")
        contents[each.key] = message(broken_card(broken, language=language), summary=summary, alert=True)
    return contents
