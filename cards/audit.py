"""The audit log in plain words: who did what, a page at a time, and whether the log is whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo

from microsoft_teams.cards import Action, CardElement, Choice, ChoiceSetInput

from cards.audit_kinds import ACTIONS, KINDS
from cards.elements import Card, box, buttons, card, execute, heading, line, paragraph, small, title
from locales import Texts, texts

VERB: Final = "admin.audit"
LINES_A_PAGE: Final = 12

Period = Literal["day", "week", "month", "year", "all"]
PERIODS: Final[tuple[Period, ...]] = get_args(Period)
EVERYTHING: Final = "all"
ABOUT: Final = (EVERYTHING, *KINDS)


@dataclass(frozen=True, slots=True)
class Told:
    """A line: when, who and what it is about in words, and the action."""

    at: datetime
    who: str
    action: str
    about: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether the log is whole: when it was verified last, and the first line that is wrong, if any is."""

    verified_at: datetime | None
    broken_line: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of lines about something; `older` is the number before which there are more, or nothing."""

    lines: Sequence[Told]
    about: str
    period: str
    older: int | None
    is_newest: bool


def audit_card(shown: Shown, standing: Standing, *, zone: ZoneInfo, language: str) -> Card:
    """Show a page of the log, and let others be chosen."""
    say = texts(language)
    body: list[CardElement] = [
        title(say("cardaudit.heading")),
        small(say("cardaudit.what")),
        *_standing(standing, say=say, zone=zone),
        _choice("about", ABOUT, shown.about, say=say),
        _choice("period", PERIODS, shown.period, say=say),
        buttons([execute(say("cardaudit.show"), VERB, inputs="auto")]),
        heading(say(f"cardaudit.kind.{shown.about}")),
        *(_line(each, say=say, zone=zone) for each in shown.lines),
    ]
    if not shown.lines:
        body.append(paragraph(say("cardaudit.none")))
    ways = _ways(shown, say=say)
    return card([*body, *([buttons(ways)] if ways else [])], language=language)


def broken_card(broken_line: int, *, language: str) -> Card:
    """Tell that the log has been changed."""
    say = texts(language)
    body: list[CardElement] = [
        title(say("cardaudit.news.heading")),
        box([paragraph(_broken(broken_line, say=say))], tone="attention"),
        paragraph(say("cardaudit.news.next")),
        buttons([execute(say("cardaudit.open"), VERB)]),
    ]
    return card(body, language=language)


def _standing(standing: Standing, *, say: Texts, zone: ZoneInfo) -> list[CardElement]:
    if standing.verified_at is None:
        return [small(say("cardaudit.not_verified"))]
    moment = say.moment(standing.verified_at, zone)
    if standing.broken_line is None:
        return [small(say("cardaudit.holds", moment=moment))]
    said = [
        paragraph(_broken(standing.broken_line, say=say)),
        small(say("cardaudit.verified", moment=moment)),
    ]
    return [box(said, tone="attention")]


def _broken(line_number: int, *, say: Texts) -> str:
    return say("cardaudit.broken", line=line_number) if line_number else say("cardaudit.cut_off")


def _line(told: Told, *, say: Texts, zone: ZoneInfo) -> CardElement:
    did = say("cardaudit.did.other", action=told.action)
    if told.action in ACTIONS:
        did = say(f"cardaudit.did.{told.action}")
    words = say("cardaudit.about", did=did, about=told.about) if told.about else did
    return line(words, note=f"{say.moment(told.at, zone)} · {told.who}")


def _choice(name: str, values: Sequence[str], chosen: str, *, say: Texts) -> ChoiceSetInput:
    topic = "kind" if name == "about" else name
    return ChoiceSetInput(
        id=name,
        label=say(f"cardaudit.choose.{name}"),
        style="compact",
        choices=[Choice(title=say(f"cardaudit.{topic}.{each}"), value=each) for each in values],
        value=chosen,
        is_required=True,
        error_message=say(f"cardaudit.choose.{name}"),
    )


def _ways(shown: Shown, *, say: Texts) -> list[Action]:
    data = {"about": shown.about, "period": shown.period}
    ways: list[Action] = []
    if shown.older is not None:
        ways.append(execute(say("cardaudit.older"), VERB, data={**data, "page": str(shown.older)}))
    if not shown.is_newest:
        ways.append(execute(say("cardaudit.newest"), VERB, data=data))
    return ways
