"""Who did what with rights, waves and results; rows are only ever added, and chained to one another.

Triggers of the migration refuse every other change but sealing, erasing a person and purging old lines.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, LargeBinary, String, Table

from storage.tables.metadata import IDENTITY, Moment

audit_log = Table(
    "audit_log",
    IDENTITY,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("sealed", Integer, index=True, unique=True),
    Column("salt", LargeBinary(16)),
    Column("named", LargeBinary(32)),
    Column("hash", LargeBinary(32)),
)

audit_chain = Table(
    "audit_chain",
    IDENTITY,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("purged", Integer, nullable=False),
    Column("purged_hash", LargeBinary(32), nullable=False),
    Column("verified_at", Moment),
    Column("verified_hash", LargeBinary(32)),
    Column("broken_line", Integer),
    CheckConstraint("id = 1", name="one_row"),
)
