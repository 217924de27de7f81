"""For whom the bot was to be installed and is not met yet, and which process is at it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, String, Table

from storage.tables.metadata import IDENTITY, Moment

# No key into persons: an import deletes and inserts those whose row changes.
installs = Table(
    "installs",
    IDENTITY,
    Column("person", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("reason", String),
    Column("tried_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    CheckConstraint("state IN ('waiting', 'refused')", name="known_state"),
    CheckConstraint("(state = 'refused') = (reason IS NOT NULL)", name="a_refusal_has_its_reason"),
)

# One row that all processes share: until when one of them is installing.
install_run = Table(
    "install_run",
    IDENTITY,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("held_until", Moment, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
