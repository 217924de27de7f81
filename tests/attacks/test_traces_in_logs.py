"""Attack 24: everything is logged, and every step of an answer and a close breaks and tells all it has."""

from __future__ import annotations

import asyncio
import gc
import inspect
import json
import logging
import os
import sys
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from demo.people import AINO
from logs import configure_logging
from storage.engine import Stores
from tests.attacks.raw_stores import (
    SAID,
    Marks,
    answered_so,
    found_in,
    house_of,
    in_a_process,
    marks_of,
    marks_of_answers,
    send_button,
    town_on,
)
from tests.conversations.conftest import ON_BOTH, small_town
from tests.conversations.people import Member
from tests.conversations.test_story import CLOSES, everybody_answers, opened
from tests.jobs.house import residents
from tests.jobs.test_close_waves import STEPS

FAMILIES = (
    *(
        "",
        "sqlalchemy",
        "aiosqlite",
        "psycopg",
        "alembic",
        "asyncio",
        "aiohttp",
        "botbuilder",
        "botframework",
    ),
    *("msrest", "msal", "urllib3", "jwt", "nacl", "prometheus_client", "concurrent"),
)
EACH = (
    *FAMILIES,
    "sqlalchemy.engine",
    "sqlalchemy.engine.Engine",
    "sqlalchemy.pool",
    "aiohttp.access",
    "aiohttp.server",
)
OF_AN_ANSWER = (
    "dialogs.endpoint.read_activity",
    "dialogs.turn.hear",
    "dialogs.turn.find_actor",
    "dialogs.survey.participation_tag",
    "dialogs.survey.seal",
    "storage.box.record_ballots",
    "storage.ballots.token_bytes",
    "dialogs.survey.receipt_card",
    "dialogs.turn.keep_in_touch",
    "dialogs.turn.answer_press",
    "delivery.later.reserve_calls",
)
OF_A_CLOSE = (*(f"jobs.close_waves.{step}" for step in STEPS), "storage.secrets.Vault.destroy")
PEOPLE = sorted(small_town().people)
NAMES = [person.encode() for person in PEOPLE]


class Broken(Exception):
    """A step broke, and says everything that it was given."""


def breaking(patch: pytest.MonkeyPatch, step: str) -> None:
    """Let a step break."""
    owner, _, name = step.rpartition(".")
    module, _, kind = owner.rpartition(".")
    holder = getattr(import_module(module), kind) if kind[0].isupper() else import_module(owner)

    def breaks(*args: Any, **more: Any) -> Any:
        raise Broken(repr((args, more)))

    async def breaks_later(*args: Any, **more: Any) -> Any:
        raise Broken(repr((args, more)))

    patch.setattr(
        holder, name, breaks_later if inspect.iscoroutinefunction(getattr(holder, name)) else breaks
    )


def live_through_it_aloud(urls: dict[str, str], folder: str, loud: tuple[str, ...]) -> None:
    """Be a process that logs whatever can be logged, to a file, while a wave goes wrong at every step."""
    with Path(folder, "stderr").open("w", buffering=1, encoding="utf-8") as written:
        os.dup2(written.fileno(), 2)
        sys.stderr = written
        logging.basicConfig(stream=written, level=logging.DEBUG, format="%(levelname)s %(name)s %(message)s")
        for name in loud:
            logging.getLogger(name).setLevel(logging.DEBUG)
        configure_logging()
        asyncio.run(_live_through_it(urls, Path(folder)), debug=True)


async def _live_through_it(urls: dict[str, str], folder: Path) -> None:
    async with town_on(urls) as town:
        aino, wave = Member(town, AINO), await opened(town)
        for step in OF_AN_ANSWER:
            with pytest.MonkeyPatch.context() as patch:
                breaking(patch, step)
                await aino.posts(send_button(wave, answered_so()))
        await aino.presses("survey.submit", wave=wave, **answered_so())
        await everybody_answers(town, wave, {"k1": range(10), "k3": range(7)})
        secrets = await town.house.vault.get(wave, now=town.clock.now)
        write_marks(await marks_of(town.house.stores, wave, secrets, people=PEOPLE), folder / "marks")
        for number, step in enumerate(OF_A_CLOSE):
            with pytest.MonkeyPatch.context() as patch:
                breaking(patch, step)
                await town.passes(CLOSES + timedelta(minutes=11) * number)
        await town.passes(CLOSES + timedelta(days=1))
        gc.collect()  # a task whose failure nobody asked about tells it now


def write_marks(marks: Marks, place: Path) -> None:
    """Leave the marks for whoever reads the log afterwards."""
    place.write_text(json.dumps({kind: [mark.hex() for mark in some] for kind, some in marks.items()}))


@ON_BOTH
@pytest.mark.parametrize(
    "loud",
    [
        FAMILIES,
        EACH,
    ],
    ids=["families", "each"],
)
async def test_no_log_line_gives_anything_away_whatever_breaks(
    urls: dict[str, str], tmp_path: Path, loud: tuple[str, ...]
):
    assert await in_a_process(live_through_it_aloud, urls, str(tmp_path), loud) == 0
    said = (tmp_path / "stderr").read_text(encoding="utf-8")
    assert said.count('"error": "Broken"') >= len(OF_AN_ANSWER) - 1 + len(OF_A_CLOSE), "too little went wrong"
    assert "wave_closed" in said
    found = found_in(said.encode(), read_marks(tmp_path / "marks") | marks_of_answers() | {"a person": NAMES})
    assert found == set()
    assert "Broken(" not in said


def read_marks(place: Path) -> dict[str, list[bytes]]:
    """Read the marks, also in the form in which Python prints bytes."""
    marks = {
        kind: [bytes.fromhex(mark) for mark in some] for kind, some in json.loads(place.read_text()).items()
    }
    return {kind: [*some, *(repr(mark)[2:-1].encode() for mark in some)] for kind, some in marks.items()}


async def test_an_error_of_the_database_does_not_repeat_what_people_wrote(sqlite_stores: Stores):
    house = await house_of(sqlite_stores)
    wave = await house.opened()
    for person in residents("K1"):
        await house.answers(wave, person.aad_object_id, comment=SAID)
    async with sqlite_stores.identity.writing() as connection:
        await connection.execute(
            text("CREATE TRIGGER full BEFORE INSERT ON comments BEGIN SELECT RAISE(ABORT, 'full'); END")
        )
    with pytest.raises(Exception, match="full") as broken:
        await house.closes(wave)
    assert not found_in(str(broken.value).encode(), marks_of_answers())
