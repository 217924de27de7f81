"""What a team makes of its result: votes on a choice, the plan agreed on, and how it went.

No key into units: an import may rename or remove those, and a plan is not to go with them.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from storage.tables.metadata import IDENTITY, Moment

GOING_ON = text("ended_on IS NULL")

# A vote on the strengths and targets of a result; the votes are sealed in the ballot box under `choice`.
choices = Table(
    "choices",
    IDENTITY,
    Column("choice", String, primary_key=True),
    Column("wave", String, ForeignKey("waves.wave", ondelete="CASCADE"), nullable=False),
    Column("code", String, nullable=False, index=True),
    Column("offered", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("closes_at", Moment, nullable=False),
    # What the votes came to: written once, never for too few, and shown when the votes are destroyed.
    Column("summed", Text),
    Column("ended_at", Moment),
    # Whether the choice feels shared: asked after the agreement, counted in the same way.
    Column("felt_closes_at", Moment),
    Column("felt", Text),
    Column("felt_ended_at", Moment),
    CheckConstraint("opened_at < closes_at", name="opens_before_it_closes"),
    CheckConstraint("felt_ended_at IS NULL OR felt_closes_at IS NOT NULL", name="felt_asked_before_it_ended"),
    Index("uq_choices_wave_code", "wave", "code", unique=True),
)

plans = Table(
    "plans",
    IDENTITY,
    Column("plan", String, primary_key=True),
    Column("code", String, nullable=False),
    Column("wave", String, ForeignKey("waves.wave", ondelete="SET NULL")),
    Column("version", Integer, nullable=False),
    Column("strengths", Text, nullable=False),
    Column("scribe", Text, nullable=False),
    Column("made_on", Date, nullable=False),
    # A draft until the team is told of it.
    Column("agreed_on", Date),
    Column("ended_on", Date),
    CheckConstraint("version >= 1", name="versions_count_up"),
    CheckConstraint("agreed_on IS NULL OR agreed_on >= made_on", name="agreed_after_it_was_made"),
    CheckConstraint("ended_on IS NULL OR ended_on >= made_on", name="ended_after_it_was_made"),
    Index("uq_plans_going_on", "code", unique=True, sqlite_where=GOING_ON, postgresql_where=GOING_ON),
    Index("ix_plans_code", "code"),
)

plan_targets = Table(
    "plan_targets",
    IDENTITY,
    Column("target", String, primary_key=True),
    Column("plan", String, ForeignKey("plans.plan", ondelete="CASCADE"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("item", String, nullable=False),
    Column("words", Text, nullable=False),
    Column("goal", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("practice", Text, nullable=False),
    Column("others", Text, nullable=False),
    Column("starts_on", Date),
    Column("due_on", Date),
    Column("follow_up", Text, nullable=False),
    Column("upwards", Text, nullable=False),
    # What whoever leads the unit above says of it, and when.
    Column("answer", Text, nullable=False),
    Column("answered_on", Date),
    Column("state", String, nullable=False),
    CheckConstraint("state IN ('planned', 'ongoing', 'delayed', 'done', 'dropped')", name="known_state"),
    CheckConstraint("position >= 1 AND position <= 3", name="three_targets_at_most"),
    CheckConstraint(
        "due_on IS NULL OR starts_on IS NULL OR starts_on <= due_on", name="starts_before_it_is_due"
    ),
)

# No key into persons: an import deletes and inserts those whose row changes, and an owner who left is told.
plan_owners = Table(
    "plan_owners",
    IDENTITY,
    Column("target", String, ForeignKey("plan_targets.target", ondelete="CASCADE"), primary_key=True),
    Column("person", String, primary_key=True, index=True),
)

# Every version as it was saved; by whom says the audit log.
plan_versions = Table(
    "plan_versions",
    IDENTITY,
    Column("plan", String, ForeignKey("plans.plan", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("saved_at", Moment, nullable=False),
    Column("body", Text, nullable=False),
    # When the team was told of this version.
    Column("shared_at", Moment),
)

follow_ups = Table(
    "follow_ups",
    IDENTITY,
    Column("plan", String, ForeignKey("plans.plan", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("due_on", Date, nullable=False),
    Column("snoozes", Integer, nullable=False),
    Column("reported_on", Date),
    # The pulse that asks the team about its targets at this follow-up.
    Column("wave", String, ForeignKey("waves.wave", ondelete="SET NULL"), index=True),
    CheckConstraint("number >= 1", name="numbered_from_one"),
    CheckConstraint("snoozes >= 0 AND snoozes <= 2", name="snoozed_twice_at_most"),
    Index("ix_follow_ups_due_on", "due_on"),
)

follow_up_reports = Table(
    "follow_up_reports",
    IDENTITY,
    Column("plan", String, ForeignKey("plans.plan", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("target", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("went_well", Text, nullable=False),
    Column("changed", Text, nullable=False),
    Column("next_step", Text, nullable=False),
    Column("needs_support", Boolean, nullable=False),
    CheckConstraint("state IN ('planned', 'ongoing', 'delayed', 'done', 'dropped')", name="known_state"),
)

# Teams that have gone through a result together.
talks = Table(
    "talks",
    IDENTITY,
    Column("wave", String, ForeignKey("waves.wave", ondelete="CASCADE"), primary_key=True),
    Column("code", String, primary_key=True),
    Column("held_on", Date, nullable=False),
)
