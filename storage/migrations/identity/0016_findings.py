"""What a reading of the directory came upon, and other words for units."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; nothing has been found so far."""
    op.create_table(
        "directory_readings",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped", sa.String(), nullable=False),
        sa.Column("accepted", sa.String(), nullable=False),
        sa.CheckConstraint("source IN ('entra', 'files')", name=op.f("ck_directory_readings_known_source")),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_directory_readings")),
    )
    op.create_table(
        "findings",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "unit_code", "word", "person", name=op.f("pk_findings")),
    )
    op.create_index(op.f("ix_findings_person"), "findings", ["person"], unique=False)
    op.create_table(
        "unit_aliases",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.CheckConstraint("code <> unit_code", name=op.f("ck_unit_aliases_another_word")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_unit_aliases")),
    )
