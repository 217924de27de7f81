"""The form of a follow-up: what became of each target, in the words of whoever leads the unit."""

from __future__ import annotations

from collections.abc import Iterator

from microsoft_teams.cards import CardElement, Choice, ChoiceSetInput, TextInput, ToggleInput

from cards.elements import (
    Card,
    box,
    buttons,
    card,
    execute,
    heading,
    line,
    paragraph,
    plain,
    plain_name,
    small,
    title,
)
from cards.outcomes import outcome_part, silence_part
from directory.organisation import Unit
from followups.follow_ups import MOST_SNOOZES, MOST_WEEKS
from followups.look_backs import FIELDS, LONGEST_REPORT, LookBack, Looked, moves_from
from followups.plan_states import ENDED
from locales import Texts, texts
from scoring.outcomes import Outcomes

WEEKS: str = "weeks"
USUAL_WEEKS: str = "2"


def follow_up_card(look: LookBack, *, unit: Unit, outcomes: Outcomes, language: str, news: str = "") -> Card:
    """Ask about every target that is not over; `news` says first what has just happened to the follow-up."""
    say = texts(language)
    body: list[CardElement] = [
        title(say("cardfollowup.report.heading")),
        plain_name(unit.name(language)),
        *([box([paragraph(news)], tone="accent")] if news else []),
        paragraph(say("cardfollowup.report.due", day=say.date(look.due_on))),
        small(say("cardfollowup.report.lead")),
        *silence_part(outcomes, say=say),
    ]
    for number, target in enumerate(look.targets, start=1):
        if target.state not in ENDED:
            body += _target(target, number, outcomes, say=say)
    body += [*_over(look, say=say), *_submit(look, say=say), *_snooze(look, say=say)]
    plan = execute(say("cardfollowup.plan"), "plan.show", data={"unit": look.code})
    return card(body, language=language, actions=[plan])


def input_name(field: str, target: str) -> str:
    """Name the input of a target's field."""
    return f"{field}-{target}"


def _target(target: Looked, number: int, outcomes: Outcomes, *, say: Texts) -> Iterator[CardElement]:
    yield heading(say("cardfollowup.target", number=number))
    yield plain_name(target.words)
    yield from outcome_part(outcomes, target.id, say=say)
    if target.last_step:
        yield small(say("cardfollowup.last_step"))
        yield plain(target.last_step)
    yield ChoiceSetInput(
        id=input_name("state", target.id),
        label=say("cardfollowup.input.state"),
        style="compact",
        choices=[
            Choice(title=say(f"cardplan.state.{each}"), value=each) for each in moves_from(target.state)
        ],
        value=target.chosen,
        is_required=True,
        error_message=say("cardfollowup.input.state_required"),
    )
    for field in FIELDS:
        yield TextInput(
            id=input_name(field, target.id),
            label=say(f"cardfollowup.input.{field}"),
            is_multiline=True,
            max_length=LONGEST_REPORT,
            value=getattr(target, field) or None,
        )
    yield ToggleInput(
        id=input_name("needs_support", target.id),
        label=say("cardfollowup.input.support"),
        title=say("cardfollowup.input.needs_support"),
        value="true" if target.needs_support else "false",
        wrap=True,
    )


def _over(look: LookBack, *, say: Texts) -> Iterator[CardElement]:
    over = [each for each in look.targets if each.state in ENDED]
    if over:
        yield heading(say("cardfollowup.over"))
    for target in over:
        yield line(target.words, note=say(f"cardplan.state.{target.state}"))


def _names(look: LookBack) -> dict[str, str]:
    return {"plan": look.plan, "number": str(look.number), "version": str(look.version)}


def _submit(look: LookBack, *, say: Texts) -> Iterator[CardElement]:
    done = execute(
        say("cardfollowup.submit"), "followup.done", data=_names(look), inputs="auto", style="positive"
    )
    yield buttons([done])


def _snooze(look: LookBack, *, say: Texts) -> Iterator[CardElement]:
    left = MOST_SNOOZES - look.snoozes
    if left <= 0:
        yield small(say("cardfollowup.snooze.none"))
        return
    yield heading(say("cardfollowup.snooze.heading"))
    yield small(say.count("cardfollowup.snooze.left", left))
    yield ChoiceSetInput(
        id=WEEKS,
        label=say("cardfollowup.snooze.label"),
        style="compact",
        choices=[
            Choice(title=say.count("cardfollowup.snooze.weeks", weeks), value=str(weeks))
            for weeks in range(1, MOST_WEEKS + 1)
        ],
        value=USUAL_WEEKS,
        is_required=True,
        error_message=say("cardfollowup.snooze.required"),
    )
    press = execute(say("cardfollowup.snooze.press"), "followup.snooze", data=_names(look), inputs="auto")
    yield buttons([press])
