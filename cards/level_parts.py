"""What the cards of a level share: whose level it is, the choice of a unit, and the ways on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate
from typing import Final, Literal
from zoneinfo import ZoneInfo

from microsoft_teams.cards import (
    Action,
    CardElement,
    Choice,
    ChoiceSetInput,
    Container,
    RichTextBlock,
    TextRun,
)

from cards.elements import buttons, execute, plain_name, small, title
from content.instrument import Instrument
from directory.organisation import Unit
from locales import Texts
from scoring.disclosure import Published
from scoring.findings import index_class
from scoring.in_words import percent_in_words

Order = Literal["index", "support", "rates"]
ORDERS: Final[tuple[Order, ...]] = ("index", "support", "rates")

ROOM_FOR_NAMES: Final = 200
"""Signs for the members of a group; those beyond are counted, for a card has an end."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the unit that is opened, the members of a group, the result, its place in an order.

    `unplanned` are the units that have no plan though its time is over.
    """

    unit: Unit
    published: Published
    members: tuple[Unit, ...] = ()
    has_below: bool = False
    place: int = 1
    unplanned: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Level:
    """The unit whose level is shown, as its closed wave has it, and where one may go from here.

    `page` of `pages`, from 1; `up` is the code of the unit above, if it may be seen; `orders` are those that
    this person may ask for; `may_think` offers the scenario.
    """

    wave: str
    unit: Unit
    published: Published
    instrument: Instrument
    closed_at: datetime
    zone: ZoneInfo
    page: int = 1
    pages: int = 1
    up: str | None = None
    orders: tuple[Order, ...] = ()
    may_think: bool = False


def head_part(level: Level, *, name: str, say: Texts) -> list[CardElement]:
    """Say what is shown, of which unit, and how it is as a whole."""
    whole = summary_in_words(level.published, say=say)
    closed = say("cardresults.closed", moment=say.moment(level.closed_at, level.zone))
    pages = [say("level.page", page=level.page, pages=level.pages)] if level.pages > 1 else []
    return [
        title(name),
        plain_name(level.unit.name(say.language)),
        *([small(whole)] if whole else []),
        small(" ".join([closed, *pages])),
    ]


def summary_in_words(published: Published, *, say: Texts) -> str:
    """Say a result in one small line: the index and its class, the answers, and whose they are."""
    key = index_class(published.index)
    index = f"{percent_in_words(published.index, say)} · {say(f'terms.class.{key}')}" if key else ""
    return " · ".join(part for part in (index, answers_in_words(published, say=say)) if part)


def answers_in_words(published: Published, *, say: Texts) -> str:
    """Say how many answers a row stands for, and whose they are when they are not all of the unit's own."""
    match published.n:
        case None:
            count = ""
        case int(n):
            count = say.count("terms.answers", n)
        case _:
            count = say("level.few")
    shared = say("level.shared") if published.tier == "group" else ""
    covered = published.covers if published.tier == "coverage" else None
    part = "" if covered is None else say("level.covers", covers=say.percent(covered))
    return " · ".join(each for each in (count, shared, part) if each)


def names_of(line: Line, *, say: Texts) -> str:
    """Name the unit of a row, or the members of its group."""
    if not line.members:
        return line.unit.name(say.language)
    names = [unit.name(say.language) for unit in line.members]
    fitting = sum(end <= ROOM_FOR_NAMES for end in accumulate(map(len, names)))
    named = names[: max(1, fitting)]
    left = len(names) - len(named)
    return " + ".join([*named, *([say.count("level.more", left)] if left else [])])


def row_part(name: str, note: str, *below: CardElement) -> Container:
    """Set a row apart: a name that people gave, a small note, and what else is to be said of it."""
    named = RichTextBlock(inlines=list[CardElement]([TextRun(text=name, weight="Bolder")]))
    noted = RichTextBlock(
        inlines=list[CardElement]([TextRun(text=note, size="Small", is_subtle=True)]), spacing="None"
    )
    return Container(items=[named, *([noted] if note else []), *below], separator=True)


def open_part(lines: Sequence[Line], level: Level, *, say: Texts) -> list[CardElement]:
    """Let one row be opened, or the units below it."""
    wave = {"wave": level.wave}
    actions: list[Action] = [execute(say("level.open"), "results.show", data=wave, inputs="auto")]
    if any(line.has_below for line in lines):
        actions.append(execute(say("level.down"), "results.level", data=wave, inputs="auto"))
    return [_choice(lines, say=say), buttons(actions)]


def turn_part(level: Level, *, order: Order | None = None, say: Texts) -> list[CardElement]:
    """Let the pages be turned."""
    ways = [("level.earlier", level.page - 1), ("level.later", level.page + 1)]
    return _row(
        level_button(say(key), replace(level, page=page), order=order)
        for key, page in ways
        if 1 <= page <= level.pages
    )


def level_button(label: str, level: Level, *, order: Order | None = None, unit: str = "") -> Action:
    """Make a button to a page of a level, in an order of its own."""
    data = {"unit": unit or level.unit.code, "wave": level.wave}
    asked = {"order": order} if order else {}
    page = {"page": str(level.page)} if level.page > 1 else {}
    return execute(label, "results.level", data={**data, **asked, **page})


def _row(actions: Iterable[Action]) -> list[CardElement]:
    found = list(actions)
    return [buttons(found)] if found else []


def _choice(lines: Sequence[Line], *, say: Texts) -> ChoiceSetInput:
    # Compact: the rows of a drop-down are plain text, those of an expanded list are read as Markdown.
    return ChoiceSetInput(
        id="unit",
        label=say("level.choose"),
        style="compact",
        choices=[Choice(title=short_name(line, say=say), value=line.unit.code) for line in lines],
        placeholder=say("cardresults.choose.placeholder"),
        is_required=True,
        error_message=say("cardresults.choose.required"),
    )


def short_name(line: Line, *, say: Texts) -> str:
    """Name a row where there is no room for a whole group."""
    name, others = line.unit.name(say.language), len(line.members) - 1
    return f"{name} + {say.count('level.more', others)}" if others > 0 else name
