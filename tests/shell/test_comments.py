"""Comments at the shell: listed, released, deleted, each with a line in the audit log."""

from __future__ import annotations

import re

from storage.comments import list_shown, record_comments
from storage.engine import open_stores
from storage.migrate import migrate
from tests.shell.conftest import Shell
from tests.storage.closed_waves import closed, counted

SHOWN = ["Palaverit ovat lyhyempiä.", "Vuorot tulevat\najoissa.", "Melu häiritsee työtä."]
HELD = "Kiitos Matille kanarialintu-3f9a!"
LINE = re.compile(r"([0-9a-f]{32}) (.+)")


async def with_comments(shell: Shell) -> None:
    names = {"database_url": "identity", "ballot_url": "ballots", "secrets_url": "secrets"}
    stores = open_stores(**{url: f"sqlite:///{shell.folder}/var/{name}.db" for url, name in names.items()})
    await migrate(stores)
    async with stores.identity.writing() as connection:
        await counted(connection)
        texts = [(0, text) for text in SHOWN]
        await record_comments(connection, "w1", texts=texts, held=[(0, HELD)], views={"K": (0,)})
        await closed(connection)
        assert len(await list_shown(connection, "w1", code="K")) == len(SHOWN)
    await stores.close()


async def listed(shell: Shell, *options: str) -> dict[str, str]:
    ended = await shell.run("comments", "list", "--wave", "w1", *options)
    assert ended.code == 0, ended.err
    return {text: key for key, text in LINE.findall(ended.out)}


async def test_comments_are_listed_released_and_deleted(shell: Shell):
    await with_comments(shell)
    assert set(await listed(shell)) == {" ".join(text.split()) for text in SHOWN}
    held = await listed(shell, "--held")
    assert set(held) == {HELD}
    for _ in range(2):
        assert (await shell.run("comments", "release", held[HELD])).out.strip() == "released"
    assert HELD in await listed(shell)
    assert await listed(shell, "--held") == {}
    assert (await shell.run("comments", "delete", held[HELD])).out.strip() == "deleted"
    assert HELD not in await listed(shell)
    for path in (shell.folder / "var").iterdir():
        assert b"kanarialintu" not in path.read_bytes(), path.name
    log = [line.split()[1:] for line in (await shell.run("audit")).out.splitlines() if "comments." in line]
    assert log == [
        ["shell", "comments.viewed", "w1"],
        ["shell", "comments.reviewed", "w1"],
        ["shell", "comments.released", "w1"],
        ["shell", "comments.viewed", "w1"],
        ["shell", "comments.reviewed", "w1"],
        ["shell", "comments.deleted", "w1"],
        ["shell", "comments.viewed", "w1"],
    ]


async def test_what_is_no_comment_or_wave_is_one_clear_line(shell: Shell):
    await with_comments(shell)
    for words, told in (
        (("comments", "release", "00" * 16), "no comment of a closed wave has this key"),
        (("comments", "delete", "not-a-key"), "no comment of a closed wave has this key"),
        (("comments", "list", "--wave", "nope"), "nope"),
    ):
        ended = await shell.run(*words)
        assert ended.code == 1, words
        assert told in ended.err
        assert len(ended.err.strip().splitlines()) == 1, ended.err
