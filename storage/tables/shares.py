"""Which results have been shared with those who work in their units; by whom says the audit log."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table

from storage.tables.metadata import IDENTITY, Moment

shares = Table(
    "shares",
    IDENTITY,
    Column("wave", String, ForeignKey("waves.wave", ondelete="CASCADE"), primary_key=True),
    Column("code", String, primary_key=True, index=True),
    Column("shared_at", Moment, nullable=False),
)
