"""The words of the reports: TOML files with the three languages side by side, said in one of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup, escape

from content.texts import LANGUAGES

FOLDER: Final = Path(__file__).parent / "texts"

_MARKED: Final = re.compile(r"(`[^`]+`|\*\*[^*]+\*\*)")
_CODE: Final = Markup("<code>{}</code>")
_STRONG: Final = Markup("<strong>{}</strong>")


@cache
def wording(name: str) -> Mapping[str, Any]:
    """Read a file of texts."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def is_text(node: object) -> bool:
    """Tell a text in every language from a group of texts."""
    return isinstance(node, Mapping) and all(isinstance(node.get(each), str) for each in LANGUAGES)


def said(node: Any, language: str, facts: Mapping[str, str]) -> Any:
    """Give the same tree with each text in `language`, filled in; raise KeyError without a fact."""
    if is_text(node):
        return _filled(node[language], facts)
    if isinstance(node, Mapping):
        return {name: said(each, language, facts) for name, each in node.items()}
    return [said(each, language, facts) for each in node] if isinstance(node, list) else node


def _filled(text: str, facts: Mapping[str, str]) -> Markup:
    """Fill the facts in; what stands in backticks becomes code, what stands in ** strong."""
    return Markup("").join(_part(part, facts) for part in _MARKED.split(text))


def _part(part: str, facts: Mapping[str, str]) -> Markup:
    if part.startswith("`"):
        return _CODE.format(part.strip("`").format_map(facts))
    if part.startswith("**"):
        return _STRONG.format(part.strip("*").format_map(facts))
    return escape(part.format_map(facts))
