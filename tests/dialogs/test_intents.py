"""What people type is understood in three languages, in any case and with small slips; nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.texts import LANGUAGES
from dialogs.intents import INTENTS, intent_of, linked_unit_in
from dialogs.routes import commands

PHRASES = [
    (intent, phrase)
    for intent, spoken in INTENTS.items()
    for phrases in spoken.values()
    for phrase in phrases
]


@pytest.mark.parametrize(("intent", "phrase"), PHRASES)
def test_every_phrase_is_understood_whatever_its_case_and_punctuation(intent, phrase):
    for said in (phrase, phrase.upper(), f"  {phrase.title()}!! ", f"{phrase}?", phrase.replace(" ", "   ")):
        assert intent_of(said) == intent


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("nayta yksikköni tulokset", "results"),
        ("näytä yksiköni tulokset", "results"),
        ("näytä yksikkni tulokste", "results"),
        ("visa min enhets resulatt", "results"),
        ("show my units results", "results"),
        ("shwo my unit results", "results"),
        ("tuloksett", "results"),
        ("hjälpp", "help"),
        ("sprak", "language"),
        ("mitä esihenkilö näkee", "privacy"),
        ("tarkista komentit", "review"),
        ("granska komentarer", "review"),
        ("Review coments", "review"),
        ("kehittämisuunnitelma", "plan"),
        ("kehittamissuunnitelmaa", "plan"),
        ("utveklingsplan", "plan"),
        ("our developement plan", "plan"),
    ],
)
def test_small_slips_are_forgiven(said, intent):
    assert intent_of(said) == intent


STORIES = (
    "en näytä tuloksia kenellekään",
    "there were many questions about trust today",
    "the results were awful today",
)
NO_COMMANDS = (
    "",
    "   ",
    "?",
    "ok",
    "he",
    "kiitos paljon",
    "avaa ikkuna",
    "öppna fönstret",
)


@pytest.mark.parametrize("said", [*NO_COMMANDS, *STORIES, "x" * 500])
def test_other_words_are_not_taken_for_a_command(said):
    assert intent_of(said) is None


@given(st.text())
def test_no_text_breaks_the_reading(said):
    assert intent_of(said) in {None, *INTENTS}


def test_no_phrase_means_two_things():
    meant: dict[str, set[str]] = {}
    for intent, phrase in PHRASES:
        meant.setdefault(phrase, set()).add(intent)
    assert {phrase: intents for phrase, intents in meant.items() if len(intents) > 1} == {}


_FOR_A_FEW = {
    "choose",
    "review",
    "status",
    "plans",
    "clock",
    "directory",
    "deputies",
    "audit",
    "pulse",
    "connections",
}


def test_teams_offers_the_first_phrase_of_every_intent_that_is_for_everybody():
    for_everybody = [spoken for intent, spoken in INTENTS.items() if intent not in _FOR_A_FEW]
    for command, spoken in zip(commands(), for_everybody, strict=True):
        assert [command.title.say(language) for language in LANGUAGES] == [
            spoken[language][0] for language in LANGUAGES
        ]
        assert intent_of(command.title.fi) == intent_of(command.title.sv) == intent_of(command.title.en)


@pytest.mark.parametrize(
    ("said", "unit"),
    [
        ("liitä kanava", ""),
        ("liitä kanava yksikköön", ""),
        ("Liitä kanava Kotihoito", "kotihoito"),
        ("koppla kanal Hemvården", "hemvarden"),
        ("link channel K1!", "k1"),
        ("link unit Home care 2", "home care 2"),
        ("liita kanva kirjasto", "kirjasto"),
    ],
)
def test_the_unit_that_a_channel_shall_be_linked_to_follows_the_words_for_it(said, unit):
    assert intent_of(said) == "link"
    assert linked_unit_in(said) == unit


@pytest.mark.parametrize("said", ["kanava on hiljaa tänään", "here is a link to the survey", "link", "liitä"])
def test_talk_of_channels_and_links_links_nothing(said):
    assert intent_of(said) != "link"
