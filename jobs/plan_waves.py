"""Plans a wave: what is asked of whom, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from secrets import token_hex

from content.instrument import Instrument
from directory.organisation import Organisation
from followups.clock_rules import LARGEST_K, MOST_REMINDERS
from followups.reminders import Whom
from scoring.planner import LOWEST_K
from storage.engine import Stores
from storage.organisation import find_organisation
from storage.wave_plans import Overlapping, Wish, record_plan
from storage.waves import EVERYBODY, Turn, Wave


class CannotPlan(Exception):
    """A wave cannot be planned; `reason` is a short English sentence."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


async def plan_wave(  # noqa: PLR0913 - all but two by keyword
    stores: Stores,
    instrument: Instrument,
    *,
    unit_code: str,
    opens: datetime,
    closes: datetime,
    reminders: int,
    actor: str,
    now: datetime,
    targets: Sequence[str] = (),
    k: int | None = None,
    turn: Turn = EVERYBODY,
    remind_whom: Whom = "all",
    wave_id: str | None = None,
) -> Wave:
    """Record a wave that opens at its time; raise CannotPlan, BadTargets, InstrumentChanged or WaveExists.

    A rotation asks the part whose turn it is, only a template has `targets`, `k` is never less than usual.
    """
    smallest = _checked(instrument, opens=opens, closes=closes, reminders=reminders, k=k, now=now)
    wish = Wish(unit_code, smallest, opens, closes, reminders, remind_whom, turn, targets)
    async with stores.identity.writing() as connection:
        try:
            return await record_plan(
                connection,
                instrument,
                wish=wish,
                wave_id=wave_id or f"{instrument.id}-{opens:%Y%m%d}-{token_hex(3)}",
                organisation=_with_unit(await find_organisation(connection, now=now), unit_code),
                actor=actor,
                now=now,
            )
        except Overlapping as error:
            raise CannotPlan(str(error)) from None


def _with_unit(organisation: Organisation | None, unit_code: str) -> Organisation:
    if organisation is None:
        raise CannotPlan("there is no organisation yet: run `pulssi org import` first")
    if unit_code not in organisation.units:
        raise CannotPlan(f"no unit has the code {unit_code!r}")
    return organisation


def _checked(
    instrument: Instrument, *, opens: datetime, closes: datetime, reminders: int, k: int | None, now: datetime
) -> int:
    """Check what needs no store; give the smallest group that will be shown."""
    if closes <= max(opens, now):
        raise CannotPlan("the closing time is over before the wave opens")
    if not 0 <= reminders <= MOST_REMINDERS:
        raise CannotPlan(f"at most {MOST_REMINDERS} reminders are sent")
    return smallest_group(instrument, k)


def smallest_group(instrument: Instrument, wanted: int | None) -> int:
    """Give the smallest group that will be shown; raise CannotPlan when the wanted one cannot be."""
    smallest = max(LOWEST_K, instrument.smallest_group)
    if wanted is not None and not smallest <= wanted <= LARGEST_K:
        raise CannotPlan(f"the smallest group of {instrument.id} is {smallest} to {LARGEST_K} people")
    return wanted or smallest
