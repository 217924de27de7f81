"""Waves of many people that wait for a second person of HR."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "wave_requests",
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave"], ["waves.wave"], name=op.f("fk_wave_requests_wave"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("wave", name=op.f("pk_wave_requests")),
    )
