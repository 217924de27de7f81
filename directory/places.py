"""Who works where: by groups, else by the attribute, else where they worked before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from directory.accounts import Said
from directory.findings import Finding
from directory.known import Known
from directory.unit_words import fold, tidy

Meant = Callable[[str], tuple[str, ...]]
"""Gives the codes of all units that a word may mean."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The unit's code of everybody who could be placed, by id, and who could not."""

    places: dict[str, str]
    unplaced: tuple[str, ...]
    findings: tuple[Finding, ...]


def place(said: Mapping[str, Said], meant: Meant) -> Placed:
    """Place people; nobody is put anywhere by chance."""
    places: dict[str, str] = {}
    unplaced, found = [], []
    values: Counter[tuple[str, int]] = Counter()
    for key, each in said.items():
        by_group = {code for word in each.groups for code in meant(word)}
        codes = by_group or set(meant(each.value))
        if len(codes) == 1:
            (places[key],) = codes
            continue
        unplaced.append(key)
        if by_group:
            found.append(Finding("two_units", person=key))
        elif fold(tidy(each.value)):
            values[tidy(each.value), len(codes)] += 1
        else:
            found.append(Finding("no_unit", person=key))
    for (value, units), count in values.items():
        found.append(Finding("ambiguous_value" if units else "unknown_value", word=value, count=count))
    return Placed(places, tuple(unplaced), tuple(found))


def kept_places(unplaced: tuple[str, ...], known: Known) -> dict[str, str]:
    """Give the kept code of the unit where each of those worked so far who could not be placed."""
    return {key: known.people[key].unit_code for key in unplaced if key in known.people}
