"""The ballot box: sealed answers of one size and tags of participation; nothing orders or dates them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, LargeBinary, String, Table

from storage.tables.metadata import BALLOTS

urns = Table(
    "urns",
    BALLOTS,
    Column("wave", String, primary_key=True),
    Column("public_key", LargeBinary(32), nullable=False),
    Column("is_open", Boolean, nullable=False),
)

# WITHOUT ROWID: a rowid would keep the order of arrival.
ballots = Table(
    "ballots",
    BALLOTS,
    Column("wave", String, primary_key=True),
    Column("key", LargeBinary(16), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

tags = Table(
    "tags",
    BALLOTS,
    Column("wave", String, primary_key=True),
    Column("tag", LargeBinary(32), primary_key=True),
    sqlite_with_rowid=False,
)
