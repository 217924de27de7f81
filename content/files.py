"""Reads TOML files of content: one, or all of a folder with the problems of all."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from content.problems import BadContent, Kind, Problem
from content.texts import LANGUAGES, Text

Content = TypeVar("Content")


def parse(path: Path, *, refusal: type[BadContent]) -> dict[str, Any]:
    """Give what a TOML file holds; raise the `refusal` when it cannot be read or is none."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise refusal(path, (Problem("file", Kind.NOT_READABLE),)) from error
    except tomllib.TOMLDecodeError as error:
        raise refusal(path, (Problem("file", Kind.NOT_TOML, str(error)),)) from error


def read_folder(
    folder: Path, load: Callable[[Path], Content], *, refusal: type[BadContent], nothing: Kind
) -> list[Content]:
    """Load every `*.toml` of a folder; raise the `refusal` with all problems, or with `nothing`."""
    found: list[Content] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            found.append(load(path))
        except refusal as bad:
            problems += bad.in_its_folder()
    if not found and not problems:
        problems.append(Problem("folder", nothing))
    if problems:
        raise refusal(folder, tuple(problems))
    return found


def read_text(raw: Mapping[str, str]) -> Text:
    """Make a text of what a checked file says in every language."""
    return Text(**{language: raw[language] for language in LANGUAGES})
