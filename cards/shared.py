"""A result as the people of a unit get it: its main points, never comments, distributions or comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from microsoft_teams.cards import Action, CardElement

from cards.elements import (
    Card,
    Cell,
    box,
    card,
    execute,
    heading,
    paragraph,
    plain,
    plain_name,
    small,
    table,
    title,
)
from cards.figures import CLASSES
from cards.findings import picks_part
from cards.verdict import verdict_part
from content.instrument import Instrument
from directory.organisation import Unit
from locales import Texts, texts
from scoring.disclosure import Published
from scoring.findings import index_class
from scoring.in_words import mean_in_words, percent_in_words
from scoring.sentences import (
    count_in_words,
    item_notes,
    response_in_words,
    whose_in_words,
)


@dataclass(frozen=True, slots=True)
class Team:
    """A result for those who work in `unit`; `members` share a group's, groups have at least `k` answers.

    `has_below` tells that there are units below, whose results are shared on their own.
    """

    published: Published
    unit: Unit
    members: Sequence[Unit]
    instrument: Instrument
    closed_at: datetime
    k: int
    has_below: bool = False


def shared_card(team: Team, *, zone: ZoneInfo, language: str) -> Card:
    """Tell those who work in a unit the main points of its result, and what comes next."""
    return card(_points(team, zone=zone, say=texts(language)), language=language)


def confirm_card(team: Team, *, staff: int, zone: ZoneInfo, language: str) -> Card:
    """Show what `staff` people will get, as they will see it, and ask whether to share it."""
    say = texts(language)
    below = [small(say("shared.confirm.below"))] if team.has_below else []
    asked = [
        paragraph(say.count("shared.confirm.staff", staff)),
        paragraph(say("shared.confirm.left_out")),
        *below,
    ]
    body = [
        title(say("shared.confirm.heading")),
        box(asked, tone="emphasis"),
        *_points(team, zone=zone, say=say),
    ]
    published = team.published
    yes = execute(
        say("shared.confirm.yes"),
        "results.share",
        data={**_names(published), "confirmed": "yes"},
        style="positive",
    )
    return card(body, language=language, actions=[yes, _back(published, say=say)])


def done_card(published: Published, *, unit: Unit, staff: int, language: str) -> Card:
    """Say that the main points leave, and to how many."""
    say = texts(language)
    sentences = [say.count("shared.done.sentence", staff), say("shared.done.next")]
    return _told("shared.done.heading", sentences, published, unit=unit, say=say)


def already_card(published: Published, *, unit: Unit, day: date, language: str) -> Card:
    """Say on which day the same was shared before."""
    say = texts(language)
    sentences = [say("shared.already.sentence", day=say.date(day))]
    return _told("shared.already.heading", sentences, published, unit=unit, say=say)


def nobody_card(published: Published, *, unit: Unit, language: str) -> Card:
    """Say that nobody works in the unit itself, and who shares what with those below."""
    say = texts(language)
    return _told("shared.nobody.heading", [say("shared.nobody.sentence")], published, unit=unit, say=say)


def _points(team: Team, *, zone: ZoneInfo, say: Texts) -> list[CardElement]:
    published, instrument = team.published, team.instrument
    return [
        title(say("shared.team.heading", instrument=instrument.name.say(say.language))),
        plain_name(team.unit.name(say.language)),
        small(say("cardresults.closed", moment=say.moment(team.closed_at, zone))),
        verdict_part(published, instrument=instrument, say=say),
        *_basis(team, say=say),
        *_headline(published, instrument=instrument, say=say),
        *picks_part(published, instrument=instrument, say=say),
        *([small(say("findings.margin.interval"))] if published.margins else []),
        heading(say("shared.team.next")),
        *(
            plain(f"{number}. {say(f'shared.team.{step}')}")
            for number, step in enumerate(("talk", "choose", "plan"), 1)
        ),
        small(say("shared.team.promise", k=team.k)),
    ]


def _basis(team: Team, *, say: Texts) -> list[CardElement]:
    """Tell whose answers these are, how many they are and what part of those asked."""
    published = team.published
    whose, count = whose_in_words(published, say=say), count_in_words(published, say=say)
    # The grade of the rate is left out: it speaks to the supervisor.
    counted = " ".join([count, *response_in_words(published, say=say)[:1]]).strip()
    said: list[CardElement] = [paragraph(whose)] if whose else []
    if published.tier == "group":
        said.append(plain(" + ".join(member.name(say.language) for member in team.members)))
    return [*said, small(counted)] if counted else said


def _headline(published: Published, *, instrument: Instrument, say: Texts) -> list[CardElement]:
    """Show the index with its class, or the mean of each question."""
    if not instrument.has_index:
        return _means(published, instrument=instrument, say=say)
    key = index_class(published.index)
    if published.index is None or key is None:
        return []
    named = Cell(say(f"terms.class.{key}"), note=say(f"cardresults.range.{key}"))
    row = [Cell(percent_in_words(published.index, say), tone=CLASSES[key][1]), named]
    columns = [say("cardresults.index.column"), say("cardresults.index.class")]
    return [heading(say("cardresults.index.heading")), table(columns, [row], widths=[2, 3])]


def _means(published: Published, *, instrument: Instrument, say: Texts) -> list[CardElement]:
    # Without a chart and without what the supervisor's card says of it: that compares with other units.
    rows = [
        [
            Cell(item.text.say(say.language), note=item_notes(item, instrument=instrument, say=say)),
            Cell(mean_in_words(published.items.get(item.id), say)),
        ]
        for item in instrument.items
    ]
    columns = [say("cardresults.items.column"), say("cardresults.column.result")]
    shown = [heading(say("cardresults.items.heading")), table(columns, rows, widths=[5, 2])]
    is_complete = all(published.items.get(item.id) for item in instrument.items)
    return shown if is_complete else [*shown, small(say("cardresults.missing"))]


def _told(key: str, sentences: Sequence[str], published: Published, *, unit: Unit, say: Texts) -> Card:
    body = [title(say(key)), plain_name(unit.name(say.language)), *map(plain, sentences)]
    return card(body, language=say.language, actions=[_back(published, say=say)])


def _back(published: Published, *, say: Texts) -> Action:
    return execute(say("shared.back"), "results.show", data=_names(published))


def _names(published: Published) -> dict[str, str]:
    return {"unit": published.unit, "wave": published.wave}
