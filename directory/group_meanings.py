"""What belonging to a group of Entra means, as the setting `PULSSI_GRAPH_GROUPS` writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from directory.delta import OBJECT_ID
from directory.listed import Meaning, MeaningKind
from directory.organisation import ROLES

_OF_A_UNIT: Final[Mapping[str, MeaningKind]] = {"hr": "partner", "supervises": "supervises", "unit": "unit"}


class BadMeanings(Exception):
    """Entries of the setting are wrong; `problems` names every one."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("PULSSI_GRAPH_GROUPS: " + "; ".join(problems))


def read_meanings(text: str) -> Mapping[str, tuple[Meaning, ...]]:
    """Read `<group id>=hr; <group id>=unit:CODE; ...`; a group may mean several things; raise BadMeanings."""
    found: dict[str, tuple[Meaning, ...]] = {}
    problems = []
    for entry in filter(None, (each.strip() for each in text.split(";"))):
        group, _, meant = (part.strip() for part in entry.partition("="))
        meaning = _meaning(meant)
        if not OBJECT_ID.fullmatch(group.lower()):
            problems.append(f"{entry!r} does not begin with the object id of a group")
        elif meaning is None:
            problems.append(f"{entry!r} means nothing; known are {_known()}")
        else:
            already = found.get(group.lower(), ())
            found[group.lower()] = (*already, *(() if meaning in already else (meaning,)))
    if problems:
        raise BadMeanings(tuple(problems))
    return found


def _meaning(text: str) -> Meaning | None:
    kind, divided, code = (part.strip() for part in text.partition(":"))
    if not divided:
        return Meaning("role", kind) if kind in ROLES else None
    if not code or kind not in _OF_A_UNIT:
        return None
    return Meaning(_OF_A_UNIT[kind], code)


def _known() -> str:
    roles = sorted(ROLES)
    return ", ".join([*roles, *(f"{kind}:CODE" for kind in sorted(_OF_A_UNIT))])
