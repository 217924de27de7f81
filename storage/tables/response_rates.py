"""How many have answered an open wave: one coarse step a node, of one day, until the wave closes."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Integer, String, Table

from storage.tables.metadata import IDENTITY

response_rates = Table(
    "response_rates",
    IDENTITY,
    Column("wave", String, ForeignKey("waves.wave", ondelete="CASCADE"), primary_key=True),
    Column("code", String, primary_key=True),
    Column("day", Date, nullable=False),
    Column("rate", Integer, nullable=False),
    CheckConstraint("rate >= 10 AND rate <= 90 AND rate / 5 * 5 = rate", name="rates_are_coarse"),
)
