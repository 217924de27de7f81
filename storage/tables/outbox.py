"""What is to be said to whom, once: intent, never content."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Float, Index, Integer, String, Table, text

from storage.tables.metadata import IDENTITY, Moment

# Said in the same words by the partial indexes and by the queries that are to use them.
WAITING = text("state = 'waiting'")
LEASED = text("leased_until IS NOT NULL")
FAILED = text("state = 'failed'")

outbox = Table(
    "outbox",
    IDENTITY,
    Column("key", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("about", String, nullable=False),
    Column("person", String, nullable=False, index=True),
    Column("due_at", Moment, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String),
    Column("attempts", Integer, nullable=False),
    Column("leased_until", Moment),
    Column("activity_id", String),
    # Rows of an older process that still runs have neither: they go first, and for ever.
    Column("lane", String, nullable=False, server_default=text("''")),
    Column("expires_at", Moment),
    CheckConstraint("state IN ('waiting', 'delivered', 'failed')", name="known_state"),
    CheckConstraint("(state = 'failed') = (reason IS NOT NULL)", name="a_failure_has_its_reason"),
    Index("ix_outbox_about_kind_state", "about", "kind", "state"),
    # Most rows are delivered: workers and an idle poll each read only what they are after.
    Index("ix_outbox_waiting_due_at", "due_at", sqlite_where=WAITING, postgresql_where=WAITING),
    Index("ix_outbox_lane", "lane", "due_at", sqlite_where=WAITING, postgresql_where=WAITING),
    Index("ix_outbox_leased_until", "leased_until", sqlite_where=LEASED, postgresql_where=LEASED),
)

# What is told about these (waves, plans) waits until somebody lets it go on.
holds = Table(
    "holds",
    IDENTITY,
    Column("about", String, primary_key=True),
    Column("since", Moment, nullable=False),
)

# One row that all processes share: the moment (epoch seconds) when the next call may leave.
pace = Table(
    "pace",
    IDENTITY,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("next_at", Float, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
