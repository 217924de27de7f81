"""A target of a plan in words: the same on cards and in files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, Protocol

from followups.plan import Plan, Target
from followups.plan_changes import Value, What

Part = Literal["goal", "action", "practice", "owners", "schedule", "follow_up", "upwards", "answer"]
EVERYBODY: Final[tuple[Part, ...]] = ("goal", "action", "practice", "owners", "schedule", "follow_up")
"""What a team is told; what is asked from above stays with those who lead."""
LEADERS: Final[tuple[Part, ...]] = (*EVERYBODY, "upwards", "answer")
NEEDED: Final[tuple[Part, ...]] = EVERYBODY
"""What a finished plan says of each target."""


class Says(Protocol):
    """The words of a language."""

    def __call__(self, key: str, /, **facts: object) -> str:
        """Say a text."""

    def date(self, d: date) -> str:
        """Write a day."""


@dataclass(frozen=True, slots=True)
class Owners:
    """What is known of people in a plan: names by id, and who is still in the directory."""

    names: Mapping[str, str] = field(default_factory=dict)
    present: Collection[str] = frozenset()

    def known(self, person: str) -> str:
        """Give the name of somebody who is still there and whose name is known; nothing else."""
        return self.names.get(person, "") if person in self.present else ""

    def name(self, person: str, say: Says) -> str:
        """Name somebody, or say why there is no name."""
        if person not in self.present:
            return say("cardplan.owner.left")
        return self.names.get(person) or say("cardplan.owner.unnamed")

    def list_left(self, plan: Plan) -> list[str]:
        """List the owners who are in the directory no more."""
        everybody = {owner for target in plan.targets for owner in target.owners}
        return sorted(everybody - set(self.present))


def part_in_words(target: Target, part: Part, *, owners: Owners, say: Says) -> str:
    """Write one part of a target; nothing where it is empty."""
    if part == "owners":
        return owners_in_words(target.owners, owners=owners, others=target.others, say=say)
    if part == "schedule":
        return schedule_in_words(target, say=say)
    written: str = getattr(target, part)
    return written


def parts_in_words(
    target: Target, parts: Iterable[Part], *, owners: Owners, say: Says
) -> list[tuple[str, str]]:
    """Write what a target says, each part under its name; empty ones are left out."""
    told = ((part, part_in_words(target, part, owners=owners, say=say)) for part in parts)
    return [(say(f"cardplan.part.{part}"), text) for part, text in told if text]


def owners_in_words(people: Collection[str], *, owners: Owners, others: str = "", say: Says) -> str:
    """Name owners by the alphabet, those without a name last, then who else takes part."""
    known = sorted((name for each in people if (name := owners.known(each))), key=str.casefold)
    rest = Counter(owners.name(each, say) for each in people if not owners.known(each))
    counted = [who if n == 1 else say("cardplan.owner.several", who=who, n=n) for who, n in rest.items()]
    return ", ".join([*known, *counted, *([others] if others else [])])


def schedule_in_words(target: Target, *, say: Says) -> str:
    """Say from when till when."""
    starts, due = target.starts_on, target.due_on
    if starts and due:
        return say("cardplan.schedule.both", start=say.date(starts), due=say.date(due))
    if starts:
        return say("cardplan.schedule.start", start=say.date(starts))
    return say("cardplan.schedule.due", due=say.date(due)) if due else ""


def value_in_words(what: What, value: Value, *, owners: Owners, say: Says) -> str:
    """Write what stood somewhere before or after a change."""
    if value is None or value in ("", ()):
        return say("cardplan.empty")
    if what == "state":
        return say(f"cardplan.state.{value}")
    if isinstance(value, tuple):
        is_people = what == "owners"
        return owners_in_words(value, owners=owners, say=say) if is_people else ", ".join(value)
    return say.date(value) if isinstance(value, date) else value


def list_missing(target: Target) -> list[Part]:
    """List what a finished plan would still say of a target."""
    has: dict[Part, bool] = {
        "owners": bool(target.owners or target.others),
        "schedule": bool(target.starts_on or target.due_on),
    }
    return [part for part in NEEDED if not has.get(part, bool(getattr(target, part, "")))]
