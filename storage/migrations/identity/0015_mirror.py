"""A mirror of accounts and groups in Entra, with the links that go on from what has been read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    _accounts()
    _groups()
    _progress()


def _accounts() -> None:
    op.create_table(
        "mirror_accounts",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("manager", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_mirror_accounts")),
    )
    op.create_index(op.f("ix_mirror_accounts_manager"), "mirror_accounts", ["manager"], unique=False)


def _groups() -> None:
    op.create_table(
        "mirror_groups",
        sa.Column("group_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_mirror_groups")),
    )
    op.create_table(
        "mirror_members",
        sa.Column("group_id", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('user', 'group')", name=op.f("ck_mirror_members_known_kind")),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["mirror_groups.group_id"],
            name=op.f("fk_mirror_members_group_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group_id", "member", name=op.f("pk_mirror_members")),
    )
    op.create_index(op.f("ix_mirror_members_member"), "mirror_members", ["member"], unique=False)


def _progress() -> None:
    op.create_table(
        "mirror_links",
        sa.Column("reading", sa.String(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("reading", name=op.f("pk_mirror_links")),
    )
    op.create_table(
        "mirror_lease",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.String(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_mirror_lease_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mirror_lease")),
    )
