"""The directory as it is known before another reading of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from directory.organisation import Person, Unit


@dataclass(frozen=True, slots=True)
class Known:
    """Units in tree order, people by id, and `aliases`: other words for units, with the codes kept for them.

    `overdue` are the groups that have been gone for so long that what they gave is over.
    """

    units: tuple[Unit, ...] = ()
    people: Mapping[str, Person] = field(default_factory=lambda: MappingProxyType({}))
    aliases: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    overdue: frozenset[str] = frozenset()

    def kept_code(self, code: str) -> str:
        """Give the code under which a unit has been known so far."""
        return self.aliases.get(code, code)
