"""What each respondent's answers amount to: the index, the capabilities, the gain of one step more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from content.instrument import CAPABILITIES, FACTORS, Instrument
from scoring.index import STEPS, Floats, belonging_curve, index, purpose_curve, safety_curve

Values = NDArray[np.int8]
"""Answers (respondents, items): 1..A, 0 = not answered."""

_SINGLES = np.concatenate([[np.nan], np.arange(STEPS) / (STEPS - 1)])
"""The share that a single answer stands for, by its value."""


@dataclass(frozen=True, slots=True)
class Profiles:
    """Respondents' values, NaN where somebody has none: index (R,), capabilities (R, 5), gains (R, items).

    A gain is what the index would rise by, had the respondent answered the item one step higher (5 stays 5).
    """

    index: Floats
    capabilities: Floats
    gains: Floats


def profiles_of(values: Values, instrument: Instrument) -> Profiles:
    """Work out what an instrument with an index says of each respondent.

    A factor's share is the mean of what was answered of it; whoever answered half of a factor's items or
    less has no index, and whoever left one of a capability's three open does not count in it.
    """
    factors = [_columns(instrument, factor=factor) for factor in FACTORS]
    answered = np.stack([(values[:, columns] > 0).sum(axis=1) for columns in factors], axis=1)
    totals = np.stack([values[:, columns].sum(axis=1, dtype=np.int64) for columns in factors], axis=1)
    needed = np.array([len(columns) // 2 + 1 for columns in factors])
    has_index = (answered >= needed).all(axis=1)
    counted = np.maximum(answered, 1)
    shares = (totals - answered) / ((STEPS - 1) * counted)
    indices = np.where(has_index, index(*shares.T), np.nan)
    gains = np.full(values.shape, np.nan)
    for columns, gain in zip(factors, _gains(shares, 1 / ((STEPS - 1) * counted)), strict=True):
        some = values[:, columns]
        gains[:, columns] = np.where((some > 0) & (some < STEPS), gain[:, None], 0.0)
    gains[~has_index] = np.nan
    return Profiles(indices, _capabilities(values, instrument), gains)


def _columns(instrument: Instrument, *, factor: str) -> list[int]:
    return [place for place, item in enumerate(instrument.items) if item.factor == factor]


def _gains(shares: Floats, steps: Floats) -> Sequence[Floats]:
    """Give by how much the index rises when one answer to each factor rises by a step."""
    safety, belonging, purpose = shares.T
    higher = np.minimum(shares + steps, 1.0)
    lift = (belonging_curve(belonging) + purpose_curve(purpose)) / 2
    floor = safety_curve(safety)
    return (
        (safety_curve(higher[:, 0]) - floor) * lift,
        floor * (belonging_curve(higher[:, 1]) - belonging_curve(belonging)) / 2,
        floor * (purpose_curve(higher[:, 2]) - purpose_curve(purpose)) / 2,
    )


def _capabilities(values: Values, instrument: Instrument) -> Floats:
    """Give the index over the three single items of each capability that the instrument asks wholly."""
    place = {(item.factor, item.capability): column for column, item in enumerate(instrument.items)}
    found = np.full((len(values), len(CAPABILITIES)), np.nan)
    curves = (safety_curve(_SINGLES), belonging_curve(_SINGLES), purpose_curve(_SINGLES))
    for column, capability in enumerate(CAPABILITIES):
        items = [place.get((factor, capability)) for factor in FACTORS]
        if None in items:
            continue
        safety, belonging, purpose = (
            curve[values[:, item]] for curve, item in zip(curves, items, strict=True) if item is not None
        )
        found[:, column] = safety * (belonging + purpose) / 2
    return found
