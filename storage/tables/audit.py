"""Who did what with rights, waves and results; rows are only ever added."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from storage.tables.metadata import IDENTITY, Moment

audit_log = Table(
    "audit_log",
    IDENTITY,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False),
)
