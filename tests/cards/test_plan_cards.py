"""Cards of plans stay small enough for a message, however much people have written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cards.plan import Standing, plan_card
from cards.plan_edit import EditView, edit_card
from cards.plan_parts import ROOM, PlanView, cut, size_of
from cards.plan_team import team_plan_card
from cards.samples import UNITS
from followups.plan import Plan, Target
from followups.plan_checks import LONGEST, next_states, typed_of
from followups.plan_words import Owners

DAY = date(2026, 11, 23)
FULL = Target(
    id="t1",
    **{column: "😀" * longest for column, longest in LONGEST.items()},
    owners=tuple(f"person-{number}" for number in range(20)),
    starts_on=DAY,
    due_on=DAY,
    answer="😀" * 500,
    answered_on=DAY,
    state="delayed",
)
PLAN = Plan(
    id="p",
    code="K11",
    wave="w",
    strengths=("😀" * 500,) * 3,
    targets=tuple(replace(FULL, id=f"t{number}") for number in range(3)),
    made_on=DAY,
    scribe="😀" * 200,
    agreed_on=DAY,
)
NAMED = Owners(dict.fromkeys(FULL.owners, "N" * 60), frozenset(FULL.owners))
VIEW = PlanView(plan=PLAN, unit=UNITS[2], owners=NAMED, follow_up_on=DAY)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_plan_full_of_the_longest_texts_fits(language):
    standing = Standing(may_lead=True, shared_on=DAY, has_above=False, has_result=True)
    assert size_of(plan_card(VIEW, standing, language=language, said="full")) <= ROOM
    assert size_of(team_plan_card(VIEW, language=language)) <= ROOM


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_target_full_of_the_longest_texts_fits_and_keeps_all_that_was_typed(language):
    view = EditView(
        unit=UNITS[2],
        plan="p",
        version=9,
        target="t1",
        number=1,
        typed=typed_of(FULL),
        states=next_states(FULL),
        today=DAY,
        owners={f"{number:036d}": "Ä" * 40 for number in range(60)},
        notice="changed",
        theirs=[(column, "😀" * 500) for column in LONGEST],
    )
    made = edit_card(view, language=language)
    assert size_of(made) <= 28 * 1024
    typed = {each["id"]: each["value"] for each in made["body"] if each["type"] == "Input.Text"}
    assert typed == {column: "😀" * longest for column, longest in LONGEST.items()}


def test_a_short_text_is_not_cut_and_a_long_one_ends_in_dots():
    assert cut("y" * 40, 40) == "y" * 40
    assert cut("y" * 41, 40) == "y" * 39 + "…"
