"""The agenda of a team's meeting: which steps, how long each, and in how large groups people talk.

Going through a result in five steps; choosing strengths and targets alone, in pairs and together; the
workshop with a station a target, 20 minutes each, then 10 minutes of presenting each and a shared discussion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from types import MappingProxyType
from typing import Final, Literal, get_args

Form = Literal["results", "choosing", "workshop"]
FORMS: Final[tuple[Form, ...]] = get_args(Form)
"""The three meetings, in the order in which a team holds them."""
Who = Literal["leader", "alone", "groups", "all"]
Verdict = Literal["good", "middling", "poor"]

BOUNDS: Final[Mapping[Form, tuple[int, int]]] = MappingProxyType(
    {"results": (45, 60), "choosing": (25, 45), "workshop": (120, 240)}
)
"""The least and the most minutes of each meeting, whatever the size of the team."""
SMALLEST_GROUP: Final = 2
LARGEST_GROUP: Final = 5
MOST_STATIONS: Final = 3

_SMALL_TEAM: Final = 8
_LARGE_TEAM: Final = 20
_TABLE: Final = 4  # people who hear each other without taking turns
_STATION: Final = 20
_PRESENTING: Final = 10


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a meeting: `rounds` times `each` minutes, from `starts` minutes after its beginning."""

    name: str
    who: Who
    starts: int
    each: int
    rounds: int = 1

    @property
    def minutes(self) -> int:
        """Give how long it takes."""
        return self.each * self.rounds


@dataclass(frozen=True, slots=True)
class Agenda:
    """The steps of a meeting of so many `people`, who talk in `groups` of these sizes, the largest first."""

    form: Form
    people: int
    steps: tuple[Step, ...]
    groups: tuple[int, ...]

    @property
    def minutes(self) -> int:
        """Give how long the meeting takes."""
        return sum(step.minutes for step in self.steps)


def agenda(form: Form, *, people: int, targets: int, verdict: Verdict | None = None) -> Agenda:
    """Make the agenda of a meeting; fewer than two people are two, no targets yet are as many as fit.

    After a poor result going through it begins with what comes first of all, and takes longer over it.
    """
    people = max(SMALLEST_GROUP, people)
    stations = min(targets, MOST_STATIONS) if targets > 0 else MOST_STATIONS
    match form:
        case "results":
            planned = _results(_by_size(people, 45, 50, 60), is_poor=verdict == "poor")
            wanted = round(people / _TABLE)
        case "choosing":
            planned = _choosing(_by_size(people, 10, 15, 25))
            wanted = people // 2 if people <= _SMALL_TEAM else round(people / _TABLE)
        case "workshop":
            planned = _workshop(stations, shared=_by_size(people, 30, 30, 45))
            # As many at every station; beside each other where they are many.
            wanted = -(-people // (LARGEST_GROUP * stations)) * stations
    starts = accumulate((each * rounds for _, _, each, rounds in planned), initial=0)
    steps = (
        Step(name, who, start, each, rounds)
        for (name, who, each, rounds), start in zip(planned, starts, strict=False)
    )
    return Agenda(form, people, tuple(steps), group_sizes(people, wanted))


def group_sizes(people: int, wanted: int) -> tuple[int, ...]:
    """Part people into about `wanted` groups of two to five, as even as can be, the largest first."""
    count = min(max(wanted, -(-people // LARGEST_GROUP)), people // SMALLEST_GROUP)
    size, larger = divmod(people, count)
    return (size + 1,) * larger + (size,) * (count - larger)


def suited(*, is_held: bool, is_chosen: bool) -> Form:
    """Say which meeting a team is to hold now, after a talk was held or not and targets chosen or not."""
    if not is_held:
        return "results"
    return "workshop" if is_chosen else "choosing"


_Planned = tuple[str, Who, int, int]  # name, who, minutes each, rounds


def _results(total: int, *, is_poor: bool) -> tuple[_Planned, ...]:
    first, figures, onwards = 10 if is_poor else 5, 10, 5
    talk = total - first - figures - onwards
    background = talk // 2 // 5 * 5
    return (
        ("asked", "leader", first, 1),
        ("figures", "leader", figures, 1),
        ("background", "groups", background, 1),
        ("hold", "all", talk - background, 1),
        ("onwards", "leader", onwards, 1),
    )


def _choosing(together: int) -> tuple[_Planned, ...]:
    return (
        ("aim", "leader", 5, 1),
        ("alone", "alone", 5, 1),
        ("pairs", "groups", 5, 1),
        ("together", "all", together, 1),
    )


def _workshop(stations: int, *, shared: int) -> tuple[_Planned, ...]:
    return (
        ("opening", "leader", 15, 1),
        ("stations", "groups", _STATION, stations),
        ("break", "all", 15, 1),
        ("presenting", "groups", _PRESENTING, stations),
        ("discussion", "all", shared, 1),
        ("agreeing", "all", 30, 1),
    )


def _by_size(people: int, small: int, middling: int, large: int) -> int:
    if people <= _SMALL_TEAM:
        return small
    return middling if people <= _LARGE_TEAM else large
