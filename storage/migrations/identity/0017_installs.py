"""For whom the bot was to be installed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "installs",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'refused')", name=op.f("ck_installs_known_state")),
        sa.CheckConstraint(
            "(state = 'refused') = (reason IS NOT NULL)", name=op.f("ck_installs_a_refusal_has_its_reason")
        ),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_installs")),
    )
    op.create_table(
        "install_run",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_install_run_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_install_run")),
    )
