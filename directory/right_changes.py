"""Which rights an import gives and takes, so that each can be written down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from directory.organisation import Person


def rights_of(person: Person) -> Iterator[str]:
    """Give what somebody holds: codes of units led, roles, `hr:CODE` for an HR partner's area."""
    yield from person.leads
    yield from person.roles
    yield from (f"hr:{code}" for code in person.partner_of)


def right_changes(before: Iterable[Person], after: Iterable[Person]) -> tuple[list[str], list[str]]:
    """Compare two states of some people: what was given and what was taken, each as `right/person`."""
    held, wanted = _all(before), _all(after)
    return sorted(wanted - held), sorted(held - wanted)


def _all(people: Iterable[Person]) -> set[str]:
    return {f"{right}/{person.aad_object_id}" for person in people for right in rights_of(person)}
