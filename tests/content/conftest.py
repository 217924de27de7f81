"""A small whole questionnaire, and what it takes to break it, write it down and have it refused."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from content.loader import BadInstrument, Kind, load_instrument


def three(words: str) -> dict[str, str]:
    return {"fi": f"{words} fi", "sv": f"{words} sv", "en": f"{words} en"}


def item(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "scale": "five", "text": three(name)} | more


WHOLE: dict[str, Any] = {
    "id": "team-pulse",
    "version": 2,
    "name": three("Name"),
    "intro": three("Intro"),
    "dont_know": three("Do not know"),
    "scales": [{"id": "five", "labels": [three(f"Label {value}") for value in range(1, 6)]}],
    "items": [
        item("calm"),
        item("said-aloud", factor="safety", capability="culture", theme="belonging"),
    ],
}


@pytest.fixture
def raw() -> dict[str, Any]:
    return copy.deepcopy(WHOLE)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write_file(raw: dict[str, Any], name: str = "team-pulse") -> Path:
        path = tmp_path / f"{name}.toml"
        path.write_text("\n".join(f"{key} = {toml(value)}" for key, value in raw.items()), encoding="utf-8")
        return path

    return write_file


@pytest.fixture
def refusals(write: Callable[..., Path]) -> Callable[..., set[tuple[str, Kind, str]]]:
    def refuse(raw: dict[str, Any], name: str = "team-pulse") -> set[tuple[str, Kind, str]]:
        path = write(raw, name)
        with pytest.raises(BadInstrument) as refusal:
            load_instrument(path)
        assert refusal.value.path == path
        return {(problem.place, problem.kind, problem.found) for problem in refusal.value.problems}

    return refuse


def toml(value: Any) -> str:
    match value:
        case dict():
            return "{ " + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items()) + " }"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False)


@pytest.fixture(name="three")
def three_languages() -> Callable[[str], dict[str, str]]:
    return three


@pytest.fixture(name="item")
def plain_item() -> Callable[..., dict[str, Any]]:
    return item


@pytest.fixture
def template() -> Callable[[str], dict[str, Any]]:
    def template_item(name: str) -> dict[str, Any]:
        return item(name, text=three(f"{name} of {{target}}"), for_each="target")

    return template_item
