"""What a closed wave left behind: sums of atoms, published results, comments; no single answer."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from storage.tables.metadata import IDENTITY

atoms = Table(
    "atoms",
    IDENTITY,
    Column("wave", String, ForeignKey("waves.wave", ondelete="CASCADE"), primary_key=True),
    Column("body", Text, nullable=False),
)

results = Table(
    "results",
    IDENTITY,
    Column("wave", String, ForeignKey("waves.wave", ondelete="CASCADE"), primary_key=True),
    # By itself too: "my unit's results" names no wave.
    Column("code", String, primary_key=True, index=True),
    Column("body", Text, nullable=False),
)

# The key is random: the order of comments says nothing about who wrote them. What a held one seems to hold is
# not kept: whoever reviews it reads it, and a note on what it names would be personal data of its own.
comments = Table(
    "comments",
    IDENTITY,
    Column("key", LargeBinary(16), primary_key=True),
    Column("wave", String, ForeignKey("waves.wave", ondelete="CASCADE"), nullable=False),
    Column("atom", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("held", Boolean, nullable=False),
    Index("ix_comments_wave_atom", "wave", "atom"),
)

comment_views = Table(
    "comment_views",
    IDENTITY,
    Column("wave", String, ForeignKey("waves.wave", ondelete="CASCADE"), primary_key=True),
    Column("code", String, primary_key=True),
    Column("atom", Integer, primary_key=True, autoincrement=False),
)
