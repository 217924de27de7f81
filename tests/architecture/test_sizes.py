"""Small files, small functions: the limits of a guide, kept by a test."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from statistics import median

from tests.architecture.house import Source, sources

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
USUAL_FILE, MOST_FILES = 90, 250
USUAL_FUNCTION, MOST_FUNCTIONS = 8, 20


def test_no_file_is_longer_than_four_hundred_lines():
    assert {place: length for place, length in _files().items() if length > LONGEST_FILE} == {}


def test_no_function_is_longer_than_forty_lines():
    assert {place: length for place, length in _functions().items() if length > LONGEST_FUNCTION} == {}


def test_a_usual_file_is_short_and_so_are_nine_of_ten():
    lengths = list(_files().values())
    assert median(lengths) <= USUAL_FILE
    assert _nine_of_ten(lengths) <= MOST_FILES


def test_a_usual_function_is_short_and_so_are_nine_of_ten():
    lengths = list(_functions().values())
    assert median(lengths) <= USUAL_FUNCTION
    assert _nine_of_ten(lengths) <= MOST_FUNCTIONS


def _product() -> list[Source]:
    return [
        source for source in sources() if source.part != "bench" and ".migrations." not in f"{source.name}."
    ]


def _files() -> dict[str, int]:
    return {source.place: len(source.text.splitlines()) for source in _product()}


def _functions() -> dict[str, int]:
    """Give the lines of each function from `def` on, decorators left out."""
    return {
        f"{source.place}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for source in _product()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def _nine_of_ten(lengths: Sequence[int]) -> int:
    return sorted(lengths)[int(len(lengths) * 0.9)]
