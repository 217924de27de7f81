"""What surveys say of a plan's targets: the pulses before its follow-ups, and its questionnaire."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from content.asked import shortened, with_targets
from content.instrument import Instrument
from scoring.in_words import span_of
from scoring.outcomes import Outcome, Outcomes, Reading, reading_before, reading_of
from storage.follow_ups import list_follow_ups
from storage.instruments import find_used
from storage.plans import Plan, Target
from storage.results import Result, find_result_of, list_results_of_unit

_MOST_PULSES = 4


async def find_outcomes(connection: AsyncConnection, plan: Plan, *, zone: ZoneInfo) -> Outcomes:
    """Give what is published of each target; those of which nothing is shown are left out."""
    found = await list_results_of_unit(connection, code=plan.code)
    pulses = await _pulses(connection, plan)
    template = await _template(connection, pulses)
    told = {
        target.id: (
            *_of_pulses(pulses, template, target, zone=zone),
            *_of_questionnaire(found, plan, target, zone=zone),
        )
        for target in plan.targets
    }
    shown = {target: outcomes for target, outcomes in told.items() if outcomes}
    return Outcomes(shown, was_asked=bool(pulses))


async def _pulses(connection: AsyncConnection, plan: Plan) -> list[Result]:
    """List what the pulses before a plan's latest follow-ups show, the newest first."""
    asked = [each.wave for each in await list_follow_ups(connection, plan.id) if each.wave]
    found = [await find_result_of(connection, wave, code=plan.code) for wave in asked[-_MOST_PULSES:]]
    return [each for each in reversed(found) if each is not None]


async def _template(connection: AsyncConnection, pulses: Sequence[Result]) -> Instrument | None:
    """Find the questions as they were before a team's words were put into them."""
    if not pulses:
        return None
    instrument = pulses[0].wave.instrument
    return await find_used(connection, instrument.id, instrument.version)


def _of_pulses(
    pulses: Sequence[Result], template: Instrument | None, target: Target, *, zone: ZoneInfo
) -> list[Outcome]:
    """Give the newest pulse that asked about a target, beside the one before."""
    words = shortened(target.words)
    if template is None or not words:
        return []
    always = {item.text for item in template.items}
    asked = {item.text for item in with_targets(template, [words]).items} - always
    read: list[tuple[Result, str, Reading]] = []
    for result in pulses:
        name = next((f"item.{item.id}" for item in result.wave.instrument.items if item.text in asked), "")
        reading = _reading(result, name, zone=zone) if name else None
        if reading is not None:
            read.append((result, name, reading))
    if not read:
        return []
    (newest, name, now), *earlier = read
    return [_outcome(newest, name, now, earlier[0][2] if earlier else None)]


def _of_questionnaire(
    found: Sequence[Result], plan: Plan, target: Target, *, zone: ZoneInfo
) -> list[Outcome]:
    """Give a target's own question in the newest wave that may be compared with the plan's."""
    name = f"item.{target.item}"
    for result in found:
        past = next((each for each in result.published.trend if each.wave == plan.wave), None)
        if past is None or past.reason is not None:
            continue
        now = _reading(result, name, zone=zone)
        before = reading_before(past.figures, past.margins, name, closed_on=past.closed)
        if now is not None and before is not None:
            return [_outcome(result, name, now, before, is_pulse=False)]
    return []


def _reading(result: Result, name: str, *, zone: ZoneInfo) -> Reading | None:
    closed_at = result.wave.closed_at or result.wave.closes_at
    return reading_of(result.published, name, closed_on=closed_at.astimezone(zone).date())


def _outcome(
    result: Result, name: str, now: Reading, before: Reading | None, *, is_pulse: bool = True
) -> Outcome:
    instrument = result.wave.instrument
    item = next(each for each in instrument.items if f"item.{each.id}" == name)
    return Outcome(result.published, name, span_of(instrument, item), now, before, is_pulse)
