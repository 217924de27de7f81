"""The host configurations in which the cards are drawn, put together from hosts.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

THEMES: Final = ("light", "dark")

_DATA: Final = Path(__file__).with_name("hosts.toml")
_MEANINGS: Final = ("accent", "good", "warning", "attention")


def hosts() -> dict[str, dict[str, Any]]:
    """Give a host configuration for each theme, as the renderer takes it."""
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return {theme: {**data["shared"], **_colours(data[theme])} for theme in THEMES}


def _colours(theme: Mapping[str, Any]) -> dict[str, Any]:
    foreground = {meaning: {"default": theme[meaning], "subtle": theme[meaning]} for meaning in _MEANINGS}
    foreground["default"] = {"default": theme["text"], "subtle": theme["subtle"]}
    styles = {
        style: {"backgroundColor": background, "foregroundColors": foreground}
        for style, background in theme["background"].items()
    }
    return {"containerStyles": styles, "separator": {"lineThickness": 1, "lineColor": theme["line"]}}
