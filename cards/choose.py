"""A team's choice as whoever leads the unit opens and watches it: how many are needed, never who or what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from microsoft_teams.cards import Action, CardElement, Choice, ChoiceSetInput

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
from content.instrument import Instrument
from directory.organisation import Unit
from locales import Texts, texts
from scoring.choices import VOTERS, Offered

DAYS: Final = ("1", "3", "7")
"""How many days a vote may last; the first is for a meeting, the last is usual."""
DAYS_INPUT: Final = "days"


@dataclass(frozen=True, slots=True)
class Matter:
    """What a unit chooses from: its result of a wave, `offered` of which is put to the vote `choice`."""

    choice: str
    unit: Unit
    wave: str
    instrument: Instrument
    offered: Offered

    @property
    def where(self) -> dict[str, str]:
        """Give what buttons send that lead on with this result."""
        return {"unit": self.unit.code, "wave": self.wave}

    def text(self, item: str, language: str) -> str:
        """Give an item's text; nothing for an item that the wave did not ask."""
        found = (each.text.say(language) for each in self.instrument.items if each.id == item)
        return next(found, "")


def propose_card(matter: Matter, *, staff: int, language: str) -> Card:
    """Show what `staff` people will be asked, for how long and how secretly, before it leaves."""
    say = texts(language)
    body = [
        *_heads("cardchoose.propose.heading", matter, say=say),
        paragraph(say("cardchoose.propose.intro")),
        *_offered(matter, say=say),
        box(
            [
                paragraph(say.count("cardchoose.propose.staff", staff)),
                small(say("cardchoose.propose.secret")),
            ],
            tone="emphasis",
        ),
        _days(say),
    ]
    yes = execute(
        say("cardchoose.propose.yes"),
        "choose.propose",
        data={**matter.where, "confirmed": "yes"},
        inputs="auto",
        style="positive",
    )
    ways: list[list[Action]] = [
        [yes],
        [agree_button(matter, say=say, label="cardchoose.propose.agree")],
        [_back(matter, say=say)],
    ]
    return card([*body, *(buttons(way) for way in ways)], language=language)


def small_team_card(matter: Matter, *, language: str) -> Card:
    """Say why a team of fewer than five chooses in its meeting."""
    return _told(
        "cardchoose.small.heading",
        ["cardchoose.small.why", "cardchoose.small.next"],
        matter,
        language=language,
    )


def recorded_card(matter: Matter, *, language: str) -> Card:
    """Say that the choice has been recorded without a vote."""
    return _told("cardchoose.recorded.heading", ["cardchoose.recorded.sentence"], matter, language=language)


def standing_card(
    matter: Matter, *, needed: int, closes: datetime, zone: ZoneInfo, language: str, sent: int = 0
) -> Card:
    """Tell how many more are needed to count a vote, 0 when it can be counted; `sent` tells of its start."""
    say = texts(language)
    ready = (
        say.count("cardchoose.standing.needed", needed) if needed > 0 else say("cardchoose.standing.ready")
    )
    body = [
        *_heads("cardchoose.standing.heading", matter, say=say),
        *([paragraph(say.count("cardchoose.standing.sent", sent))] if sent else []),
        paragraph(ready),
        small(say("cardchoose.standing.closes", moment=say.moment(closes, zone))),
        *([] if needed > 0 else [small(say("cardchoose.standing.once"))]),
    ]
    refresh = execute(say("cardchoose.standing.refresh"), "choose.propose", data=matter.where)
    count = execute(
        say("cardchoose.standing.count"), "choose.sum", data={"choice": matter.choice}, style="positive"
    )
    ways: list[list[Action]] = [[refresh] if needed > 0 else [count], [agree_button(matter, say=say)]]
    return card([*body, *(buttons(way) for way in ways)], language=language)


def team_standing_card(matter: Matter, *, needed: int, language: str) -> Card:
    """Tell a meeting how many more are needed to count its vote; nobody has a button there."""
    say = texts(language)
    ready = say.count("cardchoose.standing.needed", needed) if needed > 0 else say("cardchoose.meeting.ready")
    return card(
        [*_heads("cardchoose.standing.heading", matter, say=say), paragraph(ready)], language=language
    )


def agree_button(matter: Matter, *, say: Texts, label: str = "cardchoose.agree.open") -> Action:
    """Give the button to the form that records what was agreed."""
    return execute(say(label), "choose.agree", data=matter.where)


def needed_of(answered: int) -> int:
    """Say how many more are needed: nothing of how many have answered from five on."""
    return max(0, VOTERS - answered)


def listed(words: Iterable[str]) -> list[CardElement]:
    """List words that people may have written."""
    return [plain(f"• {each}") for each in words]


def _heads(key: str, matter: Matter, *, say: Texts) -> list[CardElement]:
    return [title(say(key)), plain_name(matter.unit.name(say.language))]


def _offered(matter: Matter, *, say: Texts) -> list[CardElement]:
    told = {
        "strengths": matter.offered.strengths,
        "targets": matter.offered.targets,
    }
    parts: list[CardElement] = []
    for kind, items in told.items():
        parts.append(heading(say(f"cardchoose.offered.{kind}")))
        parts += _items(items, matter, say=say) or [small(say("cardchoose.offered.none"))]
    return parts


def _items(items: Sequence[str], matter: Matter, *, say: Texts) -> list[CardElement]:
    return listed(matter.text(item, say.language) for item in items)


def _days(say: Texts) -> ChoiceSetInput:
    return ChoiceSetInput(
        id=DAYS_INPUT,
        label=say("cardchoose.days.label"),
        style="expanded",
        choices=[Choice(title=say(f"cardchoose.days.{days}"), value=days) for days in DAYS],
        value=DAYS[-1],
        is_required=True,
        error_message=say("cardchoose.days.required"),
        wrap=True,
    )


def _told(head: str, sentences: Sequence[str], matter: Matter, *, language: str) -> Card:
    say = texts(language)
    body = [
        *_heads(head, matter, say=say),
        *(paragraph(say(each)) for each in sentences),
        buttons([agree_button(matter, say=say)]),
        buttons([_back(matter, say=say)]),
    ]
    return card(body, language=language)


def _back(matter: Matter, *, say: Texts) -> Action:
    return execute(say("cardchoose.back"), "results.show", data=matter.where)
