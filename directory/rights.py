"""Who may do what: one table, one function that reads it.

A right holds for a unit, told by the codes from the root down to it, or, with no codes, for the whole.
docs/roles.md says the same in words, and a test compares the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal

from directory.organisation import Person, Unit

Act = Literal[
    "see",
    "compare",
    "think",
    "share",
    "link",
    "lead",
    "appoint",
    "run",
    "review",
    "look at the year",
    "set the year",
    "connect",
    "audit",
]
Holder = Literal["supervisor", "deputy", "hr", "management", "admin", "privacy"]

RIGHTS: Final[Mapping[Act, tuple[Holder, ...]]] = {
    "see": ("supervisor", "deputy", "hr", "management"),
    "compare": ("hr", "management"),
    "think": ("management",),
    "share": ("supervisor", "deputy", "hr"),
    "link": ("supervisor", "deputy", "hr"),
    "lead": ("supervisor", "deputy"),
    "appoint": ("supervisor", "hr"),
    "run": ("hr",),
    "review": ("hr",),
    "look at the year": ("hr", "management"),
    "set the year": ("hr",),
    "connect": ("hr", "admin"),
    "audit": ("hr", "privacy"),
}
"""Who may do what.

see: published results and plans. compare: units of an area in order, and which need support. think: what a
better result would be worth. share: results, with those who work in a unit. link: a channel. lead: talks,
choices, plans, follow-ups. appoint: a deputy. run: waves. review: comments held back. look at, set the year:
the annual clock. connect: what the directory and Teams tell of connections. audit: read the log.
"""


def may_do(person: Person, act: Act, path: Sequence[str] = ()) -> bool:
    """Tell whether the person may do something to the last unit of `path`, or to the whole."""
    return any(_holds(person, holder, path) for holder in RIGHTS[act])


def may_see(person: Person, path: Sequence[str]) -> bool:
    """Tell whether the person may see the results of the last unit of `path`, codes from the root down.

    Supervisors and their deputies see what they lead and everything below it, HR partners their area, HR
    and management the whole; an administrator sees nothing by that role alone.
    """
    return may_do(person, "see", path)


def may_somewhere(person: Person, act: Act) -> bool:
    """Tell whether there is any unit to which the person may do something."""
    return any(may_do(person, act, (code,)) for code in ("", *person.leads, *person.partner_of))


def within_rights(person: Person, act: Act, units: Iterable[Unit]) -> Iterator[Unit]:
    """Walk the tree, given in its order, and keep the units to which the person may do something."""
    kept: set[str | None] = set()
    for unit in units:
        if unit.parent_code in kept or may_do(person, act, (unit.code,)):
            kept.add(unit.code)
            yield unit


def _holds(person: Person, holder: Holder, path: Sequence[str]) -> bool:
    match holder:
        case "supervisor":
            return not set(person.supervises).isdisjoint(path)
        case "deputy":
            return not set(person.stands_in).isdisjoint(path)
        case "hr":
            return holder in person.roles or not set(person.partner_of).isdisjoint(path)
        case _:
            return holder in person.roles
