"""The cards of a team's meeting and of its channel with made-up data, for the gallery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from cards.agenda import Around, Forms, agenda_card, choose_agenda_card, held_card, posted_agenda_card
from cards.channel import Linking, how_card, let_go_card, link_card, linked_card
from cards.elements import Card
from cards.meeting import Basis, Team, leaders_meeting, teams_meeting
from cards.samples import UNITS, made_up
from cards.welcome import help_card
from content.guides import load_guides
from content.instrument import Instrument
from followups.agenda import FORMS, Form, agenda

InLanguage = Callable[[str], Card]

_DUE: Final = date(2026, 11, 27)
_HELD: Final = date(2026, 11, 20)
_OPEN: Final = Around(_DUE, link="linked")
_MANY: Final = tuple(
    replace(UNITS[6], code=f"K{number}", name_fi=f"Päiväkoti numero {number}") for number in range(100, 170)
)


def agenda_cards(instruments: Mapping[str, Instrument]) -> dict[str, InLanguage]:
    """Give every such card: name -> builder."""
    return {**_agendas(instruments), **_channels()}


def _agendas(instruments: Mapping[str, Instrument]) -> dict[str, InLanguage]:
    guides = load_guides()

    def basis(name: str) -> Basis:
        published = made_up(name).published
        return Basis(published, instruments[published.instrument], guides)

    def led(name: str, form: Form, staff: int, around: Around = _OPEN) -> InLanguage:
        team = Team(made_up(name).unit, staff, 3)
        meeting = leaders_meeting(form, team=team, basis=basis(name))
        return lambda language: agenda_card(meeting, around, language=language)

    def posted(form: Form, staff: int) -> InLanguage:
        meeting = teams_meeting(form, team=Team(UNITS[2], staff, 3), basis=basis("poor"))
        return lambda language: posted_agenda_card(meeting, language=language)

    return {
        "agenda-results": led("middling", "results", 12),
        "agenda-results-good": led("good", "results", 2, Around(_DUE, link="none")),
        "agenda-results-poor": led("poor", "results", 60, Around(_DUE, link="broken")),
        "agenda-results-held": led("good", "results", 7, Around(_DUE, _HELD, link="linked")),
        "agenda-results-group": led("group", "results", 4, replace(_OPEN, is_shared=True)),
        "agenda-choosing": led("middling", "choosing", 7),
        "agenda-workshop": led("poor", "workshop", 7),
        "agenda-workshop-large": led("middling", "workshop", 60),
        "agenda-no-staff": led("whole", "results", 0),
        **{f"agenda-posted-{form}": posted(form, 12) for form in FORMS},
        "agenda-choose": _choose(Around(_DUE)),
        "agenda-choose-held": _choose(Around(_DUE, _HELD)),
        "agenda-held": lambda language: held_card(UNITS[2], "made-up", day=_HELD, language=language),
    }


def _choose(around: Around) -> InLanguage:
    made = tuple(agenda(form, people=12, targets=3) for form in FORMS)
    forms = Forms(UNITS[2], "made-up", made, "choosing" if around.held_on else "results")
    return lambda language: choose_agenda_card(forms, around, language=language)


def _channels() -> dict[str, InLanguage]:
    def link(linking: Linking) -> InLanguage:
        return lambda language: link_card(linking, language=language)

    return {
        "channel-link": link(Linking(offered=UNITS[2:3])),
        "channel-link-few": link(Linking(offered=UNITS[2:])),
        "channel-link-many": link(Linking(offered=_MANY)),
        "channel-unknown": link(Linking(is_unknown=True)),
        "channel-nobody": link(Linking()),
        "channel-belongs": link(Linking(linked=UNITS[2:3])),
        "channel-belongs-own": link(Linking(linked=UNITS[2:4], own=UNITS[2:4], offered=UNITS[4:])),
        "channel-belongs-many": link(Linking(linked=_MANY, own=_MANY)),
        "channel-help": lambda language: help_card(language=language, offers=["questions", "channel"]),
        "channel-linked": lambda language: linked_card(UNITS[2], language=language),
        "channel-let-go": lambda language: let_go_card(UNITS[2], language=language),
        "channel-how": lambda language: how_card(language=language),
    }
