"""Attack 36: somebody answers in Swedish in a unit where all others answer in Finnish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from content.texts import LANGUAGES
from demo.people import AINO
from jobs.close_waves import Count, take_snapshot
from storage.ballots import list_sealed
from storage.comments import list_comments
from storage.results import list_results
from storage.sealing import Ballot, opening_box, unseal
from storage.tables.results import atoms
from storage.waves import Wave
from tests.attacks.county import QWL
from tests.attacks.raw_stores import answered_so, town_on
from tests.conftest import sqlite_urls
from tests.conversations.conftest import NOON, colleague
from tests.conversations.people import Member, Town
from tests.conversations.test_story import CLOSES, everybody_answers, opened

SWEDISH = "Jag orkar inte mera"
OTHERS = 10
NewTown = Callable[[str], dict[str, str]]


@dataclass(frozen=True)
class Kept:
    """All that is there of a wave: ballots as they open, their sizes, sums, published results, comments."""

    ballots: list[Ballot]
    sizes: set[int]
    sums: str
    published: list[str]
    comments: list[str]


@pytest.fixture
def new_town(sqlite_template: Path, tmp_path: Path) -> NewTown:
    def make(name: str) -> dict[str, str]:
        (tmp_path / name).mkdir()
        return sqlite_urls(sqlite_template, tmp_path / name)

    return make


async def kept_when_aino_speaks(
    language: str, urls: dict[str, str], *, comment: str = SWEDISH, writers: int = 0
) -> Kept:
    """Let Aino choose a language and answer, ten colleagues answer in Finnish, and the wave close."""
    async with town_on(urls) as town:
        aino, wave = Member(town, AINO), await opened(town)
        await aino.presses("survey.language", wave=wave, language=language)
        await aino.presses("survey.submit", wave=wave, **answered_so(comment=comment))
        await everybody_answers(town, wave, {"k1": range(writers, OTHERS)})
        for number in range(writers):
            answers = answered_so("3" * 15, comment=f"Sanon {number}")
            await Member(town, colleague(f"k1-{number}")).presses("survey.submit", wave=wave, **answers)
        sealed = await in_urn(town, wave)
        box = opening_box(await town.house.vault.get(wave, now=town.clock.now))
        await town.passes(CLOSES)
        return await kept(town, wave, [unseal(each, box) for each in sealed], {len(each) for each in sealed})


async def in_urn(town: Town, wave: str) -> list[bytes]:
    async with town.house.stores.ballots.reading() as connection:
        return [each async for some in list_sealed(connection, wave) for each in some]


async def kept(town: Town, wave: str, ballots: list[Ballot], sizes: set[int]) -> Kept:
    async with town.house.stores.identity.reading() as connection:
        sums = await connection.scalar(select(atoms.c.body))
        published = [each.to_json().replace(wave, "WAVE") for each in await list_results(connection, wave)]
        comments = await list_comments(connection, wave, code="K1")
    return Kept(sorted(ballots, key=str), sizes, sums or "", published, sorted(comments))


async def test_of_the_language_nothing_is_left_in_ballots_sizes_sums_or_results(new_town: NewTown):
    told = [await kept_when_aino_speaks(language, new_town(language)) for language in LANGUAGES]
    assert told[0] == told[1] == told[2]
    assert len(told[0].ballots) == OTHERS + 1
    assert told[0].published
    assert not any(f'"{language}"' in told[0].sums + "".join(told[0].published) for language in LANGUAGES)


async def test_a_ballot_has_no_place_for_a_language(new_town: NewTown):
    swedish = await kept_when_aino_speaks("sv", new_town("sv"))
    assert Ballot.__slots__ == ("cell", "answers", "comment")
    (mine,) = (ballot for ballot in swedish.ballots if ballot.comment)
    assert mine == Ballot(
        "K1", {item: int(value) for item, value in answered_so().items() if item != "comment"}, SWEDISH
    )


@pytest.mark.parametrize(("writers", "shown"), [(0, 0), (1, 0), (2, 3)])
async def test_a_lone_swedish_comment_is_shown_under_the_same_rule_as_any(
    new_town: NewTown, writers: int, shown: int
):
    """It is shown word for word, as docs/privacy.md says, but never alone."""
    swedish = await kept_when_aino_speaks("sv", new_town("sv"), writers=writers)
    assert len(swedish.comments) == shown
    assert (SWEDISH in swedish.comments) is (shown > 0)


def test_the_order_of_comments_comes_neither_from_their_language_nor_from_the_ballots():
    places = Counter(place_of_the_swedish_comment() for _ in range(60))
    assert set(places) == {0, 1, 2}, places  # one place stays empty once in ten thousand million times


def place_of_the_swedish_comment() -> int:
    ballots = 12
    count = Count(QWL, ["K1"] * ballots, bytearray(b"\3" * len(QWL.items) * ballots))
    count.comments = [("K1", SWEDISH), ("K1", "Sanon jotain"), ("K1", "Sanon muuta")]
    wave = Wave("w", QWL, "K1", 5, 0, opens_at=NOON, closes_at=CLOSES, opened_at=NOON)
    taken = take_snapshot(wave, count, parents={"K1": None}, invited={"K1": ballots})
    return [text for _, text in taken.comments].index(SWEDISH)
