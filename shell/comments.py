"""`pulssi comments`: what people wrote, what of it waits for a review, and its end."""

from __future__ import annotations

from typing import Annotated

import typer

import bot
from settings import Settings
from shell.running import say, with_stores
from storage.audit import SHELL, record_audit
from storage.comments import (
    UnknownComment,
    get_comment,
    list_held,
    list_shown_anywhere,
    mark_released,
    remove_comment,
    scrub_comments,
)
from storage.engine import Stores
from storage.waves import get_wave

comments = typer.Typer(no_args_is_help=True, help="What people wrote.")
Key = Annotated[str, typer.Argument(metavar="KEY", help="The key that `pulssi comments list` prints.")]


@comments.command("list")
def list_(
    wave_id: Annotated[str, typer.Option("--wave", help="Id of a closed wave.")],
    held: Annotated[bool, typer.Option("--held", help="Those that wait for a review.")] = False,  # noqa: FBT002  # typer's form
) -> None:
    """Print the comments of a wave that are shown, or those that wait for a review, with their keys."""

    async def run(stores: Stores, _settings: Settings) -> None:
        async with stores.identity.writing() as connection:
            await get_wave(connection, wave_id)
            found = await (list_held if held else list_shown_anywhere)(connection, wave_id)
            action = "comments.reviewed" if held else "comments.viewed"
            await record_audit(connection, action, subject=wave_id, actor=SHELL, now=bot.now())
        for comment in found:
            say(f"{comment.key} {' '.join(comment.text.split())}")

    with_stores(run)


@comments.command("release")
def release(key: Key) -> None:
    """Let a comment that waits for a review be shown like the others."""

    async def run(stores: Stores, _settings: Settings) -> None:
        async with stores.identity.writing() as connection:
            comment = await get_comment(connection, key)
            if await mark_released(connection, key):
                subject = comment.wave
                await record_audit(
                    connection, "comments.released", subject=subject, actor=SHELL, now=bot.now()
                )
        say("released")

    with_stores(run)


@comments.command("delete")
def delete(key: Key) -> None:
    """Delete a comment for good, also from the files of the store."""

    async def run(stores: Stores, _settings: Settings) -> None:
        async with stores.identity.writing() as connection:
            comment = await get_comment(connection, key)
            if not await remove_comment(connection, key):
                raise UnknownComment
            subject = comment.wave
            await record_audit(connection, "comments.deleted", subject=subject, actor=SHELL, now=bot.now())
        await scrub_comments(stores.identity)
        say("deleted")

    with_stores(run)
