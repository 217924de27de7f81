from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from directory.csv_files import PEOPLE_COLUMNS, UNIT_COLUMNS, BadFiles, read_directory
from directory.organisation import Organisation

Reader = Callable[..., Organisation]
Complaints = Callable[..., list[str]]

UNITS = ",".join(UNIT_COLUMNS) + "\n"
PEOPLE = ",".join(PEOPLE_COLUMNS) + "\n"
TREE = (
    "A,,kaupunki,Kaupunki,Staden,City\nB,A,työyksikkö,Keittiö,Köket,\nC,A,työyksikkö,Varasto,Lagret,Store\n"
)


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Read rows given without their headers, or whole files given as bytes."""

    def reader(units: str | bytes = TREE, people: str | bytes = "") -> Organisation:
        for name, header, content in (("units", UNITS, units), ("people", PEOPLE, people)):
            whole = content if isinstance(content, bytes) else (header + content).encode()
            (tmp_path / f"{name}.csv").write_bytes(whole)
        return read_directory(tmp_path / "units.csv", tmp_path / "people.csv")

    return reader


@pytest.fixture
def complaints(read: Reader) -> Complaints:
    """Read files that are refused and give the sentences of the refusal."""

    def refused(units: str | bytes = TREE, people: str | bytes = "") -> list[str]:
        with pytest.raises(BadFiles) as caught:
            read(units, people)
        return [str(problem) for problem in caught.value.problems]

    return refused
