"""What can be wrong in a file of content, said so that whoever wrote the file finds the place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Kind(StrEnum):
    """The sort of a problem; the value is its description for the person who wrote the file."""

    NOT_READABLE = "cannot be read"
    NOT_TOML = "is not TOML"
    NOTHING = "holds no instruments"
    NO_GUIDES = "holds no guiding questions"
    NO_ACTIONS = "holds no ideas for actions"
    MISSING = "is missing"
    EMPTY = "is empty"
    OUTER_SPACE = "begins or ends with a space or an empty line"
    UNKNOWN_KEY = "is not a name known here"
    NOT_TEXT = "is not a text in quotes"
    NOT_A_TABLE = "is not a table"
    NOT_A_LIST = "is not a list"
    NOT_A_VERSION = "is not a whole number from 1 up"
    NOT_YES_OR_NO = "is neither true nor false"
    NOT_A_START = "is neither 0 nor 1"
    NOT_KEBAB = "is not lower-case a-z and digits joined by single hyphens"
    NOT_THE_FILE_NAME = "differs from the name of the file"
    IN_TWO_FOLDERS = "is the id of an instrument in another folder"
    RESERVED = "is a name the card needs for itself"
    DUPLICATE = "is used twice"
    SAME_TEXT = "says the same as an earlier one"
    UNKNOWN = "is not known"
    UNUSED = "is used by no item"
    WRONG_COUNT = "does not have 2 to 11 labels"
    NOT_ONE_TO_FIVE = "is not a scale of five labels from 1, as an item with a factor needs"
    NOT_ZERO_TO_TEN = "is not a scale of eleven labels from 0, as this measure needs"
    HALF_A_CELL = "needs both a factor and a capability, or neither"
    SAME_CELL = "measures a factor and capability that an earlier item measures"
    WRONG_THEME = "is not the theme of this factor and capability"
    REVERSED_ELSEWHERE = "is reversed, so it can have no factor, theme or measure"
    NO_TARGET = "does not hold {target}, though the item is asked for each target"
    STRAY_TARGET = "holds {target}, though the item is not asked for each target"
    SECOND_TEMPLATE = "is asked for each target, as an earlier item is"
    TARGET_ELSEWHERE = "is asked for each target, so it can have no factor, measure or rotation"
    TOO_FEW_PARTS = "has fewer than two parts"
    IN_NO_PART = "is in no part of the rotation"
    TOO_LONG = "characters are more than the 120 that a phone shows"
    NOT_A_QUESTION = "does not end in a question mark"
    NOT_SHORT = "does not ask every factor by the same number of items, two to four"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: where it is, what sort it is, and what was found there (may be empty)."""

    place: str
    kind: Kind
    found: str = ""

    def __str__(self) -> str:
        """Say the problem in one line."""
        found = f' "{self.found}"' if self.found else ""
        return f"{self.place}:{found} {self.kind.value}"


class BadContent(Exception):
    """A file of content, or a folder of them, is incomplete or inconsistent; carries every problem found."""

    def __init__(self, path: Path, problems: tuple[Problem, ...]) -> None:
        self.path = path
        self.problems = problems
        super().__init__("\n".join((str(path), *(f"  {problem}" for problem in problems))))

    def in_its_folder(self) -> tuple[Problem, ...]:
        """Give the problems of a file as those of its folder: each place begins with the file's name."""
        return tuple(Problem(f"{self.path.name}, {p.place}", p.kind, p.found) for p in self.problems)


class BadInstrument(BadContent):
    """A questionnaire cannot be asked."""


class BadGuide(BadContent):
    """Guiding questions cannot be offered."""


class BadActions(BadContent):
    """Ideas for actions cannot be offered."""
