"""Waves and what was frozen when they opened: tree, membership, threshold, instrument and its version."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

from storage.tables.metadata import IDENTITY, Moment

waves = Table(
    "waves",
    IDENTITY,
    Column("wave", String, primary_key=True),
    Column("instrument_id", String, nullable=False),
    Column("instrument", Text, nullable=False),
    Column("unit_code", String, nullable=False),
    Column("k", Integer, nullable=False),
    Column("reminders", Integer, nullable=False),
    Column("opens_at", Moment, nullable=False),
    Column("closes_at", Moment, nullable=False),
    Column("opened_at", Moment),
    Column("closing_until", Moment),
    Column("counted_at", Moment),
    Column("closed_at", Moment, index=True),
    Column("remind_whom", String, nullable=False, server_default="all"),
    Column("rest_days", Integer, nullable=False, server_default="0"),
    Column("share", Integer, nullable=False, server_default="0"),
    Column("shares", Integer, nullable=False, server_default="1"),
    CheckConstraint("k >= 5", name="threshold_is_never_lowered"),
    CheckConstraint("reminders >= 0 AND reminders <= 2", name="few_reminders"),
    CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
    CheckConstraint("counted_at IS NULL OR opened_at IS NOT NULL", name="opened_before_it_is_counted"),
    CheckConstraint("closed_at IS NULL OR counted_at IS NOT NULL", name="counted_before_it_closed"),
)

# The first wave locks the version it uses: other words under the same number would pass for the same.
instruments = Table(
    "instruments",
    IDENTITY,
    Column("instrument_id", String, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)

wave_units = Table(
    "wave_units",
    IDENTITY,
    Column("wave", String, ForeignKey("waves.wave", ondelete="CASCADE"), primary_key=True),
    Column("code", String, primary_key=True),
    Column("parent_code", String),
    Column("position", Integer, nullable=False),
    Column("path", Text, nullable=False),
    Column("level", String, nullable=False),
    Column("name_fi", String, nullable=False),
    Column("name_sv", String, nullable=False),
    Column("name_en", String, nullable=False),
    Column("newcomers", Integer),
    Column("leavers", Integer),
    Index("ix_wave_units_wave_parent_code", "wave", "parent_code"),
)

wave_members = Table(
    "wave_members",
    IDENTITY,
    Column("wave", String, ForeignKey("waves.wave", ondelete="CASCADE"), primary_key=True),
    Column("person", String, primary_key=True, index=True),
    Column("cell", String, nullable=False),
)
