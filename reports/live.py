"""What is in force in one installation, as plain values: the facts that the privacy reports are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from content.instrument import Instrument
from reports.rules import IN_FORCE, Rules

Kind = Literal["sqlite", "postgresql"]
KeySource = Literal["file", "variable", "generated"]


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A table of a store and its columns, in the order of the schema."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StorePlace:
    """Where a store lies, without its address; `shares_*` name the other stores in the same place.

    `host` is None where nobody asked for host names.
    """

    store: str
    kind: Kind
    tables: tuple[StoredTable, ...]
    version_table: str
    shares_database: tuple[str, ...] = ()
    shares_account: tuple[str, ...] = ()
    host: str | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """A rule by which rows go: `months` after their wave closed, or `days` after their own day."""

    name: str
    months: int | None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting that is no secret; `value` is a key of the words for values, or what is shown as it is."""

    name: str
    variable: str
    value: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """One installation on one day; `own` are the ids of instruments that are the customer's own."""

    made: date
    version: str
    timezone: str
    is_production: bool
    instruments: tuple[Instrument, ...]
    places: tuple[StorePlace, ...]
    master_key: KeySource
    settings: tuple[Setting, ...]
    retention: tuple[Retention, ...]
    reminders: int
    comment_length: int
    ballot_bytes: int
    own: frozenset[str] = frozenset()
    rules: Rules = IN_FORCE
