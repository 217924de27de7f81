"""One item of Graph's delta answers, whatever it is about; pure.

The forms are those of Microsoft's pages "user: delta", "group: delta" and "Get incremental changes": what is
gone has `@removed`; a manager and members come as `manager@delta` and `members@delta`, lists of ids with
`@removed` on those who no longer are; the same item may come again, on any page, with all of its properties
or only some.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

Item = Mapping[str, Any]

OBJECT_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
USER: Final = "#microsoft.graph.user"


def object_id(item: Item) -> str | None:
    """Give the object id in small letters; None where it is none."""
    text = str(item.get("id") or "").lower()
    return text if OBJECT_ID.fullmatch(text) else None


def is_removed(item: Item) -> bool:
    """Say whether it is gone, for good (`deleted`) or for as long as it can be brought back (`changed`)."""
    return "@removed" in item


def listed(item: Item, name: str) -> list[Item]:
    """List the entries of a relationship."""
    found = item.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
