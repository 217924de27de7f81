"""What an item of a delta query of users says about an account; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from directory.delta import Item, is_removed, listed, object_id
from directory.listed import Account

_ON_PREMISES: Final = "onPremisesExtensionAttributes"
_ORGANISATION: Final = "employeeOrgData"
ATTRIBUTES: Final[Mapping[str, str | None]] = MappingProxyType(
    {
        **dict.fromkeys(("department", "officeLocation", "companyName", "jobTitle", "employeeType")),
        **dict.fromkeys(("division", "costCenter"), _ORGANISATION),
        **{f"extensionAttribute{number}": _ON_PREMISES for number in range(1, 16)},
    }
)
"""What may tell the unit somebody works in, with the property of Graph that it lies in."""
_LONGEST: Final = 1024
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_GUEST: Final = "guest"


def accounts_path(attribute: str) -> str:
    """Give the path that all accounts are asked for with."""
    property_ = ATTRIBUTES[attribute] or attribute
    return f"/users/delta?$select=id,accountEnabled,userType,preferredLanguage,manager,{property_}"


def merged(known: Account | None, account: str, item: Item, *, attribute: str) -> Account | None:
    """Give an account with what an item says of it, None when it is gone; what is not named stays."""
    if is_removed(item):
        return None
    before = known or Account(account)
    found: dict[str, Any] = {}
    if "accountEnabled" in item:
        found["is_enabled"] = item["accountEnabled"] is not False
    if "userType" in item:
        found["is_guest"] = str(item["userType"]).lower() == _GUEST
    if "preferredLanguage" in item:
        found["language"] = _text(item["preferredLanguage"]) or None
    if (around := ATTRIBUTES[attribute]) is None:
        found |= {"unit": _text(item[attribute])} if attribute in item else {}
    elif around in item:
        within = item[around]
        found["unit"] = _text(within.get(attribute)) if isinstance(within, dict) else ""
    return replace(before, **found, manager=_manager(before.manager, item))


def _manager(before: str | None, item: Item) -> str | None:
    """Tell the manager: the one who has come, or none when the one before has gone."""
    told = listed(item, "manager@delta")
    come = [object_id(each) for each in told if not is_removed(each)]
    if come:
        return come[-1]
    return None if before in {object_id(each) for each in told} else before


def _text(value: object) -> str:
    """Clean a value: no control characters, which a database or a card would stumble over."""
    return _CONTROLS.sub(" ", value).strip()[:_LONGEST].strip() if isinstance(value, str) else ""
