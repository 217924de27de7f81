"""HR's cards about surveys: room for a large county, and a preview on which nothing answers."""

from __future__ import annotations

import json
from dataclasses import replace

from cards.gallery import gallery
from cards.gallery_waves import CLOSES, ZONE
from cards.privacy import privacy_card
from cards.survey import survey_card
from cards.wave_form import Form, form_card, that_fit
from cards.wave_preview import preview_card
from content.loader import load_instruments
from content.texts import LANGUAGES
from delivery.guards import LARGEST_MESSAGE
from directory.organisation import Unit
from tests.conversations.hr_desk import FORM, data_of
from tests.conversations.people import inputs, words

AREAS = 40
UNITS = 50
NAME = "Kotihoidon ja palveluasumisen yksikkö"


def county() -> list[Unit]:
    """Give two thousand units in tree order, each area before its units."""
    root = Unit("H", None, "hyvinvointialue", "Alue", "Område", "County")
    units = [root]
    for area in range(AREAS):
        code = f"H{area}"
        units.append(Unit(code, "H", "vastuualue", f"Alue {area}", f"Område {area}", f"Area {area}"))
        units += [Unit(f"{code}-{n}", code, "yksikkö", f"{NAME} {n}", "", "") for n in range(UNITS)]
    return units


def test_of_a_county_the_upper_units_fit_and_others_are_written_by_name():
    units = county()
    for language in LANGUAGES:
        kept = that_fit(units, language)
        assert {unit.code for unit in kept} >= {"H", *(f"H{area}" for area in range(AREAS))}
        assert [unit for unit in units if unit in kept] == kept, "in tree order"
        asks = {each.id: each.name.say(language) for each in load_instruments().values()}
        form = Form(FORM, asks, kept, is_whole=False, zone=ZONE)
        card = form_card(form, language=language)
        assert {"unit", "unit_name"} <= set(inputs(card))
        assert len(json.dumps(card, ensure_ascii=False).encode()) < LARGEST_MESSAGE


def test_of_a_town_all_units_are_there_to_choose_from():
    units = county()[:20]
    assert that_fit(units, "fi") == units


def test_nothing_on_a_preview_answers():
    instrument = load_instruments()["tyoelaman-laatu"]
    for language in LANGUAGES:
        form = survey_card(instrument, wave_id="", k=5, closes=CLOSES, zone=ZONE, language=language)
        card = preview_card(form, language=language)
        assert inputs(card) == inputs(form)
        assert "Action" not in json.dumps(card)


def test_the_summary_sends_all_that_was_typed_with_every_button():
    card = gallery()["pulse-outlook-large"]["fi"]
    for verb in ("waves.open", "waves.new", "waves.preview"):
        assert all(FORM.keys() <= sent.keys() for sent in data_of(card, verb)), verb


def test_the_card_about_privacy_speaks_of_comments_where_there_are_any():
    for language in LANGUAGES:
        every, some = (privacy_card(k=5, language=language, has_comments=each) for each in (True, False))
        assert len(every["body"]) == len(some["body"]) + 2
        assert words(some) != words(every)


def test_units_of_one_name_are_told_apart():
    units = [replace(unit, name_fi="Päiväkoti") for unit in county()[:3]]
    form = Form(FORM, {}, units, is_whole=True, zone=ZONE)
    said = json.dumps(form_card(form, language="fi"), ensure_ascii=False)
    assert all(f"Päiväkoti ({unit.code})" in said for unit in units)
