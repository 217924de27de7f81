"""Find a unit's results, and the units below one, without reading those of all."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_index("ix_results_code", "results", ["code"])
    op.create_index("ix_wave_units_wave_parent_code", "wave_units", ["wave", "parent_code"])
