"""Published results are made in one file, and read back from storage in few."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOOR = ROOT / "scoring" / "disclosure.py"
MAY_RESTORE = {"storage", "cards/samples.py"}
LEFT_OUT = {"tests", "build", "var", "dist", "node_modules"}


def _sources() -> Iterator[Path]:
    for path in ROOT.rglob("*.py"):
        parts = path.relative_to(ROOT).parts
        if parts[0] not in LEFT_OUT and not any(part.startswith(".") for part in parts):
            yield path


def _openings(source: str) -> list[str]:
    """List what in a source makes a `Published`, hides the name under another, or reaches for the token."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id="Published") | ast.Attribute(attr="Published")):
                found.append("call")
            case ast.Call(args=[ast.Name(id="Published") | ast.Attribute(attr="Published"), *_]) if not (
                isinstance(node.func, ast.Name) and node.func.id == "isinstance"
            ):
                found.append("passed to a call")
            case ast.alias(name="Published", asname=str()):
                found.append("alias")
            case ast.Assign(value=ast.Name(id="Published") | ast.Attribute(attr="Published")):
                found.append("alias")
            case ast.ClassDef(bases=[*bases]) if any("Published" in ast.unparse(base) for base in bases):
                found.append("subclass")
            case ast.Name(id="_DOOR") | ast.Attribute(attr="_DOOR") | ast.alias(name="_DOOR"):
                found.append("token")
    return found


def test_only_the_door_makes_published_results():
    offenders = {
        str(path.relative_to(ROOT)): found
        for path in _sources()
        if path != DOOR and (found := _openings(path.read_text(encoding="utf-8")))
    }
    assert offenders == {}


def test_only_storage_and_the_gallery_of_samples_read_results_back():
    for path in _sources():
        place = path.relative_to(ROOT)
        if path != DOOR and not MAY_RESTORE & {place.parts[0], place.as_posix()}:
            assert not _imports_restore(path.read_text(encoding="utf-8")), place


def _imports_restore(source: str) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "scoring.disclosure"
        and any(alias.name == "restore" for alias in node.names)
        for node in ast.walk(ast.parse(source))
    )


def test_the_door_itself_is_seen():
    assert DOOR in set(_sources())
    assert "call" in _openings(DOOR.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        "Published(wave='w')",
        "disclosure.Published(wave='w')",
        "from scoring.disclosure import Published as Result",
        "Result = Published",
        "object.__new__(Published)",
        "class Mine(Published): pass",
        "from scoring.disclosure import _DOOR",
        "disclosure._DOOR",
    ],
)
def test_every_way_around_the_door_is_noticed(source):
    assert _openings(source)


@pytest.mark.parametrize("source", ["def show(p: Published) -> None: ...", "isinstance(p, Published)"])
def test_using_a_result_is_no_way_around_the_door(source):
    assert not _openings(source)
