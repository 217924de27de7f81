"""Reads guiding questions from TOML files: those that are shipped, and a customer's own beside them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from content.checking_guides import problems_of_guide
from content.files import parse, read_folder, read_text
from content.guide import TALKS, Guide, Question
from content.problems import BadGuide, Kind

__all__ = ["SHIPPED", "BadGuide", "load_guide", "load_guides"]

SHIPPED: Final = Path(__file__).parent / "guides"
"""The folder of the guiding questions that come with the product."""


def load_guide(path: Path) -> Guide:
    """Read one TOML file; raise BadGuide with every problem it has."""
    raw = parse(path, refusal=BadGuide)
    problems = tuple(problems_of_guide(raw, file_stem=path.stem))
    if problems:
        raise BadGuide(path, problems)
    return Guide(raw["theme"], tuple(map(_question, raw["questions"])))


def load_guides(*folders: Path) -> dict[str, Guide]:
    """Read every `*.toml` of the folders, by theme; without folders, those that are shipped.

    A later folder adds questions to a theme, or replaces those with the same id. Raises BadGuide with all
    the problems of the first folder that has any.
    """
    guides = dict[str, Guide]()
    for folder in folders or (SHIPPED,):
        for guide in read_folder(folder, load_guide, refusal=BadGuide, nothing=Kind.NO_GUIDES):
            known = guides.get(guide.theme)
            guides[guide.theme] = known.joined(guide) if known else guide
    return {theme: guides[theme] for theme in TALKS if theme in guides}


def _question(raw: Mapping[str, Any]) -> Question:
    return Question(raw["id"], read_text(raw["text"]), raw["use"], tuple(raw.get("points", ())))
