"""What Entra says of accounts and groups, as far as it has been read; the organisation is made of it."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, Integer, String, Table, Text

from storage.tables.metadata import IDENTITY, Moment

# No keys between these: Graph tells of accounts, managers and members in any order.
mirror_accounts = Table(
    "mirror_accounts",
    IDENTITY,
    Column("account", String, primary_key=True),
    Column("is_enabled", Boolean, nullable=False),
    Column("is_guest", Boolean, nullable=False),
    Column("unit", String, nullable=False),
    Column("language", String),
    Column("manager", String, index=True),
)

mirror_groups = Table("mirror_groups", IDENTITY, Column("group_id", String, primary_key=True))

mirror_members = Table(
    "mirror_members",
    IDENTITY,
    Column("group_id", String, ForeignKey("mirror_groups.group_id", ondelete="CASCADE"), primary_key=True),
    Column("member", String, primary_key=True, index=True),
    Column("kind", String, nullable=False),
    CheckConstraint("kind IN ('user', 'group')", name="known_kind"),
)

mirror_links = Table(
    "mirror_links",
    IDENTITY,
    Column("reading", String, primary_key=True),
    Column("asked", Text, nullable=False),
    Column("link", Text, nullable=False),
)

mirror_lease = Table(
    "mirror_lease",
    IDENTITY,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("holder", String),
    Column("leased_until", Moment),
    Column("day", Date),
    CheckConstraint("id = 1", name="one_row"),
)
