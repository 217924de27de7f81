"""A team's meeting about its result: its agenda, and questions that help; for its leader, and for all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Final

from content.guide import TALKS, Guide, Question
from content.instrument import Instrument
from directory.organisation import Unit
from followups.agenda import FORMS, SMALLEST_GROUP, Agenda, Form, Verdict, agenda
from scoring.disclosure import Published
from scoring.findings import verdict
from scoring.themes import raised_themes

MOST_QUESTIONS: Final = 3
ASKED_AT: Final[Mapping[Form, str]] = {"results": "background", "choosing": "alone", "workshop": "stations"}
"""At which step of each meeting the guiding questions help."""
_UNKNOWN: Final = 8
_VERDICTS: Final[Mapping[str, Verdict]] = {"good": "good", "middling": "middling", "poor": "poor"}


@dataclass(frozen=True, slots=True)
class Team:
    """The unit that meets: how many `staff` work there, and for how many targets."""

    unit: Unit
    staff: int
    targets: int


@dataclass(frozen=True, slots=True)
class Basis:
    """What a meeting is made from: a result, what was asked, and the questions that there are."""

    published: Published
    instrument: Instrument
    guides: Mapping[str, Guide]


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of a unit about the result of a wave; without a verdict where everybody may read it."""

    unit: Unit
    wave: str
    staff: int
    agenda: Agenda
    questions: tuple[Question, ...]
    verdict: Verdict | None = None


def leaders_meeting(form: Form, *, team: Team, basis: Basis) -> Meeting:
    """Give the meeting as whoever leads the unit sees it: fitted to what the result is like."""
    published, instrument = basis.published, basis.instrument
    tone = verdict(published.index, published.factors) if instrument.has_index else None
    known = _VERDICTS.get(tone or "")
    made = agenda(form, people=_people(team), targets=team.targets, verdict=known)
    asked = _pick(basis.guides, raised_themes(published, instrument=instrument))
    return Meeting(team.unit, published.wave, team.staff, made, asked, known)


def teams_meeting(form: Form, *, team: Team, basis: Basis) -> Meeting:
    """Give the meeting as it may be posted: the same themes, in an order that tells nothing of the result."""
    raised = raised_themes(basis.published, instrument=basis.instrument)
    made = agenda(form, people=_people(team), targets=team.targets)
    asked = _pick(basis.guides, {theme: () for theme in TALKS if theme in raised})
    return Meeting(team.unit, basis.published.wave, team.staff, made, asked)


def agendas(team: Team) -> tuple[Agenda, ...]:
    """Give all the meetings that there are for a unit."""
    return tuple(agenda(form, people=_people(team), targets=team.targets) for form in FORMS)


def _people(team: Team) -> int:
    """Count who meets: in a unit where nobody works those who lead below it, as many as two tables have."""
    return team.staff if team.staff >= SMALLEST_GROUP else _UNKNOWN


def _pick(guides: Mapping[str, Guide], raised: Mapping[str, Collection[str]]) -> tuple[Question, ...]:
    """Take a question of each theme in turn, those that fit it best first."""
    by_theme = (guides[theme].fitted(picks).questions for theme, picks in raised.items() if theme in guides)
    in_turn = (each for row in zip_longest(*by_theme) for each in row if each is not None)
    return tuple(islice(in_turn, MOST_QUESTIONS))
