"""What can be wrong with the organisation's files, as values: the kind, the place and the facts.

The sentences are English because administrators read them at the shell. They never carry an object id or
anything else of a person's, so they may be logged; unit codes, roles and languages are shown as they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

Places = tuple[tuple[str, int], ...]  # unit code and line
Fact = str | int | Places

_MOST_PLACES = 100
_MOST_CHARACTERS = 200

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "unreadable": "cannot be read: {reason}",
        "encoding": "not UTF-8; save the file as CSV UTF-8",
        "header": "the header must be {columns}",
        "nul": "contains a NUL byte",
        "long_line": "the line is longer than {limit} characters",
        "quotes": "a quotation mark is not closed, or stands where none belongs",
        "columns": "{found} columns instead of {expected}",
        "too_long": "{column} has {length} characters, the limit is {limit}",
        "empty_code": "the unit code is empty",
        "bad_code": "the unit code {code} contains a semicolon",
        "missing_name": "the unit {code} has no name_fi",
        "duplicate_code": "the unit code {code} is already on line {first}",
        "unknown_parent": "unknown parent unit {code}",
        "several_roots": "{code} has no parent, but the root is already {root} on line {first}",
        "no_root": "no unit is without a parent; exactly one must be",
        "cycle": "units that are their own parents: {units}",
        "bad_object_id": "aad_object_id is not a UUID",
        "duplicate_object_id": "the same aad_object_id is already on line {first}",
        "empty_unit": "the unit code is empty",
        "unknown_unit": "unknown unit {code}",
        "unknown_supervised_unit": "supervises the unknown unit {code}",
        "unknown_language": "unknown language {language}; known are fi, sv, en",
        "unknown_role": "unknown role {role}; known are admin, hr, hr:CODE, management, privacy",
        "unknown_area": "HR partner of the unknown unit {code}",
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at one place; `line` counts from 1 and is 0 when the whole file is meant."""

    file: str
    line: int
    kind: str
    facts: Mapping[str, Fact]

    def __str__(self) -> str:
        said = SENTENCES[self.kind].format_map({name: _said(fact) for name, fact in self.facts.items()})
        place = f"{self.file} line {self.line}" if self.line else self.file
        return f"{place}: {said}"


class BadFiles(Exception):
    """The files cannot be taken in; `problems` holds every one, by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.file, problem.line)))
        more = f" (and {len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
        super().__init__(f"{self.problems[0]}{more}" if self.problems else "no problems")


class Problems:
    """The growing list of what is wrong in one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Problem] = []

    def add(self, line: int, kind: str, **facts: Fact) -> None:
        """Note a problem of a kind named in SENTENCES."""
        self.found.append(Problem(self.file, line, kind, facts))


def _said(fact: Fact) -> str:
    if isinstance(fact, str):
        return repr(fact[:_MOST_CHARACTERS])  # escapes what could forge a line on a terminal
    if isinstance(fact, int):
        return str(fact)
    said = ", ".join(f"{code!r} (line {line})" for code, line in fact[:_MOST_PLACES])
    return said if len(fact) <= _MOST_PLACES else f"{said} and {len(fact) - _MOST_PLACES} more"
