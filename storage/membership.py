"""Who is asked in a wave: the same for its opening and for whoever wants to know before."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from directory.organisation import Organisation, answer_cell
from directory.roster import likely_groups
from storage.waves import Member, Wave


def branch(organisation: Organisation, code: str) -> Organisation:
    """Give the part of the tree from one unit down, that unit as its root."""
    units = [organisation.units[each] for each in organisation.below(code)]
    return Organisation([replace(units[0], parent_code=None), *units[1:]])


def wave_members(organisation: Organisation, code: str) -> list[Member]:
    """List who is asked in a branch: those whose answers count in it.

    Whoever leads all of it counts above it and is not asked: the answer would be among those the person sees.
    """
    inside = frozenset(organisation.below(code))
    cells = ((each.aad_object_id, answer_cell(organisation, each)) for each in organisation.people.values())
    return [Member(person, cell) for person, cell in cells if cell in inside]


def in_turn(
    organisation: Organisation, members: list[Member], wave: Wave, *, resting: Collection[str]
) -> list[Member]:
    """Leave out who rests, and all units but those of the wave's share."""
    asked = _units_in_turn(organisation, wave)
    return [
        each
        for each in members
        if each.person not in resting and organisation.people[each.person].unit_code in asked
    ]


def guess_shown(tree: Organisation, wave: Wave, *, asked: Mapping[str, int]) -> tuple[int, int, int]:
    """Count the units with an answer that are likely to be shown alone, with others, or not at all.

    `asked` counts people by the cell where their answers count; all of them are taken to answer.
    """
    groups = likely_groups(tree.parents, asked=asked, smallest=wave.k)
    alone = sum(list(groups[code]) == [code] for code in groups)
    return alone, len(groups) - alone, len(asked) - len(groups)


def _units_in_turn(organisation: Organisation, wave: Wave) -> frozenset[str]:
    """Give every so manieth unit in tree order, counting those with units below apart from those without."""
    units = organisation.below(wave.unit_code)
    inner = [code for code in units if organisation.children(code)]
    leaves = [code for code in units if not organisation.children(code)]
    share, shares = wave.turn.share, wave.turn.shares
    return frozenset([*inner[share::shares], *leaves[share::shares]])
