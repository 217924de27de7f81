"""A calendar file: days and moments that people take into their own calendar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

_HALF_AN_HOUR: Final = timedelta(minutes=30)
_YEAR: Final = timedelta(days=366)
_PRODUCT: Final = "-//Pulssi//Pulssi//{language}"
_HERE: Final = "pulssi"


@dataclass(frozen=True, slots=True)
class Entry:
    """What falls on a day, the whole of it or `at` a local time; `id` stays when the day moves."""

    id: str
    on: date
    summary: str
    at: time | None = None


def calendar_file(entries: Iterable[Entry], *, stamp: datetime, zone: ZoneInfo, language: str) -> bytes:
    """Write entries as an iCalendar file (RFC 5545); `stamp` is when they were read.

    The same entries give the same bytes. It names no people and keeps nobody's time busy.
    """
    made = Calendar()
    made.add("prodid", _PRODUCT.format(language=language.upper()))
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    written = list(entries)
    for entry in written:
        made.add_component(_event(entry, stamp=stamp, zone=zone))
    if written:
        first, last = (choose(entry.on for entry in written) for choose in (min, max))
        made.add_missing_timezones(first_date=first - _YEAR, last_date=last + _YEAR)
    return bytes(made.to_ical())


def _event(entry: Entry, *, stamp: datetime, zone: ZoneInfo) -> Event:
    event = Event()
    event.add("uid", f"{entry.id}@{_HERE}")
    event.add("dtstamp", stamp)
    event.add("summary", entry.summary)
    if entry.at is None:
        event.add("dtstart", entry.on)
        event.add("dtend", entry.on + timedelta(days=1))
    else:
        event.add("dtstart", datetime.combine(entry.on, entry.at, tzinfo=zone))
        event.add("duration", _HALF_AN_HOUR)
    event.add("transp", "TRANSPARENT")
    return event
