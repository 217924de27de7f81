"""The questionnaires that come with the product are whole, short and in plain words."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations, product

import pytest

from content.asked import part_of, with_targets
from content.instrument import CAPABILITIES, FACTORS, THEME_OF, THEMES
from content.loader import SHIPPED, load_instruments
from content.texts import LANGUAGES

INSTRUMENTS = load_instruments()
GRID = INSTRUMENTS["tyoelaman-laatu"]
FIILIS = INSTRUMENTS["fiilis"]
PULSE = INSTRUMENTS["tyoelaman-laatu-pulssi"]
# The pulse repeats the statements of the long form, which a test of its own compares.
EVERY_ITEM = [item for instrument in INSTRUMENTS.values() if instrument != PULSE for item in instrument.items]
LONGEST = 120
OWN_LANGUAGE = {"fi": "äö", "sv": "åäö"}


def test_every_file_shipped_is_loaded():
    assert (
        sorted(INSTRUMENTS)
        == sorted(path.stem for path in SHIPPED.glob("*.toml"))
        == [
            "enps",
            "fiilis",
            "johtaminen",
            "kohteet",
            "kuormitus",
            "tyoelaman-laatu",
            "tyoelaman-laatu-pulssi",
        ]
    )


def test_quality_of_working_life_asks_every_capability_of_every_factor_once():
    cells = [(item.capability, item.factor) for item in GRID.items]
    assert len(cells) == 15
    assert sorted(cells) == sorted(product(CAPABILITIES, FACTORS))
    assert GRID.has_index


def test_the_items_of_quality_of_working_life_are_named_by_their_cell():
    assert [item.id for item in GRID.items] == [f"{item.capability}-{item.factor}" for item in GRID.items]


@pytest.mark.parametrize(
    ("theme", "cells"),
    [
        ("trust", {"leadership-safety", "supervision-safety", "supervision-belonging"}),
        ("belonging", {"leadership-belonging", "culture-safety", "culture-belonging"}),
        ("capability", {"competence-safety", "competence-belonging", "competence-purpose"}),
        ("autonomy", {"leadership-purpose", "supervision-purpose", "culture-purpose"}),
        ("processes", {"processes-safety", "processes-belonging", "processes-purpose"}),
    ],
)
def test_a_theme_gathers_three_items(theme, cells):
    assert {item.id for item in GRID.items if item.theme == theme} == cells


def test_every_cell_has_a_theme_and_every_theme_a_cell():
    assert set(THEME_OF) == set(product(CAPABILITIES, FACTORS))
    assert set(THEME_OF.values()) == set(THEMES)


COMMENTED = [instrument for instrument in INSTRUMENTS.values() if instrument.comment]


def test_three_instruments_invite_a_comment():
    assert [instrument.id for instrument in COMMENTED] == ["enps", "johtaminen", "tyoelaman-laatu"]


@pytest.mark.parametrize("instrument", COMMENTED, ids=lambda instrument: instrument.id)
def test_an_invited_comment_warns_of_names_and_health(instrument):
    for language, words in {
        "fi": ("nimet", "terveys"),
        "sv": ("namn", "hälsa"),
        "en": ("names", "health"),
    }.items():
        assert all(word in instrument.comment.say(language) for word in words)


def test_the_pulse_has_the_statements_of_the_long_form_word_for_word():
    assert PULSE.items == GRID.items
    assert PULSE.scales == GRID.scales
    assert PULSE.dont_know == GRID.dont_know


def test_the_parts_of_the_pulse_follow_the_grid():
    for number, part in enumerate(PULSE.rotation):
        assert set(part) == {
            f"{CAPABILITIES[(2 * (number + place) + step) % 5]}-{factor}"
            for place, factor in enumerate(FACTORS)
            for step in (0, 1)
        }
        assert list(part) == [name for name in GRID.item_ids if name in part]


def test_three_parts_of_the_pulse_ask_everything():
    assert len(PULSE.rotation) == 3
    assert {name for part in PULSE.rotation for name in part} == set(GRID.item_ids)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_part_of_the_pulse_asks_each_factor_twice_and_each_capability(number):
    part = part_of(PULSE, number)
    assert Counter(item.factor for item in part.items) == dict.fromkeys(FACTORS, 2)
    assert {item.capability for item in part.items} == set(CAPABILITIES)
    assert part.form == PULSE.form == "short"


def test_the_measure_of_leadership_has_a_core_of_three_and_eight_factors():
    leadership = INSTRUMENTS["johtaminen"]
    kinds = Counter(name.partition("-")[0] for name in leadership.item_ids)
    assert kinds == {"core": 3, "factor": 8}
    assert {item.theme for item in leadership.items} == set(THEMES)
    assert leadership.form is None


def test_the_check_of_targets_asks_of_each_target_and_then_one_statement():
    check = INSTRUMENTS["kohteet"]
    assert [item.for_each for item in check.items] == ["target", None]
    asked = with_targets(check, ["Kokoukset lyhenevät", "Perehdytys"])
    assert asked.item_ids == ("target-1", "target-2", "talked-together")


def test_the_question_on_strain_is_sensitive_and_high_is_bad():
    strain = INSTRUMENTS["kuormitus"]
    (question,) = strain.items
    assert question.sensitive
    assert question.reversed
    assert strain.smallest_group == 7
    assert {name for name, each in INSTRUMENTS.items() if each.smallest_group != 5} == {"kuormitus"}
    assert [item.id for item in EVERY_ITEM if item.reversed] == ["strain"]


def test_the_recommendation_is_asked_from_zero_to_ten_with_words_at_the_ends():
    enps = INSTRUMENTS["enps"]
    (question,) = enps.items
    scale = enps.scale_of(question)
    assert (question.measure, scale.first) == ("enps", 0)
    for language in LANGUAGES:
        labels = [label.say(language) for label in scale.labels]
        assert labels[1:-1] == [str(figure) for figure in range(1, 10)]
        assert re.fullmatch(r"0 \W \D+", labels[0])
        assert re.fullmatch(r"10 \W \D+", labels[-1])


def test_the_recommendation_carries_the_note_of_the_trademark():
    assert [name for name, instrument in INSTRUMENTS.items() if instrument.note] == ["enps"]
    note = INSTRUMENTS["enps"].note
    for language in LANGUAGES:
        for owned in (
            "Net Promoter Score",
            "NPS",
            "Bain & Company, Inc.",
            "NICE Systems, Inc.",
            "Fred Reichheld",
        ):
            assert owned in note.say(language)


def test_the_mood_pulse_asks_two_questions_on_scales_of_their_own():
    assert FIILIS.item_ids == ("mood", "service")
    assert [FIILIS.scale_of(item).id for item in FIILIS.items] == ["mood", "service"]
    assert not FIILIS.has_index
    assert FIILIS.comment is None


@pytest.mark.parametrize("item", EVERY_ITEM, ids=lambda item: item.id)
@pytest.mark.parametrize("language", LANGUAGES)
class TestAnItem:
    def test_fits_on_a_phone(self, language, item):
        assert len(item.text.say(language)) <= LONGEST

    def test_is_one_sentence(self, language, item):
        assert re.fullmatch(r"[A-ZÄÖÅ][^.?!]*[.?]", item.text.say(language))

    def test_is_said_without_not(self, language, item):
        negations = {
            "fi": r"\b(en|ei|emme|älä|ilman)\b",
            "sv": r"\b(inte|ingen|utan)\b",
            "en": r"\b(not|no|never|without)\b",
        }
        assert not re.search(negations[language], item.text.say(language).casefold())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_items_sound_alike(language):
    for one, other in combinations(EVERY_ITEM, 2):
        mine, yours = (set(re.findall(r"\w+", item.text.say(language).casefold())) for item in (one, other))
        assert len(mine & yours) / len(mine | yours) < 0.5, (one.id, other.id)


@pytest.mark.parametrize("instrument", INSTRUMENTS.values(), ids=lambda instrument: instrument.id)
def test_the_three_languages_are_three_languages(instrument):
    texts = (instrument.name, instrument.intro, instrument.comment, instrument.note)
    for text in (*filter(None, texts), *(item.text for item in instrument.items)):
        assert len({text.fi, text.sv, text.en}) == 3
    for language, letters in OWN_LANGUAGE.items():
        assert set(letters) & set("".join(item.text.say(language) for item in instrument.items))
