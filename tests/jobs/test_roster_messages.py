"""Representatives of the employees and HR hear of units whose people have changed a lot, once each."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from directory.organisation import Person
from jobs.messages import Messages
from jobs.roster_messages import ROSTER, ROSTER_AT_CLOSE
from storage.outbox import Delivery
from tests.conversations.people import words
from tests.jobs.house import ALWAYS, DAY, END, NOW, House
from tests.jobs.post import Post
from tests.jobs.test_roster import FAKES, VICTIM, WITHOUT_LIBRARY, fill_the_library
from tests.storage.town import AINO, HELMI, UNITS, somebody, town

REPRESENTATIVE = "k1-3"
FAKE_LIBRARY = [*WITHOUT_LIBRARY, VICTIM, *FAKES]


def post_of(house: House, *, representatives: tuple[str, ...] = (REPRESENTATIVE,)) -> Post:
    return Post(house, NOW, representatives=representatives)


async def with_fakes(house, *more: Person) -> None:
    await house.knows(town(people=[*WITHOUT_LIBRARY, VICTIM]), now=NOW - 100 * DAY)
    await house.knows(town(people=[*FAKE_LIBRARY, *more]), now=NOW - 10 * DAY)


def told(post: Post) -> list[str]:
    return sorted(person for person, kind in post.teams.got if kind == ROSTER)


async def test_the_representative_and_hr_are_told_when_a_wave_opens_and_nobody_else(house):
    await with_fakes(house)
    post = post_of(house)
    await house.plans()
    await post.passes(NOW)
    assert told(post) == ["helmi", REPRESENTATIVE]


async def test_the_same_unit_is_told_once_also_when_it_shows_again_at_the_close(house):
    await with_fakes(house)
    post = post_of(house)
    wave = await house.plans()
    await post.passes(NOW)
    await house.all_answer(wave, FAKE_LIBRARY)
    await post.passes(END)
    await post.passes(END + DAY)
    assert told(post) == ["helmi", REPRESENTATIVE]


async def test_a_group_that_nobody_could_guess_is_told_when_the_wave_closes(house):
    await fill_the_library(house)
    post = post_of(house)
    wave = await house.plans()
    await post.passes(NOW)
    assert told(post) == []
    await house.all_answer(wave, [*WITHOUT_LIBRARY, *FAKES])
    await post.passes(END)
    assert told(post) == ["helmi", REPRESENTATIVE]
    assert set(await post.rows(ROSTER_AT_CLOSE)) == {"helmi", REPRESENTATIVE}
    assert {row["expires_at"] for row in (await post.rows(ROSTER_AT_CLOSE)).values()} == {END + 30 * DAY}


async def test_the_card_names_units_and_neither_numbers_nor_people(house):
    await with_fakes(house)
    post = post_of(house)
    await house.plans()
    await post.passes(NOW)
    sent = [card for person, card in post.teams.cards if person == REPRESENTATIVE]
    [card] = [each for each in sent if "Kirjasto" in str(each)]
    said = words(card)
    assert "Kotihoito" not in said
    assert not any(each.aad_object_id in json.dumps(card) for each in FAKE_LIBRARY if each.unit_code == "K2")
    assert [sign for sign in said.split() if sign.strip(".:,").isdigit()] == ["30", "30"]
    assert "actions" not in card


async def test_nobody_is_told_where_nobody_has_moved(house):
    post = post_of(house)
    wave = await house.plans()
    await post.passes(NOW)
    await house.all_answer(wave, list(town().people.values()))
    await post.passes(END)
    assert told(post) == []


async def test_a_representative_who_is_in_no_directory_is_skipped_and_hr_is_told(house):
    await with_fakes(house)
    post = post_of(house, representatives=("somebody-else",))
    await house.plans()
    await post.passes(NOW)
    assert told(post) == ["helmi"]
    rows = await post.rows(ROSTER)
    assert rows["somebody-else"]["reason"] == "not_in_directory"


async def test_without_representatives_hr_is_told_alone(house):
    await with_fakes(house)
    post = post_of(house, representatives=())
    await house.plans()
    await post.passes(NOW)
    assert told(post) == ["helmi"]


async def test_an_hr_partner_is_told_of_the_own_area_only(house):
    partner = replace(somebody("petra", "K"), partner_of=("KA",))
    other = replace(somebody("olga", "K"), partner_of=("K3",))
    await with_fakes(house, partner, other)
    post = post_of(house)
    await house.plans(unit="KA")
    await post.passes(NOW)
    assert told(post) == ["helmi", REPRESENTATIVE, "petra"]


@pytest.mark.parametrize("kind", [ROSTER, ROSTER_AT_CLOSE])
async def test_whoever_is_neither_representative_nor_hr_when_it_leaves_is_told_nothing(house, kind):
    await with_fakes(house)
    wave = await house.opened()
    build = Messages(house.stores, house.vault, hours=ALWAYS, representatives=[REPRESENTATIVE]).build
    asked = [
        Delivery(f"{kind}:{about}:{person}", kind, about, person, 0)
        for about in (wave, "no-such-wave")
        for person in ("aino", "eero", "helmi", REPRESENTATIVE)
    ]
    built = await build(asked, NOW)
    heard = {key for key, content in built.items() if isinstance(content, dict)}
    told_now = {f"{ROSTER}:{wave}:helmi", f"{ROSTER}:{wave}:{REPRESENTATIVE}"}
    assert heard == (told_now if kind == ROSTER else set())


async def test_a_unit_that_has_been_closed_down_since_is_named_as_it_was(house):
    await with_fakes(house)
    post = post_of(house)
    wave = await house.plans()
    assert await house.opens(wave)
    units = [unit for unit in UNITS if unit.code != "K2"]
    kept = [each for each in FAKE_LIBRARY if each.unit_code != "K2"]
    await house.knows(town(units, kept), now=NOW)
    build = Messages(house.stores, house.vault, hours=ALWAYS).build
    built = await build([Delivery("key", ROSTER, wave, "helmi", 0)], NOW)
    assert "Kirjasto" in str(built["key"])
    await post.passes(NOW)
    assert told(post) == ["helmi"]


async def test_no_row_of_the_outbox_names_a_unit(house):
    await with_fakes(house)
    post = post_of(house)
    wave = await house.plans()
    await post.passes(NOW)
    for person, row in (await post.rows(ROSTER)).items():
        assert person in {HELMI.aad_object_id, REPRESENTATIVE}
        assert (row["about"], row["expires_at"]) == (wave, END)
        assert "K2" not in str(row.values())
    assert AINO.aad_object_id not in await post.rows(ROSTER)
