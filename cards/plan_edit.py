"""One target of a plan, to be filled in: what was typed stays whatever is to be mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Literal

from microsoft_teams.cards import CardElement, Choice, ChoiceSetInput, DateInput, TextInput

from cards.elements import (
    Card,
    box,
    buttons,
    card,
    execute,
    heading,
    paragraph,
    plain,
    plain_name,
    small,
    title,
)
from cards.plan_parts import ROOM, cut, labelled, size_of
from content.action import Action
from directory.organisation import Unit
from followups.plan import Column
from followups.plan_checks import LONGEST, Problem
from followups.plan_states import State
from locales import Texts, texts

Notice = Literal["changed", "changed_elsewhere", "gone", "full"]
IDEAS: Final = 3
"""Ideas that are shown at a time."""
_MOST_CHOICES: Final = 8
"""Choices that are shown at once; more stand in a list that can be searched."""
_SHOWN_OF_OTHERS: Final = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class EditView:
    """A target that is edited: `typed` stands in the inputs, `theirs` is what somebody else wrote meanwhile.

    `owners` are those who can be picked, by id, in the order in which they are shown.
    """

    unit: Unit
    plan: str
    version: int
    target: str
    number: int
    typed: Mapping[Column, str]
    states: Sequence[State]
    today: date
    owners: Mapping[str, str] = field(default_factory=dict)
    has_left: bool = False
    has_more: bool = False
    ideas: Sequence[Action] = ()
    page: int = 0
    has_more_ideas: bool = False
    may_remove: bool = False
    problems: Sequence[Problem] = ()
    notice: Notice | None = None
    theirs: Sequence[tuple[Column, str]] = ()


def edit_card(view: EditView, *, language: str) -> Card:
    """Let whoever leads the unit fill in a target."""
    made = _drawn(view, language=language)
    if size_of(made) <= ROOM:
        return made
    # People have written so much that there is no room for a long list: those who are picked stay.
    picked = view.typed.get("owners", "").split(",")
    few = {person: name for person, name in view.owners.items() if person in picked}
    return _drawn(replace(view, owners=few, has_more=True), language=language)


def _drawn(view: EditView, *, language: str) -> Card:
    say = texts(language)
    body = [
        title(_heading(view, say=say)),
        plain_name(view.unit.name(language)),
        *_notice(view, say=say),
        *_inputs(view, say=say),
        *_buttons(view, say=say),
    ]
    return card(body, language=language)


def remove_card(unit: Unit, *, plan: str, version: int, target: str, words: str, language: str) -> Card:
    """Ask once more before a target is removed."""
    say = texts(language)
    data = {"unit": unit.code, "plan": plan, "version": str(version), "target": target, "remove": "yes"}
    back = {"unit": unit.code, "target": target}
    body = [
        title(say("cardplan.remove.heading")),
        plain_name(words),
        paragraph(say("cardplan.remove.sentence")),
        buttons([execute(say("cardplan.remove.yes"), "plan.save", data=data)]),
        buttons([execute(say("cardplan.remove.no"), "plan.edit", data=back)]),
    ]
    return card(body, language=language)


def kept_card(unit: Unit | None, typed: Sequence[tuple[Column, str]], *, language: str) -> Card:
    """Say that the plan is over, and give back what was typed for it so that it can be copied."""
    say = texts(language)
    body: list[CardElement] = [title(say("cardplan.over.heading"))]
    body += [plain_name(unit.name(language))] if unit else []
    body.append(paragraph(say("cardplan.over.sentence")))
    for column, text in typed:
        body += labelled(say(f"cardplan.column.{column}"), text)
    back = [buttons([execute(say("cardplan.back"), "plan.show", data={"unit": unit.code})])] if unit else []
    return card([*body, *back], language=language)


def _heading(view: EditView, *, say: Texts) -> str:
    return say("cardplan.new") if view.target == "new" else say("cardplan.target", number=view.number)


def _notice(view: EditView, *, say: Texts) -> Iterator[CardElement]:
    """Say above everything what happened, what somebody else wrote, and how many things are to be mended."""
    if view.notice:
        said: list[CardElement] = [paragraph(say(f"cardplan.edit.{view.notice}"))]
        for column, text in view.theirs:
            label = say("cardplan.edit.theirs", column=say(f"cardplan.column.{column}"))
            said += labelled(label, cut(text, _SHOWN_OF_OTHERS) or say("cardplan.empty"))
        yield box(said, tone="warning")
    if view.problems:
        yield box([paragraph(say("cardplan.edit.mend"))], tone="attention")


def _inputs(view: EditView, *, say: Texts) -> Iterator[CardElement]:
    yield from _text("words", view, say=say)
    yield from _text("goal", view, say=say)
    yield from _ideas(view, say=say)
    yield from _text("action", view, say=say)
    yield from _text("practice", view, say=say)
    yield from _owners(view, say=say)
    yield from _text("others", view, say=say)
    yield from _day("starts_on", view, say=say)
    yield from _day("due_on", view, say=say)
    yield from _text("follow_up", view, say=say)
    yield from _text("upwards", view, say=say)
    yield from _state(view, say=say)


def _text(column: Column, view: EditView, *, say: Texts) -> Iterator[CardElement]:
    yield from _to_mend(column, view, say=say)
    is_needed, typed = column == "words", view.typed.get(column, "")
    yield TextInput(
        id=column,
        label=say(f"cardplan.column.{column}"),
        placeholder=say(f"cardplan.hint.{column}"),
        value=typed or None,
        # More than fits was typed by some client: it stays until its writer has made it shorter.
        max_length=max(LONGEST[column], len(typed)),
        is_multiline=True,
        is_required=is_needed or None,
        error_message=say("cardplan.mend.words.missing") if is_needed else None,
    )


def _ideas(view: EditView, *, say: Texts) -> Iterator[CardElement]:
    """Offer what a team could try, before it writes what it does."""
    if not view.ideas:
        return
    yield heading(say("cardplan.ideas"))
    for each in view.ideas:
        named = f"{say(f'terms.theme.{each.theme}')} · {say(f'terms.capability.{each.capability}')}"
        yield plain(f"• {each.text.say(say.language)}")
        yield small(named)
    if view.has_more_ideas:
        data = {**_named(view), "page": str(view.page + 1), "typed": "yes"}
        yield buttons([execute(say("cardplan.ideas.more"), "plan.edit", data=data, inputs="auto")])


def _owners(view: EditView, *, say: Texts) -> Iterator[CardElement]:
    yield from _to_mend("owners", view, say=say)
    if not view.owners:
        yield small(say("cardplan.owners.nobody"))
        return
    yield ChoiceSetInput(
        id="owners",
        label=say("cardplan.column.owners"),
        choices=[Choice(title=name, value=person) for person, name in view.owners.items()],
        value=view.typed.get("owners") or None,
        is_multi_select=True,
        style="expanded" if len(view.owners) <= _MOST_CHOICES else "filtered",
        placeholder=say("cardplan.owners.placeholder"),
        wrap=True,
    )
    if view.has_left:
        yield small(say("cardplan.owners.left"))
    yield small(say("cardplan.owners.more" if view.has_more else "cardplan.owners.known"))


def _day(column: Literal["starts_on", "due_on"], view: EditView, *, say: Texts) -> Iterator[CardElement]:
    yield from _to_mend(column, view, say=say)
    typed = view.typed.get(column, "")
    earliest = min(view.today.isoformat(), typed) if typed else view.today.isoformat()
    yield DateInput(id=column, label=say(f"cardplan.column.{column}"), value=typed or None, min=earliest)


def _state(view: EditView, *, say: Texts) -> Iterator[CardElement]:
    yield from _to_mend("state", view, say=say)
    typed = view.typed.get("state", "")
    yield ChoiceSetInput(
        id="state",
        label=say("cardplan.column.state"),
        style="compact",
        choices=[Choice(title=say(f"cardplan.state.{each}"), value=each) for each in view.states],
        value=typed if typed in view.states else view.states[0],
        is_required=True,
        error_message=say("cardplan.mend.state.no_move"),
    )


def _to_mend(column: Column, view: EditView, *, say: Texts) -> Iterator[CardElement]:
    """Say, right above the column, what is to be mended in it."""
    for each in view.problems:
        if each.column == column:
            facts = {"longest": LONGEST.get(column, 0), "length": len(view.typed.get(column, ""))}
            said = say(_SENTENCES[each.kind], **facts)
            yield box([paragraph(said)], tone="attention")


_SENTENCES: Final = {
    "missing": "cardplan.mend.words.missing",
    "long": "cardplan.mend.long",
    "no_date": "cardplan.mend.no_date",
    "past": "cardplan.mend.past",
    "before_start": "cardplan.mend.before_start",
    "stranger": "cardplan.mend.stranger",
    "no_move": "cardplan.mend.state.no_move",
}


def _buttons(view: EditView, *, say: Texts) -> Iterator[CardElement]:
    yield buttons(
        [execute(say("cardplan.save"), "plan.save", data=_named(view), inputs="auto", style="positive")]
    )
    if view.may_remove:
        data = {**_named(view), "remove": "ask"}
        yield buttons([execute(say("cardplan.remove"), "plan.edit", data=data)])
    yield buttons([execute(say("cardplan.back"), "plan.show", data={"unit": view.unit.code})])


def _named(view: EditView) -> dict[str, str]:
    return {
        "unit": view.unit.code,
        "plan": view.plan,
        "target": view.target,
        "version": str(view.version),
        "page": str(view.page),
    }
