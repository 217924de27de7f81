"""Which units' results have been shared with those who work there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.metadata import Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; nothing of waves that are closed already counts as shared, and none of it is sent."""
    op.create_table(
        "shares",
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("shared_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave"], ["waves.wave"], name=op.f("fk_shares_wave_waves"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("wave", "code", name=op.f("pk_shares")),
    )
    op.create_index(op.f("ix_shares_code"), "shares", ["code"])
