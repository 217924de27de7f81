"""Who is whose manager: the chain without cycles, and who leads which unit by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from directory.cycles import cycles_in
from directory.findings import Finding
from directory.listed import Account
from directory.organisation import Organisation

Links = Mapping[str, str]
"""The manager's id by the id of whoever has one."""
Places = Mapping[str, str]
"""The code of the unit where somebody works, by id."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Links that form no cycle, through accounts of every kind, and what was wrong with them."""

    links: Links
    findings: tuple[Finding, ...]


def chain_of(accounts: Mapping[str, Account], *, live: Iterable[str]) -> Chain:
    """Read the chain of accounts by id; a cycle is cut above the member whose id comes first."""
    links = {
        key: account.manager.lower()
        for key, account in accounts.items()
        if account.manager and account.manager.lower() in accounts
    }
    cycles = cycles_in(links)
    for cycle in cycles:
        del links[min(cycle)]
    found = [Finding("manager_cycle", person=min(cycle), count=len(cycle)) for cycle in cycles]
    return Chain(links, (*found, *_without_manager(accounts, frozenset(live), links)))


def units_above(places: Places, links: Links) -> dict[str, str]:
    """Give the first other unit met on the chain above each person, where there is one."""
    nearest: dict[str, str] = {}  # of everybody, the first above who works somewhere
    above: dict[str, str] = {}
    for person in _from_above(links):
        manager = links[person]
        found = manager if manager in places else nearest.get(manager)
        if found is None:
            continue
        nearest[person] = found
        if person not in places:
            continue
        if places[found] != places[person]:
            above[person] = places[found]
        elif found in above:
            above[person] = above[found]
    return above


def leaf_people(places: Places, links: Links) -> list[str]:
    """List those who manage nobody of the unit where they work."""
    inside = {manager for each, manager in _managed(places, links) if places[manager] == places[each]}
    return [each for each in places if each not in inside]


def supervisors(organisation: Organisation, places: Places, links: Links) -> dict[str, set[str]]:
    """Give who leads each unit by the chain.

    It is the manager of whoever manages nobody in the unit, and whoever manages somebody and works there
    too. Where nobody leads a unit from inside, it is also the only one there who manages anybody in a unit
    below.
    """
    leaves = set(leaf_people(places, links))
    found: dict[str, set[str]] = defaultdict(set)
    for person, manager in _managed(places, links):
        code = places[person]
        if person in leaves or places[manager] == code:
            found[code].add(manager)
    for code, heads in _heads_of_others(organisation, places, links).items():
        if len(heads) == 1 and not any(places[each] == code for each in found[code]):
            found[code] |= heads
    return found


def _heads_of_others(organisation: Organisation, places: Places, links: Links) -> dict[str, set[str]]:
    """Give by unit who works there and manages somebody in a unit below it."""
    below: dict[tuple[str, str], set[str]] = defaultdict(set)
    for person, manager in _managed(places, links):
        below[places[manager], places[person]].add(manager)
    heads: dict[str, set[str]] = defaultdict(set)
    for (above, code), managers in below.items():
        if above != code and above in organisation.upwards(code):
            heads[above] |= managers
    return heads


def _managed(places: Places, links: Links) -> Iterator[tuple[str, str]]:
    """Give everybody who works somewhere and whose manager does too, with the manager."""
    return ((each, links[each]) for each in places if each in links and links[each] in places)


def _without_manager(
    accounts: Mapping[str, Account], live: frozenset[str], links: Links
) -> Iterator[Finding]:
    """Name those whose manager is nobody; where nobody has any, managers are not in use."""
    if not any(account.manager for account in accounts.values()):
        return
    managing = set(links.values())
    for key in live:
        manager = accounts[key].manager
        if manager and manager.lower() not in live:
            yield Finding("manager_unknown", person=key)
        elif not manager and key not in managing:
            yield Finding("no_manager", person=key)


def _from_above(links: Links) -> Iterator[str]:
    """Give everybody who has a manager, managers first."""
    done: set[str] = set()
    for start in links:
        trail = []
        at = start
        while at in links and at not in done:
            trail.append(at)
            done.add(at)
            at = links[at]
        yield from reversed(trail)
