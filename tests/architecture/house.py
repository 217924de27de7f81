"""The first-party sources of the project, and what each of them imports."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
LEFT_OUT = {"tests", "build", "var", "dist", "node_modules"}


@dataclass(frozen=True, slots=True)
class Import:
    """A module that is imported, the names taken out of it, and the line."""

    module: str
    names: tuple[str, ...]
    line: int

    @property
    def top(self) -> str:
        return self.module.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Source:
    """One module: `name` is dotted, `part` its top-level folder or file."""

    path: Path
    name: str
    part: str
    text: str
    tree: ast.Module
    imports: tuple[Import, ...]

    @property
    def place(self) -> str:
        return str(self.path.relative_to(ROOT))


@cache
def sources() -> tuple[Source, ...]:
    return tuple(_read(path) for path in _paths())


@cache
def module_names() -> frozenset[str]:
    return frozenset(_name(path) for path in _paths())


@cache
def parts() -> frozenset[str]:
    return frozenset(source.part for source in sources())


def imports_of(tree: ast.AST) -> Iterator[Import]:
    """Go through every import of a tree, also those inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, (), node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from _imports_from(node)


def is_ours(imported: Import) -> bool:
    return imported.top in parts()


def is_third_party(imported: Import) -> bool:
    return not is_ours(imported) and imported.top not in sys.stdlib_module_names


def _imports_from(node: ast.ImportFrom) -> Iterator[Import]:
    """Tell modules of a package (`from dialogs import survey`) from names of a module."""
    module = "." * node.level + (node.module or "")
    names = [alias.name for alias in node.names]
    modules = [name for name in names if f"{module}.{name}" in module_names()]
    yield from (Import(f"{module}.{name}", (), node.lineno) for name in modules)
    if rest := tuple(name for name in names if name not in modules):
        yield Import(module, rest, node.lineno)


@cache
def _paths() -> tuple[Path, ...]:
    tops = [path for path in ROOT.iterdir() if path.name not in LEFT_OUT and not path.name.startswith(".")]
    folders = [path for top in tops if top.is_dir() for path in top.rglob("*.py")]
    return tuple(sorted([*folders, *(top for top in tops if top.suffix == ".py")]))


def _name(path: Path) -> str:
    steps = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(steps[:-1] if steps[-1] == "__init__" else steps)


def _read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    name = _name(path)
    return Source(path, name, name.partition(".")[0], text, tree, tuple(imports_of(tree)))
