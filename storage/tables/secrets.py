"""Secrets of open waves, wrapped by the master key; destroyed when the wave closes, never backed up."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, String, Table

from storage.tables.metadata import SECRETS

wave_secrets = Table(
    "wave_secrets",
    SECRETS,
    Column("wave", String, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
)
