"""Every card with made-up data in every language: what golden tests compare and previews show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final, get_args
from zoneinfo import ZoneInfo

from cards.comments import Deletable, comments_card, deletable_comments_card, review_card
from cards.elements import Card, card, plain
from cards.gallery_agenda import agenda_cards
from cards.gallery_audit import audit_cards
from cards.gallery_choose import choose_cards
from cards.gallery_connections import connection_cards
from cards.gallery_deputies import deputy_cards
from cards.gallery_details import details
from cards.gallery_directory import directory_cards
from cards.gallery_exports import export_cards
from cards.gallery_follow_up import follow_up_cards
from cards.gallery_guides import guide_cards
from cards.gallery_levels import level_cards
from cards.gallery_personal import personal_cards
from cards.gallery_plan import plan_cards
from cards.gallery_roster import roster_cards
from cards.gallery_shared import shared_cards
from cards.gallery_waves import wave_cards
from cards.gallery_year import year_cards
from cards.named import Named
from cards.notices import NOTICES, found_sentence, notice_card, pending_card, reminder_card
from cards.open_wave import OpenWave
from cards.privacy import privacy_card
from cards.receipt import receipt_card
from cards.reminders import reminders_card
from cards.result_actions import Offer
from cards.results import result_card
from cards.sample_results import MOOD, QUALITY, RECOMMEND, STRAIN, TARGETS
from cards.sample_waves import STANDINGS
from cards.samples import COMMENTS, HELD, MADE_UP, UNITS, as_asked, made_up
from cards.survey import survey_card
from cards.units import choose_unit_card
from cards.waves import status_card
from cards.welcome import help_card, welcome_card
from content.instrument import Instrument
from content.loader import load_instruments
from content.personal_data import Kind
from content.texts import LANGUAGES
from followups.reminders import Whom
from scoring.figures import Figure

WAVE: Final = "0d9f6f0e-made-up"
CLOSES: Final = datetime(2026, 11, 13, 14, 0, tzinfo=UTC)
ZONE: Final = ZoneInfo("Europe/Helsinki")
K: Final = 5
OPEN: Final = {
    "": OpenWave(CLOSES),
    "-about": OpenWave(CLOSES, date(2026, 11, 9), Figure(45.0)),
    "-few": OpenWave(CLOSES, date(2026, 11, 9), Figure(10.0, "<")),
    "-most": OpenWave(CLOSES, date(2026, 11, 9), Figure(90.0, ">")),
}
"""Open waves by what is told of how many have answered."""
NEXT: Final = OpenWave(datetime(2027, 2, 12, 14, 0, tzinfo=UTC), date(2027, 2, 9), Figure(45.0))
"""A wave that is open while a result of an earlier one is shown."""

InLanguage = Callable[[str], Card]


def gallery() -> dict[str, dict[str, Card]]:
    """Build every card: name -> language -> card."""
    instruments = as_asked(load_instruments())
    made: dict[str, InLanguage] = {
        **_surveys(instruments),
        **_results(instruments),
        **_notices(instruments),
        **_meetings(),
        **_reviews(instruments),
        **_standings(instruments),
        **guide_cards(),
        **details(instruments, closed_at=CLOSES, zone=ZONE),
        **level_cards(instruments),
        **export_cards(UNITS[0], UNITS[2], wave_id=WAVE),
        **shared_cards(instruments),
        **agenda_cards(instruments),
        **choose_cards(instruments),
        **plan_cards(),
        **personal_cards(),
        **year_cards(instruments),
        **follow_up_cards(instruments),
        **directory_cards(),
        **deputy_cards(),
        **audit_cards(),
        **wave_cards(instruments),
        **connection_cards(),
        **roster_cards(),
    }
    return {name: {language: build(language) for language in LANGUAGES} for name, build in made.items()}


def _surveys(instruments: Mapping[str, Instrument]) -> dict[str, InLanguage]:
    def form(instrument: Instrument) -> InLanguage:
        return lambda language: survey_card(
            instrument,
            wave_id=WAVE,
            k=instrument.smallest_group,
            closes=CLOSES,
            zone=ZONE,
            language=language,
        )

    return {
        "survey-quality": form(instruments[QUALITY]),
        "survey-mood": form(instruments[MOOD]),
        "survey-recommend": form(instruments[RECOMMEND]),
        "survey-strain": form(instruments[STRAIN]),
        "survey-targets": form(instruments[TARGETS]),
        "receipt": lambda language: receipt_card(instruments[QUALITY], language=language),
        "privacy": lambda language: privacy_card(k=K, language=language),
    }


def _results(instruments: Mapping[str, Instrument]) -> dict[str, InLanguage]:
    def result(name: str, open_wave: OpenWave | None = None) -> InLanguage:
        shown = made_up(name)
        return lambda language: result_card(
            shown.published,
            unit=shown.unit,
            named=Named(shown.members, shown.area),
            organisation=shown.organisation,
            instrument=instruments[shown.published.instrument],
            closed_at=CLOSES,
            zone=ZONE,
            language=language,
            open_wave=open_wave,
            offers=get_args(Offer),
        )

    return {
        **{f"result-{name}": result(name) for name in MADE_UP},
        "result-beside-an-open-wave": result(MADE_UP[0], NEXT),
        "comments": lambda language: comments_card(COMMENTS, unit=UNITS[2], language=language),
        "comments-none": lambda language: comments_card([], unit=UNITS[3], language=language),
    }


def _reviews(instruments: Mapping[str, Instrument]) -> dict[str, InLanguage]:
    def review(language: str) -> Card:
        waiting = [replace(each, wave=instruments[each.wave].name.say(language)) for each in HELD]
        return review_card(waiting, left=2, zone=ZONE, language=language)

    shown = [Deletable(f"{number:032x}", text) for number, text in enumerate(COMMENTS)]
    return {
        "review": review,
        "review-none": lambda language: review_card([], left=0, zone=ZONE, language=language),
        "comments-hr": lambda language: deletable_comments_card(shown, unit=UNITS[2], language=language),
        "comments-hr-none": lambda language: deletable_comments_card([], unit=UNITS[3], language=language),
    }


def _standings(instruments: Mapping[str, Instrument]) -> dict[str, InLanguage]:
    def status(language: str) -> Card:
        named = [
            replace(each, instrument=instruments[each.instrument].name.say(language)) for each in STANDINGS
        ]
        return status_card(named, zone=ZONE, language=language)

    return {
        "status": status,
        "status-none": lambda language: status_card([], zone=ZONE, language=language),
    }


def _notices(instruments: Mapping[str, Instrument]) -> dict[str, InLanguage]:
    def notice(key: str) -> InLanguage:
        return lambda language: notice_card(key, language=language)

    def pending(open_wave: OpenWave | None) -> InLanguage:
        return lambda language: pending_card(open_wave, zone=ZONE, language=language)

    def reminder(whom: Whom) -> InLanguage:
        return lambda language: reminder_card(
            instruments[QUALITY], whom=whom, wave_id=WAVE, closes=CLOSES, zone=ZONE, language=language
        )

    def found(key: str, *kinds: Kind) -> InLanguage:
        # Said beside the pressed form, which stays; here it stands alone.
        return lambda language: card(
            [plain(found_sentence(key, kinds, language=language))], language=language
        )

    return {
        "notice-personal-data": found("personal_data", "name", "phone", "email"),
        "notice-identity-code": found("identity_code", "identity-code"),
        **{f"notice-{key.replace('_', '-')}": notice(key) for key in NOTICES},
        **{f"pending-open{name}": pending(wave) for name, wave in OPEN.items()},
        "pending-never": pending(None),
        "reminder": reminder("all"),
        "reminder-unanswered": reminder("unanswered"),
    }


def _meetings() -> dict[str, InLanguage]:
    return {
        "welcome": lambda language: welcome_card(
            language=language, offers=["next", "privacy", "settings", "language"]
        ),
        "help-employee": lambda language: help_card(
            language=language, offers=["survey", "next", "privacy", "settings", "language"], wave_id=WAVE
        ),
        "help-supervisor": lambda language: help_card(
            language=language, offers=["survey", "next", "results", "plan", "language"], wave_id=WAVE
        ),
        "help-hr": lambda language: help_card(
            language=language, offers=["next", "results", "status", "review", "language"]
        ),
        "help-in-company": lambda language: help_card(language=language, offers=["questions"]),
        "reminders": lambda language: reminders_card(paused_until=None, language=language),
        "reminders-paused": lambda language: reminders_card(paused_until=CLOSES.date(), language=language),
        "choose-few-units": lambda language: choose_unit_card(UNITS[2:5], language=language),
        "choose-many-units": lambda language: choose_unit_card(UNITS, language=language),
    }
