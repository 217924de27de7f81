"""Reads questionnaires from TOML files, and freezes one as JSON for the wave that asks it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from content.checking import problems_of_instrument
from content.instrument import Instrument, Item, Scale
from content.problems import BadInstrument, Kind, Problem
from content.texts import LANGUAGES, Text

__all__ = [
    "SHIPPED",
    "BadInstrument",
    "Kind",
    "Problem",
    "instrument_from_json",
    "instrument_to_json",
    "load_instrument",
    "load_instruments",
]

SHIPPED: Final = Path(__file__).parent / "instruments"
"""The folder of the instruments that come with the product."""


def load_instrument(path: Path) -> Instrument:
    """Read one TOML file; raise BadInstrument with every problem it has."""
    raw = _parse(path)
    problems = tuple(problems_of_instrument(raw, file_stem=path.stem))
    if problems:
        raise BadInstrument(path, problems)
    return _build(raw)


def load_instruments(folder: Path = SHIPPED) -> dict[str, Instrument]:
    """Read every `*.toml` of `folder`, by instrument id; raise BadInstrument with all their problems."""
    instruments = dict[str, Instrument]()
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            instruments[path.stem] = load_instrument(path)
        except BadInstrument as bad:
            problems += [Problem(f"{path.name}, {p.place}", p.kind, p.found) for p in bad.problems]
    if not instruments and not problems:
        problems.append(Problem("folder", Kind.NOTHING))
    if problems:
        raise BadInstrument(folder, tuple(problems))
    return instruments


def instrument_to_json(instrument: Instrument) -> str:
    """Freeze an instrument as text; equal instruments give equal text."""
    return json.dumps(asdict(instrument), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def instrument_from_json(text: str) -> Instrument:
    """Rebuild what `instrument_to_json` froze, without today's rules: a past wave stays readable."""
    return _build(json.loads(text))


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInstrument(path, (Problem("file", Kind.NOT_READABLE),)) from error
    except tomllib.TOMLDecodeError as error:
        raise BadInstrument(path, (Problem("file", Kind.NOT_TOML, str(error)),)) from error


def _build(raw: Mapping[str, Any]) -> Instrument:
    comment = raw.get("comment")
    return Instrument(
        id=raw["id"],
        version=raw["version"],
        name=_text(raw["name"]),
        intro=_text(raw["intro"]),
        scales=tuple(Scale(id=s["id"], labels=tuple(map(_text, s["labels"]))) for s in raw["scales"]),
        items=tuple(map(_item, raw["items"])),
        dont_know=_text(raw["dont_know"]),
        comment=None if comment is None else _text(comment),
    )


def _item(raw: Mapping[str, Any]) -> Item:
    return Item(
        id=raw["id"],
        text=_text(raw["text"]),
        scale=raw["scale"],
        factor=raw.get("factor"),
        capability=raw.get("capability"),
        theme=raw.get("theme"),
    )


def _text(raw: Mapping[str, str]) -> Text:
    return Text(**{language: raw[language] for language in LANGUAGES})
