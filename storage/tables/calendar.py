"""When people may be written to, and which waves come back every year."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Integer, String, Table

from storage.tables.metadata import IDENTITY

# Of a unit and all below it that have none of their own; no key into units: an import may change those.
working_hours = Table(
    "working_hours",
    IDENTITY,
    Column("unit_code", String, primary_key=True),
    Column("zone", String, nullable=False),
    Column("starts", String, nullable=False),
    Column("ends", String, nullable=False),
    Column("weekdays", String, nullable=False),
    Column("holidays", Boolean, nullable=False),
    CheckConstraint("starts < ends", name="starts_before_it_ends"),
)

# Who wants no reminders for a while; the day is the last one.
pauses = Table(
    "pauses",
    IDENTITY,
    Column("person", String, primary_key=True),
    Column("until", Date, nullable=False),
)

annual_clock = Table(
    "annual_clock",
    IDENTITY,
    Column("entry", String, primary_key=True),
    Column("instrument_id", String, nullable=False),
    Column("unit_code", String, nullable=False),
    Column("every", String, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date),
    Column("months", String, nullable=False),
    Column("opens", String, nullable=False),
    Column("days", Integer, nullable=False),
    Column("reminders", Integer, nullable=False),
    Column("remind_whom", String, nullable=False),
    Column("shares", Integer, nullable=False),
    Column("k", Integer),
    CheckConstraint(
        "every IN ('week', 'two_weeks', 'month', 'quarter', 'half_year', 'year')", name="known_every"
    ),
    CheckConstraint("days >= 1", name="open_for_a_day_at_least"),
    CheckConstraint("reminders >= 0 AND reminders <= 2", name="few_reminders"),
    CheckConstraint("remind_whom IN ('all', 'unanswered')", name="known_remind_whom"),
    CheckConstraint("shares >= 1", name="everybody_has_a_turn"),
    CheckConstraint("k >= 5", name="threshold_is_never_lowered"),
)
