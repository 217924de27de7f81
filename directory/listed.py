"""What a directory of people lists, as it was read, and how it is to become an organisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from directory.organisation import Unit

NOTHING: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody's account: `unit` is the value of the chosen attribute, `language` as the directory writes it.

    `manager` is the object id of the person above, None where there is none.
    """

    id: str
    is_enabled: bool = True
    is_guest: bool = False
    unit: str = ""
    language: str | None = None
    manager: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """All accounts, and the members of the groups that mean something; of a group that is gone nothing."""

    accounts: tuple[Account, ...]
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NOTHING)


MeaningKind = Literal["role", "partner", "supervises", "unit"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What belonging to a group means: a role, or being partner of, leading or working in a unit (`of`)."""

    kind: MeaningKind
    of: str


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a listing becomes an organisation.

    `units` is the tree that the values of the attribute name by code or by name; without it the tree is made
    of the values: parted by `separator` where there is one, else by who is whose manager. `root_name` names
    the top where several units have none above.
    """

    units: tuple[Unit, ...] = ()
    separator: str = ""
    root_name: str = ""
    groups: Mapping[str, tuple[Meaning, ...]] = field(default_factory=dict)
