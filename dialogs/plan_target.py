"""The card of one target: what stands in its inputs, who can be picked, what a team could try."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from cards.plan_edit import IDEAS, EditView, Notice
from cards.plan_parts import cut
from content.action import Action, fitting
from dialogs.plan_show import today_in
from dialogs.turn import Turn
from followups.plan import MOST_TARGETS, Column, Plan, Target
from followups.plan_checks import TYPED, Problem, next_states, typed_of
from followups.plan_words import Owners, value_in_words
from locales import texts
from storage.actors import list_readers
from storage.conversations import list_names
from storage.plan_reading import find_owners
from storage.teams import Place, list_leaders, list_staff
from storage.waves import find_wave

NEW: Final = "new"
"""What a card sends in a target's place when it adds one."""
MOST_OWNERS: Final = 60
"""People that can be picked from a list; a card has no room for a hospital."""
_LONGEST_NAME: Final = 40
_MOST_DIGITS: Final = 4
_MARKDOWN: Final = str.maketrans(dict.fromkeys("*_[]`<>#~|\\", " "))


def typed_in(turn: Turn) -> dict[Column, str]:
    """Read what was typed on a target's card; clients leave out what is empty."""
    return {column: turn.word(column) for column in TYPED}


async def target_view(
    turn: Turn,
    place: Place,
    plan: Plan,
    target: Target,
    *,
    typed: Mapping[Column, str] | None = None,
    was: Target | None = None,
    problems: Sequence[Problem] = (),
    notice: Notice | None = None,
    version: int | None = None,
) -> EditView:
    """Read all that the card of a target shows; `typed` stands in its inputs instead of what is saved.

    `was` is the target as it stood when somebody began to type, to tell what others have changed since.
    """
    shown = typed_of(target) if typed is None else typed
    is_new, page = plan.target(target.id) is None, _number(turn.word("page"))
    owners, has_more = await _pickable(turn, plan, target)
    ideas = await _ideas(turn, plan, target)
    return EditView(
        unit=place.unit,
        plan=plan.id,
        version=version or plan.version,
        target=NEW if is_new else target.id,
        number=1 + [*(each.id for each in plan.targets), target.id].index(target.id),
        typed=shown,
        states=next_states(target),
        today=await today_in(turn, plan.code),
        owners=owners,
        has_left=await _has_left(turn, plan, target),
        has_more=has_more,
        ideas=_turned(ideas, page),
        page=page,
        has_more_ideas=len(ideas) > IDEAS,
        may_remove=not is_new and len(plan.targets) > 1,
        problems=problems,
        notice=notice,
        theirs=await _theirs(turn, plan, target, shown, was) if notice == "changed" else (),
    )


async def list_possible_owners(turn: Turn, code: str) -> list[str]:
    """List who works in a unit and who leads it."""
    staff = await list_staff(turn.connection, code)
    return list(dict.fromkeys([*await list_leaders(turn.connection, code, now=turn.now), *staff]))


def has_room(plan: Plan) -> bool:
    """Say whether a plan may get another target."""
    return len(plan.targets) < MOST_TARGETS


def name_in_list(name: str) -> str:
    """Leave out what some clients would read as Markdown in a list, and the end of a very long name."""
    return cut(" ".join(name.translate(_MARKDOWN).split()), _LONGEST_NAME) or "?"


async def _pickable(turn: Turn, plan: Plan, target: Target) -> tuple[dict[str, str], bool]:
    """Give who can be picked, by name: the owners for certain, then as many others as there is room for."""
    possible = await list_possible_owners(turn, plan.code)
    names = await list_names(turn.connection, {*possible, *target.owners})
    named = [each for each in possible if each in names and each not in target.owners]
    others = sorted(named, key=names.__getitem__)
    room = max(0, MOST_OWNERS - len(target.owners))
    say = texts(turn.language)
    present = frozenset(await list_readers(turn.connection, target.owners)) if target.owners else frozenset()
    known = Owners(names, {*present, *others})
    picked = {each: known.name(each, say) for each in (*target.owners, *others[:room])}
    shown = {each: name_in_list(name) for each, name in picked.items()}
    return dict(sorted(shown.items(), key=lambda each: each[1].casefold())), len(others) > room


async def _has_left(turn: Turn, plan: Plan, target: Target) -> bool:
    return not set(target.owners) <= set(await list_possible_owners(turn, plan.code))


async def _ideas(turn: Turn, plan: Plan, target: Target) -> list[Action]:
    wave = await find_wave(turn.connection, plan.wave) if plan.wave else None
    items = {item.id: item for item in wave.instrument.items} if wave else {}
    item = items.get(target.item)
    theme, capability = (item.theme, item.capability) if item else (None, None)
    return fitting(turn.desk.actions, theme=theme, capability=capability)


def _turned(ideas: Sequence[Action], page: int) -> list[Action]:
    """Give the ideas of a page; after the last page comes the first."""
    count = min(IDEAS, len(ideas))
    return [ideas[(page * IDEAS + step) % len(ideas)] for step in range(count)]


async def _theirs(
    turn: Turn, plan: Plan, target: Target, typed: Mapping[Column, str], was: Target | None
) -> list[tuple[Column, str]]:
    """Write what somebody else has changed meanwhile where it is not what was typed."""
    saved, before = typed_of(target), typed_of(was) if was else {}
    owners, say = await find_owners(turn.connection, [plan]), texts(turn.language)
    different = [each for each in TYPED if saved[each] not in (before.get(each), typed.get(each, "").strip())]
    return [(each, value_in_words(each, getattr(target, each), owners=owners, say=say)) for each in different]


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) <= _MOST_DIGITS else 0
