"""Cycles among things of which each has one above it at most."""

from __future__ import annotations

from collections.abc import Mapping


def cycles_in(above: Mapping[str, str | None]) -> list[list[str]]:
    """Give the members of every cycle, each cycle once."""
    done: set[str] = set()
    cycles = []
    for start in above:
        trail: dict[str, None] = {}
        at: str | None = start
        while at is not None and at not in done and at not in trail:
            trail[at] = None
            at = above.get(at)
        if at in trail:
            members = list(trail)
            cycles.append(members[members.index(at) :])
        done.update(trail)
    return cycles
