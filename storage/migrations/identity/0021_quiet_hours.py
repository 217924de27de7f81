"""When people do not want to be written to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "quiet_hours",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("ends", sa.String(), nullable=False),
        sa.CheckConstraint("starts <> ends", name=op.f("ck_quiet_hours_lasts")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_quiet_hours")),
    )
