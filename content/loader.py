"""Reads questionnaires from TOML files, and freezes one as JSON for the wave that asks it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from content.checking import problems_of_instrument
from content.files import parse, read_text
from content.instrument import Instrument, Item, Scale
from content.problems import BadInstrument, Kind, Problem
from content.texts import Text

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
    raw = parse(path, refusal=BadInstrument)
    problems = tuple(problems_of_instrument(raw, file_stem=path.stem))
    if problems:
        raise BadInstrument(path, problems)
    return _build(raw)


def load_instruments(*folders: Path) -> dict[str, Instrument]:
    """Read every `*.toml` of the folders, by instrument id; without folders, those that are shipped.

    Raises BadInstrument with all the problems of the first folder that has any. An id may stand in one only.
    """
    instruments = dict[str, Instrument]()
    for folder in folders or (SHIPPED,):
        instruments |= _load_folder(folder, taken=frozenset(instruments))
    return instruments


def instrument_to_json(instrument: Instrument) -> str:
    """Freeze an instrument as text; equal instruments give equal text."""
    return json.dumps(asdict(instrument), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def instrument_from_json(text: str) -> Instrument:
    """Rebuild what `instrument_to_json` froze, without today's rules: a past wave stays readable."""
    return _build(json.loads(text))


def _load_folder(folder: Path, *, taken: frozenset[str]) -> dict[str, Instrument]:
    instruments = dict[str, Instrument]()
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.toml")):
        if path.stem in taken:
            problems.append(Problem(f"{path.name}, id", Kind.IN_TWO_FOLDERS, path.stem))
        try:
            instruments[path.stem] = load_instrument(path)
        except BadInstrument as bad:
            problems += bad.in_its_folder()
    if not instruments and not problems:
        problems.append(Problem("folder", Kind.NOTHING))
    if problems:
        raise BadInstrument(folder, tuple(problems))
    return instruments


def _build(raw: Mapping[str, Any]) -> Instrument:
    # What came later than the first version may be absent: waves frozen before it stay readable.
    return Instrument(
        id=raw["id"],
        version=raw["version"],
        name=read_text(raw["name"]),
        intro=read_text(raw["intro"]),
        scales=tuple(map(_scale, raw["scales"])),
        items=tuple(map(_item, raw["items"])),
        dont_know=read_text(raw["dont_know"]),
        comment=_text_if_any(raw.get("comment")),
        note=_text_if_any(raw.get("note")),
        rotation=tuple(map(tuple, raw.get("rotation", ()))),
        part=raw.get("part"),
    )


def _scale(raw: Mapping[str, Any]) -> Scale:
    return Scale(id=raw["id"], labels=tuple(map(read_text, raw["labels"])), first=raw.get("first", 1))


def _item(raw: Mapping[str, Any]) -> Item:
    return Item(
        id=raw["id"],
        text=read_text(raw["text"]),
        scale=raw["scale"],
        factor=raw.get("factor"),
        capability=raw.get("capability"),
        theme=raw.get("theme"),
        reversed=raw.get("reversed", False),
        sensitive=raw.get("sensitive", False),
        measure=raw.get("measure"),
        for_each=raw.get("for_each"),
    )


def _text_if_any(raw: Mapping[str, str] | None) -> Text | None:
    return None if raw is None else read_text(raw)
