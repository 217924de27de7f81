"""Who is asked in a wave, how many of them came lately and how many have left their units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from directory.organisation import Organisation
from directory.roster import DAYS, likely_groups, shifted
from storage.arrivals import count_departed, list_arrived
from storage.waves import Member, Wave


@dataclass(frozen=True, slots=True)
class Roster:
    """By cell how many are asked and came lately, and how many have left a unit where somebody is asked."""

    asked: Mapping[str, int]
    newcomers: Mapping[str, int]
    leavers: Mapping[str, int]


async def find_roster(connection: AsyncConnection, members: Sequence[Member], *, now: datetime) -> Roster:
    """Find how the people of a wave's units have changed lately."""
    since = (now - timedelta(days=DAYS)).date()
    arrived = frozenset(await list_arrived(connection, since=since))
    asked = Counter(member.cell for member in members)
    newcomers = Counter(member.cell for member in members if member.person in arrived)
    departed = await count_departed(connection, since=since)
    return Roster(asked, newcomers, {code: people for code, people in departed.items() if code in asked})


def likely_shifted(tree: Organisation, wave: Wave, roster: Roster) -> list[str]:
    """List the units whose people changed a lot, alone or with those they are likely to be shown with."""
    likely = likely_groups(tree.parents, asked=roster.asked, smallest=wave.k)
    return shifted(likely, asked=roster.asked, arrived=roster.newcomers, left=roster.leavers)
