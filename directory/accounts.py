"""Accounts by id: whose count, and what each says of where somebody works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from directory.findings import Finding
from directory.listed import Account, Listing, MeaningKind, Wishes

_LANGUAGES: Final = frozenset({"fi", "sv", "en"})


@dataclass(frozen=True, slots=True)
class Accounts:
    """Every account by its id in small letters; `live` are the ids of those that count, in order."""

    by_id: Mapping[str, Account]
    live: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of where somebody works: the words of groups, which win, and the attribute's value."""

    groups: tuple[str, ...]
    value: str


def accounts_of(listing: Listing) -> Accounts:
    """Leave out who is disabled or a guest; of several accounts with one id the fullest counts."""
    by_id: dict[str, Account] = {}
    twice = set()
    for account in sorted(listing.accounts, key=_fullest_first):
        key = account.id.lower()
        if key in by_id:
            twice.add(key)
        by_id.setdefault(key, account)
    disabled = sum(not each.is_enabled for each in by_id.values())
    guests = sum(each.is_enabled and each.is_guest for each in by_id.values())
    numbers = [Finding("disabled", count=disabled), Finding("guest", count=guests)]
    found = [*(Finding("duplicate", person=key) for key in twice), *(each for each in numbers if each.count)]
    live = sorted(key for key, each in by_id.items() if each.is_enabled and not each.is_guest)
    return Accounts(by_id, tuple(live), tuple(found))


def said_of(accounts: Accounts, listing: Listing, wishes: Wishes) -> dict[str, Said]:
    """Give what is said of where each of the live accounts works."""
    words = words_by_member(listing, wishes, "unit")
    return {key: Said(tuple(sorted(words.get(key, ()))), accounts.by_id[key].unit) for key in accounts.live}


def words_by_member(listing: Listing, wishes: Wishes, kind: MeaningKind) -> dict[str, set[str]]:
    """Give by id what belonging to groups means, of one kind of meaning."""
    words: dict[str, set[str]] = {}
    for group, meanings in wishes.groups.items():
        meant = [each.of for each in meanings if each.kind == kind]
        for member in listing.groups.get(group, ()) if meant else ():
            words.setdefault(member.lower(), set()).update(meant)
    return words


def language_of(account: Account) -> str | None:
    """Read a language such as sv-FI; None for one that is not ours."""
    language = (account.language or "")[:2].lower()
    return language if language in _LANGUAGES else None


def _fullest_first(account: Account) -> tuple[bool, bool, bool, bool, str, str, str, str]:
    return (
        not account.is_enabled,
        account.is_guest,
        not account.unit,
        account.manager is None,
        account.unit,
        (account.manager or "").lower(),
        account.language or "",
        account.id,
    )
