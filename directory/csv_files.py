"""The organisation out of two CSV files, or every reason why not.

Nothing is half read: either both files are right to the last row, or BadFiles names each bad line of both.
A defective row is reported for what it is and still counts as a unit that exists, so one mistake does not
make a hundred others appear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from directory.organisation import ROLES, Organisation, Person, Unit
from directory.problems import BadFiles, Problem, Problems
from directory.rows import LONGEST_FIELD, Row, read_rows

__all__ = ["PEOPLE_COLUMNS", "UNIT_COLUMNS", "BadFiles", "Problem", "read_directory", "read_units"]

UNIT_COLUMNS = ("code", "parent_code", "level", "name_fi", "name_sv", "name_en")
PEOPLE_COLUMNS = ("aad_object_id", "unit_code", "language", "supervises", "roles")

_LANGUAGES = {"": None, "fi": "fi", "sv": "sv", "en": "en"}
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LISTS = ("supervises", "roles")
_NO_ROLES: frozenset[str] = frozenset()
_PARTNER, _OF = "hr", ":"


def read_directory(units: Path, people: Path) -> Organisation:
    """Read both files in one pass each; raises BadFiles with every problem of both."""
    problems_of_units, problems_of_people = Problems(units.name), Problems(people.name)
    chart = _read_chart(units, problems_of_units)
    staff = _read_staff(people, chart, problems_of_people)
    if found := problems_of_units.found + problems_of_people.found:
        raise BadFiles(found)
    return Organisation(chart.units.values(), staff)


def read_units(path: Path) -> tuple[Unit, ...]:
    """Read the tree alone; raises BadFiles with every problem."""
    problems = Problems(path.name)
    chart = _read_chart(path, problems)
    if problems.found:
        raise BadFiles(problems.found)
    return tuple(chart.units.values())


@dataclass(slots=True)
class _Chart:
    """The units read so far, and the line of every code, those of unsound rows too."""

    units: dict[str, Unit] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    all_sound: bool = True

    def knows(self, code: str) -> bool:
        """Tell whether a unit of this code is in the file; true when the file told nothing at all."""
        return code in self.lines or not self.lines


def _read_chart(path: Path, problems: Problems) -> _Chart:
    chart = _Chart()
    for row in read_rows(path, UNIT_COLUMNS, problems):
        if row.is_sound:
            _add_unit(chart, row, problems)
        else:
            chart.all_sound = False
            chart.lines.setdefault(row.cells[0], row.line)
    _check_parents(chart, problems)
    _check_root(chart, problems)
    _check_cycles(chart, problems)
    return chart


def _add_unit(chart: _Chart, row: Row, problems: Problems) -> None:
    code, parent_code, level, name_fi, name_sv, name_en = row.cells
    _check_lengths(row, UNIT_COLUMNS, problems)
    if not code:
        problems.add(row.line, "empty_code")
        return
    if ";" in code:
        problems.add(row.line, "bad_code", code=code)
    if not name_fi:
        problems.add(row.line, "missing_name", code=code)
    if code in chart.lines:
        problems.add(row.line, "duplicate_code", code=code, first=chart.lines[code])
        return
    chart.lines[code] = row.line
    chart.units[code] = Unit(code, parent_code or None, level, name_fi, name_sv, name_en)


def _check_parents(chart: _Chart, problems: Problems) -> None:
    for code, unit in chart.units.items():
        if unit.parent_code is not None and unit.parent_code not in chart.lines:
            problems.add(chart.lines[code], "unknown_parent", code=unit.parent_code)


def _check_root(chart: _Chart, problems: Problems) -> None:
    roots = [unit.code for unit in chart.units.values() if unit.parent_code is None]
    for code in roots[1:]:
        problems.add(
            chart.lines[code], "several_roots", code=code, root=roots[0], first=chart.lines[roots[0]]
        )
    if not roots and chart.all_sound and (chart.lines or not problems.found):
        problems.add(0, "no_root")


def _check_cycles(chart: _Chart, problems: Problems) -> None:
    """Walk up from every unit once; meeting the own trail again is a cycle."""
    done: set[str] = set()
    for start in chart.units:
        trail: dict[str, None] = {}
        above: str | None = start
        while above is not None and above in chart.units and above not in done and above not in trail:
            trail[above] = None
            above = chart.units[above].parent_code
        if above in trail:
            codes = list(trail)
            cycle = codes[codes.index(above) :]
            places = tuple(sorted(((code, chart.lines[code]) for code in cycle), key=lambda place: place[1]))
            problems.add(places[0][1], "cycle", units=places)
        done.update(trail)


def _read_staff(path: Path, chart: _Chart, problems: Problems) -> list[Person]:
    lines: dict[str, int] = {}
    rows = read_rows(path, PEOPLE_COLUMNS, problems)
    return [_person(row, chart, lines, problems) for row in rows if row.is_sound]


def _person(row: Row, chart: _Chart, lines: dict[str, int], problems: Problems) -> Person:
    object_id, unit_code, language, supervises, roles = row.cells
    _check_lengths(row, PEOPLE_COLUMNS, problems)
    return Person(
        _object_id(object_id, row.line, lines, problems),
        _own_unit(unit_code, row.line, chart, problems),
        _language(language, row.line, problems),
        _supervised(supervises, row.line, chart, problems) if supervises else (),
        *(_roles(roles, row.line, chart, problems) if roles else (_NO_ROLES, ())),
    )


def _object_id(text: str, line: int, lines: dict[str, int], problems: Problems) -> str:
    object_id = text.lower()
    if not _UUID.fullmatch(object_id):
        problems.add(line, "bad_object_id")
    elif (first := lines.setdefault(object_id, line)) != line:
        problems.add(line, "duplicate_object_id", first=first)
    return object_id


def _own_unit(code: str, line: int, chart: _Chart, problems: Problems) -> str:
    if not code:
        problems.add(line, "empty_unit")
    elif (unit := chart.units.get(code)) is not None:
        return unit.code  # one string for all who work there
    elif not chart.knows(code):
        problems.add(line, "unknown_unit", code=code)
    return code


def _language(text: str, line: int, problems: Problems) -> str | None:
    language = text.lower()
    if language not in _LANGUAGES:
        problems.add(line, "unknown_language", language=text)
        return None
    return _LANGUAGES[language]


def _supervised(text: str, line: int, chart: _Chart, problems: Problems) -> tuple[str, ...]:
    codes = _listed(text)
    for code in codes:
        if not chart.knows(code):
            problems.add(line, "unknown_supervised_unit", code=code)
    return codes


def _roles(text: str, line: int, chart: _Chart, problems: Problems) -> tuple[frozenset[str], tuple[str, ...]]:
    """Read roles held for the whole, and the units of an HR partner."""
    areas, roles = set(), set()
    for entry in _listed(text):
        role, _, code = entry.partition(_OF)
        if role.strip().lower() == _PARTNER and code.strip():
            areas.add(code.strip())
        else:
            roles.add(entry.lower())
    for role in sorted(roles - ROLES):
        problems.add(line, "unknown_role", role=role)
    for code in sorted(areas):
        if not chart.knows(code):
            problems.add(line, "unknown_area", code=code)
    return frozenset(roles), tuple(sorted(areas))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(sorted({entry for part in text.split(";") if (entry := part.strip())}))


def _check_lengths(row: Row, columns: tuple[str, ...], problems: Problems) -> None:
    """Report overlong cells; of a list each entry is measured, for lists have no limit."""
    for column, cell in zip(columns, row.cells, strict=True):
        if len(cell) > LONGEST_FIELD:
            longest = max(map(len, cell.split(";"))) if column in _LISTS else len(cell)
            if longest > LONGEST_FIELD:
                problems.add(row.line, "too_long", column=column, length=longest, limit=LONGEST_FIELD)
