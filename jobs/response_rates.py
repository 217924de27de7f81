"""Counts once a day how many have answered an open wave; only coarse steps of large nodes are kept."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime

from scoring.figures import HIDDEN_RATE_FROM, Figure, response_rate
from scoring.planner import plan
from storage.ballots import list_tags
from storage.engine import Stores
from storage.response_rates import list_members, record_rates
from storage.sealing import WaveSecrets, participation_tag
from storage.secrets import Vault
from storage.waves import Member, list_frozen_units


async def count_responses(stores: Stores, vault: Vault, wave: str, *, day: date, now: datetime) -> bool:
    """Keep an open wave's rates at the end of `day`; False when they are kept already."""
    async with stores.identity.reading() as connection:
        members = await list_members(connection, wave)
        units = await list_frozen_units(connection, wave)
    secrets = await vault.get(wave, now=now)
    async with stores.ballots.reading() as connection:
        tags = await list_tags(connection, wave)
    answered = await asyncio.to_thread(_count_by_cell, members, tags, secrets)
    rates = coarse_rates(
        {each.unit.code: each.unit.parent_code for each in units},
        invited=Counter(member.cell for member in members),
        answered=answered,
    )
    async with stores.identity.writing() as connection:
        return await record_rates(connection, wave, rates, day=day, now=now)


def coarse_rates(
    parents: Mapping[str, str | None], *, invited: Mapping[str, int], answered: Mapping[str, int]
) -> dict[str, Figure]:
    """Give the rates that may be told while a wave is open; `parents` is in tree order, the rest by cell.

    The nodes are chosen by whom was invited alone, with the plan that guards results: whatever of them is
    taken from whatever, nothing is left of a rate but those of 20 people or more.
    """
    shown = plan(parents, invited, k=HIDDEN_RATE_FROM).published
    asked, told = _below(parents, invited), _below(parents, answered)
    rates = {code: response_rate(told[code], asked[code], own=False) for code in parents if code in shown}
    return {code: rate for code, rate in rates.items() if rate is not None}


def _count_by_cell(
    members: Collection[Member], tags: Collection[bytes], secrets: WaveSecrets
) -> Counter[str]:
    """Count who has answered; which of them it was is forgotten at once."""
    return Counter(member.cell for member in members if participation_tag(secrets, member.person) in tags)


def _below(parents: Mapping[str, str | None], by_cell: Mapping[str, int]) -> Counter[str]:
    """Sum what is counted by cell over everything below each node."""
    sums = Counter(by_cell)
    for code in reversed(list(parents)):
        parent = parents[code]
        if parent is not None:
            sums[parent] += sums[code]
    return sums
