"""Lanes, holds and an end for deliveries; working hours, pauses and the annual clock.

Only adds: a process of the version before goes on beside this one, its rows get the defaults.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.metadata import Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    """Go forward; invitations and reminders that wait already keep their place in the first lane."""
    op.add_column("outbox", sa.Column("lane", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("outbox", sa.Column("expires_at", Moment(), nullable=True))
    op.create_index(
        "ix_outbox_lane", "outbox", ["lane", "due_at"], sqlite_where=_WAITING, postgresql_where=_WAITING
    )
    op.create_table(
        "holds",
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("about", name=op.f("pk_holds")),
    )
    _waves()
    _calendar()


def _waves() -> None:
    # One by one: SQLite would rebuild the table for constraints, and lose what hangs on its rows.
    op.add_column("waves", sa.Column("remind_whom", sa.String(), server_default="all", nullable=False))
    op.add_column("waves", sa.Column("rest_days", sa.Integer(), server_default="0", nullable=False))
    op.add_column("waves", sa.Column("share", sa.Integer(), server_default="0", nullable=False))
    op.add_column("waves", sa.Column("shares", sa.Integer(), server_default="1", nullable=False))


def _calendar() -> None:
    op.create_table(
        "working_hours",
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("ends", sa.String(), nullable=False),
        sa.Column("weekdays", sa.String(), nullable=False),
        sa.Column("holidays", sa.Boolean(), nullable=False),
        sa.CheckConstraint("starts < ends", name=op.f("ck_working_hours_starts_before_it_ends")),
        sa.PrimaryKeyConstraint("unit_code", name=op.f("pk_working_hours")),
    )
    op.create_table(
        "pauses",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_pauses")),
    )
    op.create_table(
        "annual_clock",
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("instrument_id", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("every", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("months", sa.String(), nullable=False),
        sa.Column("opens", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("remind_whom", sa.String(), nullable=False),
        sa.Column("shares", sa.Integer(), nullable=False),
        sa.Column("k", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "every IN ('week', 'two_weeks', 'month', 'quarter', 'half_year', 'year')",
            name=op.f("ck_annual_clock_known_every"),
        ),
        sa.CheckConstraint("days >= 1", name=op.f("ck_annual_clock_open_for_a_day_at_least")),
        sa.CheckConstraint("reminders >= 0 AND reminders <= 2", name=op.f("ck_annual_clock_few_reminders")),
        sa.CheckConstraint(
            "remind_whom IN ('all', 'unanswered')", name=op.f("ck_annual_clock_known_remind_whom")
        ),
        sa.CheckConstraint("shares >= 1", name=op.f("ck_annual_clock_everybody_has_a_turn")),
        sa.CheckConstraint("k >= 5", name=op.f("ck_annual_clock_threshold_is_never_lowered")),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_annual_clock")),
    )
