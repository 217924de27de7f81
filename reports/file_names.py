"""What a file of a result is called: a name that OneDrive takes, whatever people call their units."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final
from unicodedata import normalize
from zoneinfo import ZoneInfo

from content.instrument import Instrument
from directory.organisation import Unit
from locales import texts

LONGEST: Final = 100
"""Characters of a whole name."""
_LONGEST_INSTRUMENT: Final = 40
_KEPT: Final = frozenset(" -,.()+&")
_DOTS: Final = re.compile(r"\.{2,}")


def file_name(
    unit: Unit,
    instrument: Instrument,
    *,
    closed_at: datetime,
    zone: ZoneInfo,
    language: str,
    with_below: bool,
    ending: str,
) -> str:
    """Name a file after what was asked, the unit and the day of closing; a long name of a unit is cut."""
    say = texts(language)

    def named(unit_name: str) -> str:
        facts = {
            "instrument": _safe(instrument.name.say(language))[:_LONGEST_INSTRUMENT].strip(),
            "unit": unit_name,
            "date": say.date(closed_at.astimezone(zone).date()),
        }
        return say("export.name_units" if with_below else "export.name", **facts)

    called = _safe(unit.name(language)) or _safe(unit.code)
    room = LONGEST - len(named("")) - len(f".{ending}")
    return f"{_safe(named(called[:room].strip()))}.{ending}"


def _safe(text: str) -> str:
    """Leave letters, digits and a few signs: nothing that a path, a page or a reader could take for more."""
    kept = (sign if sign.isalnum() or sign in _KEPT else " " for sign in normalize("NFC", text))
    return _DOTS.sub(".", " ".join("".join(kept).split())).strip(" .-,")
