"""At close every comment is looked through once more: what seems to name somebody waits, codes are masked."""

from __future__ import annotations

from content.personal_data import MASK
from storage.comments import list_comments, list_held
from tests.jobs.house import END, House, residents

STAFF = [person for person in residents("K1") if person.aad_object_id != "eero"]
CLEAN = ["Palaverit ovat lyhyempiä.", "Vuorot tulevat ajoissa.", "Melu häiritsee työtä."]
CODE = "131052-308T"


async def closed_with(house: House, comments: list[str]) -> str:
    wave = await house.opened()
    for number, person in enumerate(STAFF):
        comment = comments[number] if number < len(comments) else ""
        await house.answers(wave, person.aad_object_id, comment=comment)
    assert await house.closes(wave)
    return wave


async def shown(house: House, wave: str) -> list[str]:
    async with house.stores.identity.reading() as connection:
        return sorted(await list_comments(connection, wave, code="K1"))


async def held(house: House) -> list[str]:
    async with house.stores.identity.reading() as connection:
        return sorted(comment.text for comment in await list_held(connection))


async def test_what_seems_to_name_somebody_is_kept_apart(house: House):
    named = ["Kiitos Matille!", "Soita 040 123 4567", "x@example.org"]
    wave = await closed_with(house, [*named, *CLEAN])
    assert await shown(house, wave) == sorted(CLEAN)
    assert await held(house) == sorted(named)


async def test_an_identity_code_that_slipped_through_is_masked_and_in_no_file(small_house: House, tmp_path):
    wave = await closed_with(small_house, [f"Asiakas {CODE} odottaa.", *CLEAN])
    assert await held(small_house) == [f"Asiakas {MASK} odottaa."]
    assert await shown(small_house, wave) == sorted(CLEAN)
    for path in tmp_path.iterdir():
        assert CODE.encode() not in path.read_bytes(), path.name


async def test_held_comments_count_towards_keeping_a_group_and_not_towards_showing_it(house: House):
    wave = await closed_with(house, ["Kiitos Matille!", *CLEAN[:2]])
    assert await shown(house, wave) == []
    assert await held(house) == ["Kiitos Matille!"]


async def test_two_comments_are_not_kept_even_for_a_review(house: House):
    await closed_with(house, ["Kiitos Matille!", CLEAN[0]])
    assert await held(house) == []
    assert (await house.left())["comments"] == 0


async def test_nobody_hears_of_a_held_comment_before_the_ballots_are_gone(house: House, monkeypatch):
    async def dies(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr("jobs.close_waves.destroy_ballots", dies)
    wave = await house.opened()
    for person, comment in zip(STAFF, ["Kiitos Matille!"] * len(STAFF), strict=True):
        await house.answers(wave, person.aad_object_id, comment=comment)
    try:
        await house.closes(wave)
    except KeyboardInterrupt:
        assert await held(house) == []
    monkeypatch.undo()
    assert await house.closes(wave, now=END)
    assert len(await held(house)) == len(STAFF)
