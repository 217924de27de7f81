"""Waves of many people that wait for a second person of HR; who asked is in the audit log alone."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from storage.tables.metadata import IDENTITY, Moment

# A row is the waiting itself: the answer removes it, and without one the wave does not open.
wave_requests = Table(
    "wave_requests",
    IDENTITY,
    Column("wave", String, ForeignKey("waves.wave", ondelete="CASCADE"), primary_key=True),
    Column("people", Integer, nullable=False),
    Column("until", Moment, nullable=False),
)
