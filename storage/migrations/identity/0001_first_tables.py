"""First tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_table(
        "conversations",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("service_url", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("bot_id", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("blocked", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_conversations")),
    )
    op.create_table(
        "outbox",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("activity_id", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(state = 'failed') = (reason IS NOT NULL)", name=op.f("ck_outbox_a_failure_has_its_reason")
        ),
        sa.CheckConstraint("state IN ('waiting', 'delivered', 'failed')", name=op.f("ck_outbox_known_state")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_about_kind_state", ["about", "kind", "state"], unique=False)
        batch_op.create_index(
            "ix_outbox_failed_person",
            ["person"],
            unique=False,
            sqlite_where=sa.text("state = 'failed'"),
            postgresql_where=sa.text("state = 'failed'"),
        )
        batch_op.create_index(
            "ix_outbox_leased_until",
            ["leased_until"],
            unique=False,
            sqlite_where=sa.text("leased_until IS NOT NULL"),
            postgresql_where=sa.text("leased_until IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_outbox_waiting_due_at",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "pace",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("next_at", sa.Float(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_pace_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pace")),
    )
    op.create_table(
        "preferences",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.CheckConstraint("language IN ('fi', 'sv', 'en')", name=op.f("ck_preferences_known_language")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_preferences")),
    )
    op.create_table(
        "units",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("parent_code", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("name_fi", sa.String(), nullable=False),
        sa.Column("name_sv", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.CheckConstraint("code <> parent_code", name=op.f("ck_units_not_own_parent")),
        sa.ForeignKeyConstraint(
            ["parent_code"],
            ["units.code"],
            name=op.f("fk_units_parent_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_units")),
    )
    op.create_table(
        "waves",
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("instrument_id", sa.String(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closing_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "closed_at IS NULL OR counted_at IS NOT NULL", name=op.f("ck_waves_counted_before_it_closed")
        ),
        sa.CheckConstraint(
            "counted_at IS NULL OR opened_at IS NOT NULL", name=op.f("ck_waves_opened_before_it_is_counted")
        ),
        sa.CheckConstraint("k >= 5", name=op.f("ck_waves_threshold_is_never_lowered")),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_waves_opens_before_it_closes")),
        sa.CheckConstraint("reminders >= 0 AND reminders <= 2", name=op.f("ck_waves_few_reminders")),
        sa.PrimaryKeyConstraint("wave", name=op.f("pk_waves")),
    )
    with op.batch_alter_table("waves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waves_closed_at"), ["closed_at"], unique=False)

    op.create_table(
        "atoms",
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["wave"], ["waves.wave"], name=op.f("fk_atoms_wave"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("wave", name=op.f("pk_atoms")),
    )
    op.create_table(
        "comment_views",
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("atom", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["wave"], ["waves.wave"], name=op.f("fk_comment_views_wave"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("wave", "code", "atom", name=op.f("pk_comment_views")),
    )
    op.create_table(
        "comments",
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("atom", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["wave"], ["waves.wave"], name=op.f("fk_comments_wave"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_comments")),
    )
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.create_index("ix_comments_wave_atom", ["wave", "atom"], unique=False)

    op.create_table(
        "persons",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.CheckConstraint("language IN ('fi', 'sv', 'en')", name=op.f("ck_persons_known_language")),
        sa.ForeignKeyConstraint(
            ["unit_code"],
            ["units.code"],
            name=op.f("fk_persons_unit_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_persons")),
    )
    op.create_table(
        "results",
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["wave"], ["waves.wave"], name=op.f("fk_results_wave"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("wave", "code", name=op.f("pk_results")),
    )
    op.create_table(
        "wave_members",
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("cell", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave"], ["waves.wave"], name=op.f("fk_wave_members_wave"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("wave", "person", name=op.f("pk_wave_members")),
    )
    op.create_table(
        "wave_units",
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("parent_code", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("name_fi", sa.String(), nullable=False),
        sa.Column("name_sv", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave"], ["waves.wave"], name=op.f("fk_wave_units_wave"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("wave", "code", name=op.f("pk_wave_units")),
    )
    op.create_table(
        "person_roles",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.CheckConstraint("role IN ('hr', 'admin', 'management')", name=op.f("ck_person_roles_known_role")),
        sa.ForeignKeyConstraint(
            ["person"], ["persons.person"], name=op.f("fk_person_roles_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person", "role", name=op.f("pk_person_roles")),
    )
    op.create_table(
        "supervisions",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["persons.person"], name=op.f("fk_supervisions_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["unit_code"],
            ["units.code"],
            name=op.f("fk_supervisions_unit_code"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("person", "unit_code", name=op.f("pk_supervisions")),
    )
    with op.batch_alter_table("supervisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supervisions_unit_code"), ["unit_code"], unique=False)
