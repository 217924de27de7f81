"""Channels of teams, and what people are called in Teams."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; a name is learnt when somebody writes or installs."""
    _channels()
    op.add_column("conversations", sa.Column("name", sa.String(), nullable=True))


def _channels() -> None:
    op.create_table(
        "channels",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("service_url", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("bot_id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("blocked", sa.String(), nullable=True),
        sa.CheckConstraint("language IN ('fi', 'sv', 'en')", name=op.f("ck_channels_known_language")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_channels")),
    )
    op.create_index(op.f("ix_channels_channel_id"), "channels", ["channel_id"], unique=False)
    op.create_index(op.f("ix_channels_team_id"), "channels", ["team_id"], unique=False)
