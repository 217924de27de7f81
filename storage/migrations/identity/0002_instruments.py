"""Versions of instruments that waves have used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; waves planned before keep their own copy and lock nothing."""
    op.create_table(
        "instruments",
        sa.Column("instrument_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("instrument_id", "version", name=op.f("pk_instruments")),
    )
