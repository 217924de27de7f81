"""Rights beside what the directory says: given at the shell, or held in somebody's place for a while."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, String, Table

from storage.tables.metadata import IDENTITY, Moment

# No keys into persons: an import deletes and inserts those whose row changes.
grants = Table(
    "grants",
    IDENTITY,
    Column("person", String, primary_key=True),
    Column("role", String, primary_key=True),
    Column("unit_code", String, primary_key=True),
    CheckConstraint("role IN ('supervisor', 'hr', 'admin', 'management', 'privacy')", name="known_role"),
    CheckConstraint("unit_code <> '' OR role <> 'supervisor'", name="leads_a_unit"),
    CheckConstraint("unit_code = '' OR role IN ('supervisor', 'hr')", name="holds_for_the_whole"),
)

deputies = Table(
    "deputies",
    IDENTITY,
    Column("deputy", String, primary_key=True),
    Column("unit_code", String, nullable=False, index=True),
    Column("person", String, nullable=False, index=True),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    CheckConstraint("starts_at < ends_at", name="lasts"),
)
