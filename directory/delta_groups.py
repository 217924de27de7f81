"""What an item of a delta query of groups says about members; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, Literal
from urllib.parse import quote

from directory.delta import USER, Item, is_removed, listed, object_id

MemberKind = Literal["user", "group"]

MOST_GROUPS: Final = 50
"""Graph filters a delta by so many ids at once."""
_KINDS: Final[Mapping[str, MemberKind]] = MappingProxyType({USER: "user", "#microsoft.graph.group": "group"})


def groups_path(groups: Iterable[str]) -> str:
    """Give the path that the members of at most fifty groups are asked for with."""
    wanted = " or ".join(f"id eq '{group}'" for group in groups)
    return "/groups/delta?$select=id,members&$filter=" + quote(wanted, safe="'")


def members(item: Item) -> dict[str, MemberKind | None]:
    """Give who has come into a group, as what, and who has left it (None); devices are nobody."""
    found: dict[str, MemberKind | None] = {}
    for each in listed(item, "members@delta"):
        kind = _KINDS.get(str(each.get("@odata.type", USER)))
        if (member := object_id(each)) and (kind or is_removed(each)):
            found[member] = None if is_removed(each) else kind
    return found
