"""What the last reading of the directory came upon, and other words for units."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, Integer, String, Table

from storage.tables.metadata import IDENTITY, Moment

# One row: the reading that counts. `stopped` names the changes that wait for HR, `accepted` those HR allows.
directory_readings = Table(
    "directory_readings",
    IDENTITY,
    Column("source", String, primary_key=True),
    Column("read_at", Moment, nullable=False),
    Column("stopped", String, nullable=False),
    Column("accepted", String, nullable=False),
    CheckConstraint("source IN ('entra', 'files')", name="known_source"),
)

# No keys: a finding may be about somebody who is in no unit, or about a unit that goes.
findings = Table(
    "findings",
    IDENTITY,
    Column("kind", String, primary_key=True),
    Column("unit_code", String, primary_key=True),
    Column("word", String, primary_key=True),
    Column("person", String, primary_key=True, index=True),
    Column("number", Integer, nullable=False),
    Column("since", Date, nullable=False),
)

# Kept when the unit goes: it may come back under either word.
unit_aliases = Table(
    "unit_aliases",
    IDENTITY,
    Column("code", String, primary_key=True),
    Column("unit_code", String, nullable=False),
    CheckConstraint("code <> unit_code", name="another_word"),
)
