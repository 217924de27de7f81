"""How many of those asked in a unit had come within the month before the wave opened, until it closes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; of a wave that is open already nothing more is said."""
    op.add_column("wave_units", sa.Column("newcomers", sa.Integer(), nullable=True))
