"""Among units that need support those come first that have made no plan in time."""

from __future__ import annotations

from datetime import timedelta

from tests.conversations.conftest import ON_BOTH
from tests.conversations.people import Member, Town, words
from tests.conversations.planned_town import many_units
from tests.conversations.planted import plant
from tests.conversations.year_of_plans import has_plan

LACKS = "Kehittämissuunnitelmaa ei ole sovittu määräajassa"


async def support(helmi: Member) -> str:
    body = await helmi.presses("results.level", unit="K", wave="planted", order="support")
    return words(body["value"])


@ON_BOTH
async def test_a_plan_that_is_missing_moves_a_unit_in_need_up(town: Town, helmi: Member, eero: Member):
    await plant(town, many_units(40), {f"U{n}": 12 for n in range(40)})
    before = await support(helmi)
    assert LACKS not in before, "there is time until the deadline"
    town.clock.set(town.clock.now + timedelta(days=31))
    late = await support(helmi)
    assert late.count(LACKS) == shown(late)
    needy = first(late)
    today = town.clock.now.date()
    await has_plan(town, needy, today, agreed_on=today)
    after = await support(helmi)
    assert first(after) != needy, "those without a plan go first"
    refused = (await eero.presses("results.level", unit="K", wave="planted", order="support"))["value"]
    assert refused == (await eero.presses("results.show", unit="NOWHERE"))["value"]


def shown(said: str) -> int:
    return sum(f"Yksikkö {n} " in said for n in range(40))


def first(said: str) -> str:
    places = {said.find(f"Yksikkö {n} "): n for n in range(40) if f"Yksikkö {n} " in said}
    return f"U{places[min(places)]}"
