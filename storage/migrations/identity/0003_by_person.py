"""Find what is stored about one person without reading whole tables."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; the index of all deliveries by person does what the one of failed deliveries did."""
    op.create_index(op.f("ix_wave_members_person"), "wave_members", ["person"], unique=False)
    op.create_index(op.f("ix_outbox_person"), "outbox", ["person"], unique=False)
    op.drop_index("ix_outbox_failed_person", table_name="outbox")
