"""What a leader's agenda says, and what the one for everybody leaves out."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.agenda import Around, agenda_card, posted_agenda_card
from cards.agenda_words import agenda_in_words, duration_in_words
from cards.meeting import Basis, Meeting, Team, leaders_meeting, teams_meeting
from cards.sample_results import QUALITY, QUALITY_RESULTS
from cards.samples import UNITS, as_asked, made_up
from content.guides import load_guides
from content.loader import load_instruments
from content.texts import LANGUAGES
from directory.organisation import Unit
from followups.agenda import FORMS, Form
from locales import texts

INSTRUMENTS = as_asked(load_instruments())
GUIDES = load_guides()
AROUND = Around(date(2026, 11, 27))
FORM = st.sampled_from(FORMS)
LANGUAGE = st.sampled_from(LANGUAGES)
TONES = {"good": "Tulos on hyvä", "middling": "Tulos on keskitasoa", "poor": "Tulos on heikko"}


def basis(name: str) -> Basis:
    published = made_up(name).published
    return Basis(published, INSTRUMENTS[published.instrument], GUIDES)


def led(name: str, form: Form = "results", *, staff: int = 12) -> Meeting:
    return leaders_meeting(form, team=Team(UNITS[2], staff, 3), basis=basis(name))


def told(name: str, form: Form = "results", *, staff: int = 12, unit: Unit = UNITS[2]) -> Meeting:
    return teams_meeting(form, team=Team(unit, staff, 3), basis=basis(name))


def written(card: object) -> str:
    return json.dumps(card, ensure_ascii=False)


@pytest.mark.parametrize("name", TONES)
def test_a_leader_reads_how_to_take_the_result(name):
    said = written(agenda_card(led(name), AROUND, language="fi"))
    assert TONES[name] in said
    assert ("kriisi, joka on hoidettava ensin" in said) == (name == "poor")
    assert ("tiivis seuranta" in said) == (name == "poor")
    assert ("Iloitkaa ja selvittäkää" in said) == (name == "good")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_everybody_reads_is_the_same_after_a_good_and_a_poor_result(form, language):
    by_verdict = {replace(told(name, form), questions=(), wave="") for name in QUALITY_RESULTS}
    assert len(by_verdict) == 1
    said = agenda_in_words(told("poor", form), language=language)
    assert not re.search(r"\d[,.]\d+ ?%|\d+ ?%", said)


def test_questions_for_everybody_do_not_tell_a_strength_from_a_target():
    first = {theme: guide.questions[0] for theme, guide in GUIDES.items()}
    for name in ("good", "middling", "poor"):
        asked = told(name).questions
        assert 2 <= len(asked) <= 3
        assert asked[0] in first.values()


@pytest.mark.parametrize("name", ["good", "middling", "poor"])
def test_two_or_three_questions_stand_at_the_step_where_they_help(name):
    for form, number in (("results", 3), ("choosing", 2), ("workshop", 2)):
        meeting = led(name, form)
        assert 2 <= len(meeting.questions) <= 3
        assert len(set(meeting.questions)) == len(meeting.questions)
        card = agenda_card(meeting, AROUND, language="fi")
        assert f"Kysymyksiä vaiheeseen {number}" in written(card)


def test_a_result_that_raises_nothing_has_no_questions():
    meeting = led("group")
    assert meeting.questions == ()
    assert "Kysymyksiä vaiheeseen" not in written(agenda_card(meeting, AROUND, language="fi"))


@pytest.mark.parametrize("staff", [0, 1])
def test_where_nobody_works_no_number_of_people_is_said(staff):
    said = agenda_in_words(led("whole", staff=staff), language="fi")
    assert "hengelle" not in said
    assert "Aikaa menee 45 min" in said


@given(form=FORM, staff=st.integers(0, 200), language=LANGUAGE, name=st.sampled_from(list(QUALITY_RESULTS)))
@settings(max_examples=40, deadline=None)
def test_every_agenda_of_every_team_fits_and_says_everything(form, staff, language, name):
    long = "👩‍🚒 <b>*x*</b> [y](http://a) \N{RIGHT-TO-LEFT OVERRIDE}{unit}".ljust(60, "ö")
    unit = Unit("K1", None, "u", long, long, long)
    meeting = leaders_meeting(form, team=Team(unit, staff, staff % 5), basis=basis(name))
    for card in (
        agenda_card(meeting, replace(AROUND, is_shared=True, link="broken"), language=language),
        posted_agenda_card(told(name, form, staff=staff, unit=unit), language=language),
    ):
        assert len(written(card).encode()) < 28_000
    said = agenda_in_words(meeting, language=language)
    assert long in said
    assert len(re.findall(r"^\d+\. ", said, re.MULTILINE)) == len(meeting.agenda.steps)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(25, "25 min"), (60, "60 min"), (120, "2 h"), (195, "3 h 15 min"), (90, "1 h 30 min")],
)
def test_long_meetings_are_told_in_hours(minutes, said):
    assert duration_in_words(minutes, say=texts("fi")) == said


def test_the_quality_instrument_is_the_one_with_a_verdict():
    assert led("good").verdict == "good"
    assert INSTRUMENTS[QUALITY].has_index
