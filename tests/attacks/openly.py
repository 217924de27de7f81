"""What an attack can find out all the same is written where customers read it."""

from __future__ import annotations

from pathlib import Path

_PAGE = Path(__file__).parents[2] / "docs" / "privacy.md"


def is_said_openly(words: str) -> bool:
    """Say whether the privacy page names a weakness under what publication does not hide."""
    page = _PAGE.read_text("utf-8")
    section = page.partition("### What this does not hide")[2].partition("\n## ")[0]
    return words in " ".join(section.split())
