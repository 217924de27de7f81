"""The gallery as one HTML page that needs nothing beside itself."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cards.elements import Card
from content.texts import LANGUAGES
from demo.playground import PROJECT, PlaygroundMissing
from tests.gallery.hosts import THEMES, hosts

TOPICS: Final = {
    "meetings": ("welcome", "help-", "choose-"),
    "surveys": ("survey-", "receipt", "privacy"),
    "settings": ("settings",),
    "reminders": ("reminder",),
    "pending": ("pending-",),
    "results": ("result-",),
    "details": ("detail-",),
    "levels": ("level-",),
    "unasked": ("ready", "share"),
    "together": ("together-",),
    "comments": ("comments", "review"),
    "guides": ("guide-",),
    "agendas": ("agenda-",),
    "channels": ("channel-",),
    "follow-ups": ("follow-up", "progress", "support", "nudge"),
    "exports": ("export",),
    "plans": ("plan-",),
    "deputies": ("deput",),
    "pulses": ("pulse-",),
    "status": ("status", "connections"),
    "year": ("next-", "clock", "plans-"),
    "directory": ("directory",),
    "audit": ("audit",),
    "notices": ("notice-",),
    "roster": ("roster-",),
}
"""How the names of each topic's cards begin."""
WIDTHS: Final = {"phone": 320, "desktop": 500}
"""CSS pixels of a card in a chat of Teams."""

Figure = tuple[str, str, str]
"""A language, a theme and a width in which cards are drawn."""
EVERY: Final[tuple[Figure, ...]] = tuple(
    (language, theme, width) for width in WIDTHS for theme in THEMES for language in LANGUAGES
)
TELLING: Final = (*(each for each in EVERY if each[1] == "light"), ("fi", "dark", "phone"))
"""What shows every fault there can be: the dark theme has other colours and the same measures."""

_HERE: Final = Path(__file__).parent
_RENDERER: Final = PROJECT / "node_modules" / "adaptivecards" / "dist"

Gallery = Mapping[str, Mapping[str, Card]]
Pictures = Mapping[tuple[str, str], Path]
"""Pictures by name and language of a card."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One card: its name, its bytes as JSON and its picture with charts, both by language."""

    name: str
    sizes: Mapping[str, int]
    charts: Mapping[str, str]


def write_page(cards: Gallery, charts: Pictures, file: Path, *, figures: Sequence[Figure] = EVERY) -> None:
    """Write the page, each card in some figures; raise PlaygroundMissing where the renderer is missing."""
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    text = environment.get_template("page.html").render(
        topics={topic: [_shown(name, cards, charts) for name in names] for topic, names in by_topic(cards)},
        languages=LANGUAGES,
        themes=THEMES,
        widths=WIDTHS,
        figures=figures,
        data=_as_script({"cards": cards, "hosts": hosts()}),
        renderer=_installed("adaptivecards.min.js"),
        renderer_style=_installed("adaptivecards.css"),
        script=(_HERE / "draw.js").read_text(encoding="utf-8"),
        style=(_HERE / "page.css").read_text(encoding="utf-8"),
    )
    file.write_text(text, encoding="utf-8")


def by_topic(names: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Sort the names of cards into topics; raise LookupError for one that has none."""
    placed: dict[str, list[str]] = {topic: [] for topic in TOPICS}
    for name in names:
        topic = next((topic for topic, begins in TOPICS.items() if name.startswith(begins)), None)
        if topic is None:
            raise LookupError(f"no topic for the card {name}")
        placed[topic].append(name)
    return list(placed.items())


def _shown(name: str, cards: Gallery, charts: Pictures) -> Shown:
    sizes = {language: len(_compact(card).encode()) for language, card in cards[name].items()}
    drawn: dict[str, str] = {
        language: base64.b64encode(charts[name, language].read_bytes()).decode()
        for language in LANGUAGES
        if (name, language) in charts
    }
    return Shown(name, sizes, drawn)


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _as_script(value: Any) -> str:
    # Inside a script element nothing ends it but "</script"; without "<" there is none.
    return _compact(value).replace("<", "\\u003c")


def _installed(name: str) -> str:
    file = _RENDERER / name
    if not file.is_file():
        raise PlaygroundMissing("packages", f"{file} is not installed")
    return file.read_text(encoding="utf-8")
