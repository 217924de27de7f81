"""Makes of an instrument what one wave asks: one part of a rotation, or a template about a team's targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from content.instrument import Instrument, Item
from content.texts import Text

LONGEST_TARGET: Final = 80
MOST_TARGETS: Final = 3
PLACEHOLDER: Final = "{target}"
ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"


class NoSuchPart(LookupError):
    """The rotation has no part of this number, or there is no rotation."""

    def __init__(self, instrument: str, number: int) -> None:
        self.instrument = instrument
        self.number = number
        super().__init__(f"{instrument} has no part {number}")


class NotATemplate(Exception):
    """The instrument has no item that is asked for each target."""

    def __init__(self, instrument: str) -> None:
        self.instrument = instrument
        super().__init__(f"{instrument} asks nothing for each target")


class BadTargets(Exception):
    """Too few or too many targets, or an empty or too long one; `lengths` tells, without people's words."""

    def __init__(self, lengths: tuple[int, ...]) -> None:
        self.lengths = lengths
        super().__init__(
            f"1-{MOST_TARGETS} targets of 1-{LONGEST_TARGET} characters are wanted, not {list(lengths)}"
        )


def asked_in_a_wave(instrument: Instrument, *, part: int | None, targets: Sequence[str]) -> Instrument:
    """Give what one wave asks: that part of a rotation, a template about those targets, else everything.

    Raises NoSuchPart, BadTargets, or NotATemplate when there are targets that nothing is asked about.
    """
    if part is not None:
        instrument = part_of(instrument, part)
    return with_targets(instrument, targets) if instrument.is_template or targets else instrument


def part_of(instrument: Instrument, number: int) -> Instrument:
    """Give part `number`, from 1, of a rotation, its items in the instrument's order; raise NoSuchPart."""
    if not 1 <= number <= len(instrument.rotation):
        raise NoSuchPart(instrument.id, number)
    asked = instrument.rotation[number - 1]
    items = tuple(item for item in instrument.items if item.id in asked)
    return replace(instrument, items=items, rotation=(), part=number)


def with_targets(instrument: Instrument, targets: Sequence[str]) -> Instrument:
    """Ask a template about `targets`, 1-3 texts of at most 80 characters in the team's own words.

    Space around a target is left out. Raises BadTargets or NotATemplate.
    """
    if not instrument.is_template:
        raise NotATemplate(instrument.id)
    words = tuple(target.strip() for target in targets)
    if not 1 <= len(words) <= MOST_TARGETS or not all(1 <= len(each) <= LONGEST_TARGET for each in words):
        raise BadTargets(tuple(map(len, words)))
    return replace(
        instrument, items=tuple(asked for item in instrument.items for asked in _asked(item, words))
    )


def shortened(target: str) -> str:
    """Give a target as a wave can ask about it: in one line, cut after a whole word where it is too long."""
    words = " ".join(target.split())
    if len(words) <= LONGEST_TARGET:
        return words
    room = LONGEST_TARGET - len(ELLIPSIS)
    whole = words[: room + 1].rpartition(" ")[0]
    return (whole or words[:room]).rstrip(" ,;:.-") + ELLIPSIS


def _asked(item: Item, targets: Sequence[str]) -> tuple[Item, ...]:
    if item.for_each is None:
        return (item,)
    return tuple(
        replace(item, id=f"{item.for_each}-{number}", text=_filled(item.text, target), for_each=None)
        for number, target in enumerate(targets, start=1)
    )


def _filled(text: Text, target: str) -> Text:
    # Never str.format: a target is people's words, and braces in them are theirs.
    return Text(
        fi=text.fi.replace(PLACEHOLDER, target),
        sv=text.sv.replace(PLACEHOLDER, target),
        en=text.en.replace(PLACEHOLDER, target),
    )
