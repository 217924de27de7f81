"""Follow-ups of plans, what they brought, and the times that HR has set."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    _follow_ups()
    _follow_up_reports()
    _nudges()
    _cycle()


def _follow_ups() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("snoozes", sa.Integer(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("wave", sa.String(), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_follow_ups_numbered_from_one")),
        sa.CheckConstraint("snoozes >= 0 AND snoozes <= 2", name=op.f("ck_follow_ups_snoozed_twice_at_most")),
        sa.ForeignKeyConstraint(
            ["plan"], ["plans.plan"], name=op.f("fk_follow_ups_plan"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["wave"], ["waves.wave"], name=op.f("fk_follow_ups_wave"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("plan", "number", name=op.f("pk_follow_ups")),
    )
    op.create_index("ix_follow_ups_due_on", "follow_ups", ["due_on"], unique=False)
    op.create_index(op.f("ix_follow_ups_wave"), "follow_ups", ["wave"], unique=False)


def _follow_up_reports() -> None:
    op.create_table(
        "follow_up_reports",
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("went_well", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("needs_support", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "state IN ('planned', 'ongoing', 'delayed', 'done', 'dropped')",
            name=op.f("ck_follow_up_reports_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["plan"], ["plans.plan"], name=op.f("fk_follow_up_reports_plan"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("plan", "number", "target", name=op.f("pk_follow_up_reports")),
    )


def _nudges() -> None:
    op.create_table(
        "nudges",
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("nudged_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("recipient", name=op.f("pk_nudges")),
    )


def _cycle() -> None:
    op.create_table(
        "cycle",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("talk_days", sa.Integer(), nullable=False),
        sa.Column("plan_days", sa.Integer(), nullable=False),
        sa.Column("follow_up_months", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "follow_up_months >= 1 AND follow_up_months <= 3",
            name=op.f("ck_cycle_follow_up_within_three_months"),
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_cycle_one_row")),
        sa.CheckConstraint("plan_days <= 90", name=op.f("ck_cycle_plan_within_three_months")),
        sa.CheckConstraint(
            "talk_days >= 1 AND talk_days <= plan_days", name=op.f("ck_cycle_talk_before_the_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle")),
    )
