"""Reads ideas for actions from TOML files, one a theme."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from content.action import Action
from content.checking_actions import problems_of_actions
from content.files import parse, read_folder, read_text
from content.problems import BadActions, Kind

__all__ = ["SHIPPED", "BadActions", "load_actions"]

SHIPPED: Final = Path(__file__).parent / "actions"
"""The folder of the ideas that come with the product."""


def load_actions(*folders: Path) -> tuple[Action, ...]:
    """Read every `*.toml` of the folders, theme by theme; without folders, those that are shipped.

    A later folder adds ideas to a theme, or replaces those with the same id. Raises BadActions with all the
    problems of the first folder that has any.
    """
    found = dict[tuple[str, str], Action]()
    for folder in folders or (SHIPPED,):
        for some in read_folder(folder, _load, refusal=BadActions, nothing=Kind.NO_ACTIONS):
            found |= {(action.theme, action.id): action for action in some}
    return tuple(found.values())


def _load(path: Path) -> tuple[Action, ...]:
    raw = parse(path, refusal=BadActions)
    problems = tuple(problems_of_actions(raw, file_stem=path.stem))
    if problems:
        raise BadActions(path, problems)
    return tuple(
        Action(each["id"], raw["theme"], each["capability"], read_text(each["text"]))
        for each in raw["actions"]
    )
