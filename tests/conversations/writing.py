"""What the conversations about comments share: sending one, closing with some, and what is on the cards."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from storage.audit import list_audit
from tests.conversations.conftest import colleague
from tests.conversations.people import Member, Town, words
from tests.conversations.test_story import CLOSES, answers, opened

NAMED = "Kiitos Matille kanarialintu-3f9a avusta!"
CLEAN = ("Palaverit ovat lyhyempiä.", "Vuorot tulevat ajoissa.", "Melu häiritsee työtä.")
CODE = "131052-308T"
AFTER = CLOSES + timedelta(minutes=1)


async def sends(member: Member, wave: str, comment: str = "") -> dict:
    return await member.presses("survey.submit", wave=wave, comment=comment, **answers())


async def counted(town: Town, table) -> int:
    async with town.house.stores.ballots.reading() as connection:
        return await connection.scalar(select(func.count()).select_from(table))


async def closed_with(town: Town, *written: str) -> str:
    """Let eleven people of home care answer, some with a comment they stand by, and close the wave."""
    wave = await opened(town)
    for number in range(10):
        member = Member(town, colleague(f"k1-{number}"))
        text = written[number] if number < len(written) else ""
        for _ in range(2):
            body = await sends(member, wave, text)
        assert "Kiitos" in words(body["value"])
    await town.passes(AFTER)
    return wave


async def shown(member: Member, unit: str = "K1") -> dict:
    (card,) = await member.submits("results.detail", unit=unit)
    return card


def keys(card: dict, verb: str) -> list[str]:
    """Give the keys of the comments that a card has a button for."""
    if isinstance(card, dict):
        own = (
            [card["data"]["key"]] if card.get("verb") == verb and card.get("type") == "Action.Execute" else []
        )
        return own + [key for value in card.values() for key in keys(value, verb)]
    return [key for each in card for key in keys(each, verb)] if isinstance(card, list) else []


async def logged(town: Town, *actions: str) -> list[tuple[str, str]]:
    async with town.house.stores.identity.reading() as connection:
        entries = await list_audit(connection, newest=1000)
    return [(entry.action, entry.subject) for entry in entries if entry.action in actions]


def boxes(card: dict) -> list[dict]:
    return [element for element in card["body"] if element["type"] == "Container"]


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
