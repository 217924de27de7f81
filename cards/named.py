"""The other units that a result names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from directory.organisation import Unit


@dataclass(frozen=True, slots=True)
class Named:
    """Those who share a group's result, and the area that a result is read beside."""

    members: Sequence[Unit] = ()
    area: Unit | None = None
