"""Closes a wave: counts the sealed ballots into sums, publishes what may be shown, destroys single answers.

Every step can be repeated: a process that dies anywhere is followed by another that goes on from there.
The snapshot is written once, in one transaction; results are shown only after the ballots are gone.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import SystemRandom

import numpy as np
import pandas as pd
from nacl.public import PrivateKey, SealedBox
from sqlalchemy.ext.asyncio import AsyncConnection

from content.instrument import Instrument
from content.personal_data import masked, personal_data_in
from directory.roster import Groups, shifted
from jobs.announce_results import announce_results
from jobs.roster_messages import ROSTER_AT_CLOSE, tell_of_shifted
from jobs.shown_groups import shown_groups
from scoring.aggregate import Atoms, BadAnswers, SmallAtoms, aggregate
from scoring.comments import CommentPlan, plan_comments
from scoring.disclosure import PastWave, Published, UnsafePlan, plan, publish
from scoring.trend import MOST_POINTS
from storage.arrivals import count_leavers, count_newcomers
from storage.audit import CLOCK, record_audit, record_audit_once
from storage.ballots import close_urn, destroy_ballots, list_sealed
from storage.comments import record_comments
from storage.engine import Stores
from storage.holds import release
from storage.results import list_past_waves, record_results
from storage.scrub import scrub
from storage.sealing import Ballot, TamperedBallot, WrongMasterKey, opening_box, unseal
from storage.secrets import SecretsMissing, Vault
from storage.wave_viewers import list_cells_of_viewers
from storage.waves import (
    Wave,
    claim_closing,
    count_invited,
    get_wave,
    list_frozen_units,
    mark_closed,
    mark_counted,
    release_closing,
)

STOPS = (UnsafePlan, SmallAtoms, BadAnswers, TamperedBallot, SecretsMissing, WrongMasterKey)
"""What stops a close until somebody has looked at it; the audit log tells once which of them it is."""
LEASE = timedelta(minutes=10)


@dataclass(slots=True)
class Count:
    """Opened ballots of one wave, in memory only: a cell and a row of answers each (0 = not answered)."""

    instrument: Instrument
    cells: list[str] = field(default_factory=list)
    rows: bytearray = field(default_factory=bytearray)
    comments: list[tuple[str, str]] = field(default_factory=list)

    def open(self, sealed: Iterable[bytes], box: SealedBox[PrivateKey]) -> None:
        """Open and take some ballots."""
        for each in sealed:
            self.add(unseal(each, box))

    def add(self, ballot: Ballot) -> None:
        """Take one ballot; raise TamperedBallot when its answers are none of the instrument's."""
        steps = {item.id: len(self.instrument.scale_of(item).labels) for item in self.instrument.items}
        if any(not 1 <= answer <= steps.get(item, 0) for item, answer in ballot.answers.items()):
            raise TamperedBallot
        self.cells.append(ballot.cell)
        self.rows += bytes(ballot.answers.get(item, 0) for item in steps)
        if ballot.comment:
            self.comments.append((ballot.cell, ballot.comment))

    def answers(self) -> pd.DataFrame:
        """Give the answers as scoring wants them: a cell and a column per item, NaN for "don't know"."""
        items = self.instrument.item_ids
        values = np.frombuffer(bytes(self.rows), dtype=np.uint8).reshape(len(self.cells), len(items))
        frame = pd.DataFrame(np.where(values == 0, np.nan, values.astype(float)), columns=list(items))
        frame.insert(0, "cell", self.cells)
        return frame


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that is kept of a wave, and the cells behind what each unit is shown."""

    sums: Atoms
    published: Mapping[str, Published]
    comments: list[tuple[int, str]]
    held: list[tuple[int, str]]
    comment_plan: CommentPlan
    groups: Groups


async def close_wave(
    stores: Stores, vault: Vault, wave_id: str, *, now: datetime, representatives: Sequence[str] = ()
) -> bool:
    """Close one wave whose answering time is over; False when another process is at it or it is done.

    `representatives` are told, like HR, of units whose people had changed a lot, when that shows only now.
    """
    async with stores.identity.writing() as connection:
        if not await claim_closing(connection, wave_id, now=now, until=now + LEASE):
            return False
        wave = await get_wave(connection, wave_id)
    try:
        if wave.counted_at is None:
            await _count(stores, vault, wave, representatives=representatives, now=now)
        await _destroy(stores, vault, wave_id)
        async with stores.identity.writing() as connection:
            is_ours = await mark_closed(connection, wave_id, now=now)
            await release(connection, wave_id)
            if is_ours:
                await record_audit(connection, "wave.closed", subject=wave_id, actor=CLOCK, now=now)
                await announce_results(connection, wave, now=now)
    except BaseException as error:
        async with stores.identity.writing() as connection:
            await release_closing(connection, wave_id)
            if isinstance(error, STOPS):
                told = f"{wave_id}: {_reason(error)}"
                await record_audit_once(connection, "wave.not_closed", subject=told, actor=CLOCK, now=now)
        raise
    return is_ours


def _reason(error: BaseException) -> str:
    """Say why in words of ours: which rule, never which unit or answer."""
    return error.reason if isinstance(error, UnsafePlan) else type(error).__name__


async def _count(
    stores: Stores, vault: Vault, wave: Wave, *, representatives: Sequence[str], now: datetime
) -> None:
    secrets = await vault.get(wave.id, now=now)
    async with stores.ballots.writing() as connection:
        await close_urn(connection, wave.id)
    count = await _open_ballots(stores, wave, opening_box(secrets))
    async with stores.identity.reading() as connection:
        units = await list_frozen_units(connection, wave.id)
        invited = await count_invited(connection, wave.id)
        viewers = await list_cells_of_viewers(connection, wave, now=now)
        past = await list_past_waves(connection, wave, most=MOST_POINTS)
    parents = {each.unit.code: each.unit.parent_code for each in units}
    snapshot = await asyncio.to_thread(
        take_snapshot, wave, count, parents=parents, invited=invited, viewers=viewers, past=past
    )
    async with stores.identity.writing() as connection:
        if not await mark_counted(connection, wave.id, now=now):
            return  # slower than the lease: somebody else has counted it, or given it up
        await record_results(connection, wave.id, sums=snapshot.sums, published=snapshot.published)
        texts, views = snapshot.comments, snapshot.comment_plan.views
        await record_comments(connection, wave.id, texts=texts, held=snapshot.held, views=views)
        found = await _list_shifted(connection, wave, snapshot, invited)
        await tell_of_shifted(
            connection, wave, found, kind=ROSTER_AT_CLOSE, representatives=representatives, now=now
        )


async def _list_shifted(
    connection: AsyncConnection, wave: Wave, snapshot: Snapshot, invited: Mapping[str, int]
) -> list[str]:
    """List the units whose people, or those behind what they are shown, had changed when the wave opened."""
    newcomers = await count_newcomers(connection, wave.id)
    leavers = await count_leavers(connection, wave.id)
    return shifted(snapshot.groups, asked=invited, arrived=newcomers, left=leavers)


async def _open_ballots(stores: Stores, wave: Wave, box: SealedBox[PrivateKey]) -> Count:
    """Open the ballots a few hundred at a time, beside the event loop."""
    count = Count(wave.instrument)
    async with stores.ballots.reading() as connection:
        async for some in list_sealed(connection, wave.id):
            await asyncio.to_thread(count.open, some, box)
    return count


def take_snapshot(
    wave: Wave,
    count: Count,
    *,
    parents: dict[str, str | None],
    invited: dict[str, int],
    viewers: Collection[str] = (),
    past: Sequence[PastWave] = (),
) -> Snapshot:
    """Turn opened ballots into what may be kept; pure but for the shuffling of comments.

    `viewers` are the cells of those who will see everything: their own answers make no group large enough.
    """
    counts = Counter(count.cells)
    if not counts.keys() <= parents.keys():
        raise TamperedBallot
    k = max(wave.k, wave.instrument.smallest_group)
    others = _without_viewers(counts, viewers)
    k += any(counts[cell] == 1 for cell in viewers)
    planned = plan(parents, others, k=k)
    staffed = [code for code in parents if invited.get(code) or counts.get(code)]
    sums = aggregate(count.answers(), wave.instrument, planned.atom_of, k)
    sums = sums.placed(planned.atoms, staffed=staffed)
    published = publish(
        wave.id,
        wave.instrument,
        parents=parents,
        counts=counts,
        invited=invited,
        plan=planned,
        atoms=sums,
        past=past,
    )
    written = Counter(cell for cell, _ in count.comments)
    released = plan_comments(parents, others, written=written, k=k)
    comments = [(released.atom_of[cell], text) for cell, text in count.comments if cell in released.atom_of]
    SystemRandom().shuffle(comments)
    groups = shown_groups(planned, parents=parents, counts=counts, invited=invited)
    return Snapshot(sums, published, *_apart(comments), released, groups)


def _without_viewers(counts: Mapping[str, int], viewers: Collection[str]) -> dict[str, int]:
    """Count one answer less where a viewer was asked.

    Where only one has answered it still has to be hidden among others: `k` makes up for that.
    """
    return {cell: max(1, n - 1) if cell in viewers else n for cell, n in counts.items()}


def _apart(comments: Iterable[tuple[int, str]]) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Part comments that may be shown from those that somebody reviews first; no identity code is kept."""
    shown: list[tuple[int, str]] = []
    held: list[tuple[int, str]] = []
    for atom, text in comments:
        (held if personal_data_in(text) else shown).append((atom, masked(text)))
    return shown, held


async def _destroy(stores: Stores, vault: Vault, wave_id: str) -> None:
    async with stores.ballots.writing() as connection:
        await destroy_ballots(connection, wave_id)
    await scrub(stores.ballots)
    await vault.destroy(wave_id)
