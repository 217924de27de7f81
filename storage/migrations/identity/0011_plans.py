"""What a team makes of its result: choices, talks, plans with all their versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.metadata import Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; of results that are older nothing is known."""
    _choices()
    _talks()
    _plans()
    _plan_targets()
    _plan_owners()
    _plan_versions()


def _choices() -> None:
    op.create_table(
        "choices",
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("offered", sa.Text(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("closes_at", Moment(), nullable=False),
        sa.Column("summed", sa.Text(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("felt_closes_at", Moment(), nullable=True),
        sa.Column("felt", sa.Text(), nullable=True),
        sa.Column("felt_ended_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "felt_ended_at IS NULL OR felt_closes_at IS NOT NULL",
            name=op.f("ck_choices_felt_asked_before_it_ended"),
        ),
        sa.CheckConstraint("opened_at < closes_at", name=op.f("ck_choices_opens_before_it_closes")),
        sa.ForeignKeyConstraint(["wave"], ["waves.wave"], name=op.f("fk_choices_wave"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("choice", name=op.f("pk_choices")),
    )
    op.create_index(op.f("ix_choices_code"), "choices", ["code"], unique=False)
    op.create_index("uq_choices_wave_code", "choices", ["wave", "code"], unique=True)


def _talks() -> None:
    op.create_table(
        "talks",
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["wave"], ["waves.wave"], name=op.f("fk_talks_wave"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("wave", "code", name=op.f("pk_talks")),
    )


def _plans() -> None:
    op.create_table(
        "plans",
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("wave", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("strengths", sa.Text(), nullable=False),
        sa.Column("scribe", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "agreed_on IS NULL OR agreed_on >= made_on", name=op.f("ck_plans_agreed_after_it_was_made")
        ),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= made_on", name=op.f("ck_plans_ended_after_it_was_made")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_plans_versions_count_up")),
        sa.ForeignKeyConstraint(["wave"], ["waves.wave"], name=op.f("fk_plans_wave"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("plan", name=op.f("pk_plans")),
    )
    op.create_index("ix_plans_code", "plans", ["code"], unique=False)
    op.create_index(
        "uq_plans_going_on",
        "plans",
        ["code"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )


def _plan_targets() -> None:
    op.create_table(
        "plan_targets",
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("practice", sa.Text(), nullable=False),
        sa.Column("others", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("follow_up", sa.Text(), nullable=False),
        sa.Column("upwards", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state IN ('planned', 'ongoing', 'delayed', 'done', 'dropped')",
            name=op.f("ck_plan_targets_known_state"),
        ),
        sa.CheckConstraint(
            "due_on IS NULL OR starts_on IS NULL OR starts_on <= due_on",
            name=op.f("ck_plan_targets_starts_before_it_is_due"),
        ),
        sa.CheckConstraint(
            "position >= 1 AND position <= 3", name=op.f("ck_plan_targets_three_targets_at_most")
        ),
        sa.ForeignKeyConstraint(
            ["plan"], ["plans.plan"], name=op.f("fk_plan_targets_plan"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("target", name=op.f("pk_plan_targets")),
    )
    op.create_index(op.f("ix_plan_targets_plan"), "plan_targets", ["plan"], unique=False)


def _plan_owners() -> None:
    op.create_table(
        "plan_owners",
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["target"], ["plan_targets.target"], name=op.f("fk_plan_owners_target"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("target", "person", name=op.f("pk_plan_owners")),
    )
    op.create_index(op.f("ix_plan_owners_person"), "plan_owners", ["person"], unique=False)


def _plan_versions() -> None:
    op.create_table(
        "plan_versions",
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("shared_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan"], ["plans.plan"], name=op.f("fk_plan_versions_plan"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("plan", "version", name=op.f("pk_plan_versions")),
    )
