"""How many have left which unit lately: whoever is left among made-up colleagues would look like that."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, Integer, String, Table

from storage.tables.metadata import IDENTITY

# Nobody's id: that so many have gone is all that is asked, and of those who are gone least should be kept.
departures = Table(
    "departures",
    IDENTITY,
    Column("unit_code", String, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("people", Integer, nullable=False),
    CheckConstraint("people > 0", name="somebody_left"),
)
