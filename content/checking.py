"""The rules a questionnaire must keep before anybody is asked to answer it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from content import checking_values as values
from content.checking_items import problems_of_items
from content.checking_rotation import problems_of_rotation
from content.checking_scales import problems_of_scales
from content.problems import Kind, Problem

_TEXTS: Final = ("name", "intro", "dont_know")
_TEXTS_IF_WANTED: Final = ("comment", "note")
_KEYS: Final = frozenset({"id", "version", "scales", "items", "rotation", *_TEXTS, *_TEXTS_IF_WANTED})


def problems_of_instrument(raw: Mapping[str, Any], *, file_stem: str) -> Iterator[Problem]:
    """Find everything wrong in the parsed file `raw`, in the order of the file's parts."""
    yield from values.unknown_keys(raw, set(_KEYS), "")
    yield from values.identifier(raw, "")
    if isinstance(raw.get("id"), str) and raw["id"] != file_stem:
        yield Problem("id", Kind.NOT_THE_FILE_NAME, raw["id"])
    yield from _version(raw)
    for key in (*_TEXTS, *(key for key in _TEXTS_IF_WANTED if key in raw)):
        yield from values.text(raw, key, "")
    yield from problems_of_scales(raw)
    yield from problems_of_items(raw)
    yield from problems_of_rotation(raw)


def _version(raw: Mapping[str, Any]) -> Iterator[Problem]:
    version = raw.get("version")
    if "version" not in raw:
        yield Problem("version", Kind.MISSING)
    elif not isinstance(version, int) or isinstance(version, bool) or version < 1:
        yield Problem("version", Kind.NOT_A_VERSION, str(version))
