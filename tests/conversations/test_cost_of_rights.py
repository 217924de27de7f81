"""What a right costs: as a deputy, by the shell or for an area it asks the database hardly anything more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from content.loader import load_instruments
from demo.people import EERO, HELMI, DemoPerson
from jobs.plan_waves import plan_wave
from storage.tables.rights import deputies, grants
from tests.conversations.conftest import colleague
from tests.conversations.people import Member, Town, words
from tests.conversations.planning import drafted
from tests.conversations.planted import counted_queries
from tests.conversations.test_unasked import closed

DEPUTY, GIVEN, PARTNER, MANY = (colleague(f"k3-{number}") for number in range(4))
ONE_MORE = 1
"""A permission check adds at most so many questions to a turn."""


async def with_rights(town: Town) -> None:
    """Let some from the kitchen have rights to home care that the directory does not know of."""
    now = town.clock.now
    given = [(GIVEN, "supervisor", "K1"), (PARTNER, "hr", "K1")]
    given += [(MANY, "supervisor", "K1"), (MANY, "hr", "K1"), (MANY, "privacy", "")]
    lasts = {"starts_at": now - timedelta(days=1), "ends_at": now + timedelta(days=30)}
    stands = [(DEPUTY, "d-1", "K1"), (MANY, "d-2", "K1")]
    async with town.house.stores.identity.writing() as connection:
        rows = [{"person": who.aad_object_id, "role": role, "unit_code": code} for who, role, code in given]
        await connection.execute(insert(grants), rows)
        await connection.execute(
            insert(deputies),
            [
                {"person": who.aad_object_id, "deputy": key, "unit_code": code, **lasts}
                for who, key, code in stands
            ],
        )


async def asked(town: Town, who: DemoPerson, verb: str, **data: Any) -> tuple[int, dict[str, Any]]:
    """Count what a turn asks the store; the second of two, when nothing is looked up for the first time."""
    await Member(town, who).presses(verb, **data)
    with counted_queries(town) as statements:
        told = await Member(town, who).presses(verb, **data)
    return len(statements), told["value"]


@pytest.mark.parametrize(
    ("verb", "data", "holders", "other"),
    [
        ("results.show", {"unit": "K1"}, (DEPUTY, GIVEN, PARTNER, MANY, HELMI), EERO),
        ("results.show", {}, (DEPUTY, GIVEN, PARTNER, MANY), EERO),
        ("plan.show", {"unit": "K1"}, (DEPUTY, GIVEN, PARTNER, MANY, HELMI), EERO),
        ("waves.status", {}, (PARTNER, MANY), HELMI),
    ],
)
async def test_a_right_from_elsewhere_costs_at_most_one_question_more(town: Town, verb, data, holders, other):
    await closed(town)
    await drafted(town)
    await with_rights(town)
    usual, card = await asked(town, other, verb, **data)
    assert "Kotihoito" in words(card) or verb == "waves.status"
    for who in holders:
        number, told = await asked(town, who, verb, **data)
        assert number <= usual + ONE_MORE, (who.key, verb)
        assert "ei voi näyttää" not in words(told)


async def test_a_refusal_asks_the_same_whatever_rights_somebody_holds_elsewhere(town: Town):
    await closed(town)
    await with_rights(town)
    for verb in ("results.show", "plan.show", "guide.agenda"):
        usual, refused = await asked(town, EERO, verb, unit="K2")
        for who in (DEPUTY, GIVEN, PARTNER, MANY):
            number, told = await asked(town, who, verb, unit="K2")
            assert (number, told) == (usual, refused), (who.key, verb)


async def test_the_waves_of_an_area_are_told_apart_with_one_question_for_however_many(town: Town):
    await with_rights(town)
    now = town.clock.now
    for instrument in ("fiilis", "tyoelaman-laatu", "enps"):
        await plan_wave(
            town.house.stores,
            load_instruments()[instrument],
            unit_code="K1",
            opens=now + timedelta(days=1),
            closes=now + timedelta(days=8),
            reminders=0,
            actor="test",
            now=now,
        )
    usual, everything = await asked(town, HELMI, "waves.status")
    number, told = await asked(town, PARTNER, "waves.status")
    assert words(told).count("Kotihoito") == words(everything).count("Kotihoito") == 3
    assert number <= usual + ONE_MORE
