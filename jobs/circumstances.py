"""What builders of messages about units are told: the moment, the readers, and what can be quoted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from content.action import Action
from content.guide import Guide
from content.instrument import Instrument
from delivery.guards import Content
from storage.actors import Reader
from storage.outbox import Delivery


@dataclass(frozen=True, slots=True)
class Library:
    """What is asked and advised, by id and by theme."""

    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    guides: Mapping[str, Guide] = field(default_factory=dict)
    actions: Sequence[Action] = ()


EMPTY: Final = Library()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known when messages are built: who is written to, by which clock, and what can be quoted.

    `representatives` are the employees' own, by the settings.
    """

    now: datetime
    zone: ZoneInfo
    readers: Mapping[str, Reader]
    library: Library
    representatives: Collection[str] = ()


Builder = Callable[[AsyncConnection, Sequence[Delivery], Circumstances], Awaitable[Mapping[str, Content]]]
