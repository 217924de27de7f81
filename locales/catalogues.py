"""The gettext catalogues: one `.po` file a language and domain, read when its first text is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from babel.messages.pofile import read_po

FOLDER: Final = Path(__file__).parent


def domains(language: str) -> tuple[str, ...]:
    """Name the domains `language` has catalogues for, in alphabetical order."""
    return tuple(sorted(path.stem for path in (FOLDER / language).glob("*.po")))


@cache
def forms(language: str, domain: str) -> Mapping[str, tuple[str, ...]]:
    """Read a catalogue: key -> its text, or singular and plural; empty without such a domain."""
    if domain not in domains(language):
        return MappingProxyType({})
    with (FOLDER / language / f"{domain}.po").open("rb") as file:
        catalogue = read_po(file, locale=language, domain=domain, abort_invalid=True)
    return MappingProxyType({_key(m.id): _strings(m.string) for m in catalogue if m.id})


def _key(message_id: str | list[str] | tuple[str, ...]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


def _strings(found: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (found,) if isinstance(found, str) else tuple(found or ())
