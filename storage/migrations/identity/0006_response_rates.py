"""How many have answered an open wave, coarsely."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; the rates of a wave that is open come with the next night."""
    op.create_table(
        "response_rates",
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "rate >= 10 AND rate <= 90 AND rate / 5 * 5 = rate",
            name=op.f("ck_response_rates_rates_are_coarse"),
        ),
        sa.ForeignKeyConstraint(
            ["wave"], ["waves.wave"], name=op.f("fk_response_rates_wave"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("wave", "code", name=op.f("pk_response_rates")),
    )
