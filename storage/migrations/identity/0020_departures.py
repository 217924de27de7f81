"""How many have left a unit within the last month, and of those asked in a wave until it closes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; of those who have left already nothing is known."""
    op.create_table(
        "departures",
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people > 0", name=op.f("ck_departures_somebody_left")),
        sa.PrimaryKeyConstraint("unit_code", "day", name=op.f("pk_departures")),
    )
    op.add_column("wave_units", sa.Column("leavers", sa.Integer(), nullable=True))
