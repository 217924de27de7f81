"""The town of the conversations, and the administrator's shell beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from typer.testing import CliRunner

import bot
import cli
from tests.conversations.conftest import aino, eero, helmi, onni, town, urls
from tests.conversations.people import Town

__all__ = ["aino", "eero", "helmi", "onni", "shell", "town", "urls"]

Shell = Callable[..., Awaitable[str]]
"""Runs a command on the town's stores and gives what it prints, and its failure as a word."""


@pytest.fixture
def shell(town: Town, monkeypatch: pytest.MonkeyPatch) -> Shell:
    settings = town.house.settings
    environment = {
        "PULSSI_ENVIRONMENT": "development",
        "PULSSI_DATABASE_URL": settings.database_url,
        "PULSSI_BALLOT_URL": settings.ballot_url,
        "PULSSI_SECRETS_URL": settings.secrets_url,
        "PULSSI_MASTER_KEY": settings.master_key.get_secret_value(),
        "COLUMNS": "200",
    }
    monkeypatch.setattr(bot, "now", town.clock)

    async def run(*words: str) -> str:
        ended = await asyncio.to_thread(CliRunner().invoke, cli.app, list(words), env=environment)
        return ended.stdout + (f"failed: {type(ended.exception).__name__}" if ended.exception else "")

    return run
