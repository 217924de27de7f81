"""A unit's development plan as sections of its result's sheet: what came of the figures."""

from __future__ import annotations

from collections.abc import Iterator

from followups.plan import Plan
from followups.plan_words import LEADERS, parts_in_words
from locales import Texts
from reports.result_sheet import PlanSource, Row, Section, words


def plan_sections(source: PlanSource | None, *, say: Texts) -> Iterator[Section]:
    """Write a plan down: its strengths, then each target with its columns; nothing where there is none."""
    if source is None:
        return
    yield _head(source.plan, say=say)
    yield from _targets(source, say=say)


def _head(plan: Plan, *, say: Texts) -> Section:
    if plan.ended_on:
        stage = say("cardplan.stage.ended", day=say.date(plan.ended_on))
    elif plan.agreed_on:
        stage = say("cardplan.stage.agreed", day=say.date(plan.agreed_on))
    else:
        stage = say("cardplan.stage.draft", day=say.date(plan.made_on))
    return Section(
        name="plan",
        heading=say("cardplan.heading"),
        columns=(say("sheet.plan.part"), say("sheet.plan.text")),
        rows=tuple(_row(say("cardplan.strengths"), each) for each in plan.strengths),
        said=(stage,),
    )


def _targets(source: PlanSource, *, say: Texts) -> Iterator[Section]:
    for number, target in enumerate(source.plan.targets, 1):
        told = [
            (say("cardplan.column.words"), target.words),
            (say("cardplan.column.state"), say(f"cardplan.state.{target.state}")),
            *parts_in_words(target, LEADERS, owners=source.owners, say=say),
        ]
        yield Section(
            name=f"plan-{number}",
            heading=say("cardplan.target", number=number),
            columns=(say("sheet.plan.part"), say("sheet.plan.text")),
            rows=tuple(_row(*each) for each in told),
        )


def _row(name: str, text: str) -> Row:
    return tuple(words(name, " ".join(text.split())))
