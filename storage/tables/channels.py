"""Which channel of Teams belongs to which unit, and who was nudged last when."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, Integer, String, Table

from storage.tables.metadata import IDENTITY

# No key into units: an import may take a unit away for a moment.
channels = Table(
    "channels",
    IDENTITY,
    Column("code", String, primary_key=True),
    Column("service_url", String, nullable=False),
    Column("tenant_id", String, nullable=False),
    Column("bot_id", String, nullable=False),
    Column("team_id", String, nullable=False, index=True),
    Column("channel_id", String, nullable=False, index=True),
    Column("language", String, nullable=False),
    Column("blocked", String),
    CheckConstraint("language IN ('fi', 'sv', 'en')", name="known_language"),
)

# A person, or "channel:" and a unit's code: nobody is nudged more than once a week.
nudges = Table(
    "nudges",
    IDENTITY,
    Column("recipient", String, primary_key=True),
    Column("nudged_on", Date, nullable=False),
)

# One row, where HR has set other times than the usual ones.
cycle = Table(
    "cycle",
    IDENTITY,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("talk_days", Integer, nullable=False),
    Column("plan_days", Integer, nullable=False),
    Column("follow_up_months", Integer, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
    CheckConstraint("talk_days >= 1 AND talk_days <= plan_days", name="talk_before_the_plan"),
    CheckConstraint("plan_days <= 90", name="plan_within_three_months"),
    CheckConstraint("follow_up_months >= 1 AND follow_up_months <= 3", name="follow_up_within_three_months"),
)
