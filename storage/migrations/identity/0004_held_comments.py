"""Comments that wait for a review before they are shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; comments that have been shown already are not held."""
    op.add_column("comments", sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.alter_column(
            "held", existing_type=sa.Boolean(), existing_nullable=False, server_default=None
        )
    if op.get_context().dialect.name == "postgresql":
        # The statistics for the planner would hold samples of what people wrote, also after it was deleted.
        op.execute("ALTER TABLE comments ALTER COLUMN text SET STATISTICS 0")
