"""When people do not want to be written to."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, String, Table

from storage.tables.metadata import IDENTITY

# By the clock of the unit; over midnight where the end is earlier. No key into persons: see preferences.
quiet_hours = Table(
    "quiet_hours",
    IDENTITY,
    Column("person", String, primary_key=True),
    Column("starts", String, nullable=False),
    Column("ends", String, nullable=False),
    CheckConstraint("starts <> ends", name="lasts"),
)
