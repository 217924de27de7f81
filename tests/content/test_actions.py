"""Ideas for actions: those that are shipped are small and for every theme; a wrong file is refused."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from content.actions import SHIPPED, BadActions, load_actions
from content.checking_values import LONGEST
from content.instrument import CAPABILITIES, THEMES
from content.loader import Kind, Problem
from content.texts import LANGUAGES

ACTIONS = load_actions()
FEWEST = 5
BEGINNINGS = {"fi": r"[A-ZÄÖ]\w*mme\b", "sv": r"Vi\b", "en": r"We\b"}


def test_every_theme_has_a_file_of_its_own():
    assert (
        {path.stem for path in SHIPPED.glob("*.toml")} == {action.theme for action in ACTIONS} == set(THEMES)
    )


def test_there_are_enough_ideas_for_every_theme_and_every_capability():
    themes = Counter(action.theme for action in ACTIONS)
    capabilities = Counter(action.capability for action in ACTIONS)
    assert all(themes[theme] >= FEWEST for theme in THEMES)
    assert all(capabilities[capability] >= FEWEST for capability in CAPABILITIES)


def test_every_theme_can_be_taken_on_by_way_of_every_capability():
    assert {(action.theme, action.capability) for action in ACTIONS} == {
        (theme, capability) for theme in THEMES for capability in CAPABILITIES
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: f"{action.theme}-{action.id}")
def test_an_idea_is_one_short_sentence_about_what_we_do(action, language):
    said = action.text.say(language)
    assert len(said) <= LONGEST
    assert re.fullmatch(r"[A-ZÄÖÅ][^.?!{}<>*_\[\]`]*\.", said)
    assert re.match(BEGINNINGS[language], said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_ideas_sound_alike(language):
    for one, other in combinations(ACTIONS, 2):
        mine, yours = (set(re.findall(r"\w+", each.text.say(language).casefold())) for each in (one, other))
        assert len(mine & yours) / len(mine | yours) < 0.5, (one.id, other.id)


WHOLE = """theme = "trust"

[[actions]]
id = "coffee"
capability = "culture"
text = { fi = "Juomme kahvit yhdessä.", sv = "Vi dricker kaffe ihop.", en = "We have coffee together." }

[[actions]]
id = "one-place"
capability = "processes"
text = { fi = "Kirjaamme asiat.", sv = "Vi skriver upp saker.", en = "We write things down." }
"""


def written(folder: Path, text: str, name: str = "trust") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_folder_of_ones_own_adds_ideas_and_replaces_those_with_the_same_id(tmp_path):
    written(tmp_path, WHOLE)
    after = load_actions(SHIPPED, tmp_path)
    assert [(a.theme, a.id) for a in after] == [*((a.theme, a.id) for a in ACTIONS), ("trust", "coffee")]
    (replaced,) = (each for each in after if (each.theme, each.id) == ("trust", "one-place"))
    assert replaced.text.en == "We write things down."


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('theme = "trust"', 'theme = "supervision"', Problem("theme", Kind.UNKNOWN, "supervision")),
        ('theme = "trust"', 'theme = "autonomy"', Problem("theme", Kind.NOT_THE_FILE_NAME, "autonomy")),
        (
            'id = "coffee"',
            'id = "one-place"',
            Problem("action 2 (one-place), id", Kind.DUPLICATE, "one-place"),
        ),
        ('id = "coffee"', "", Problem("action 1, id", Kind.MISSING)),
        ('"culture"', '"trust"', Problem("action 1 (coffee), capability", Kind.UNKNOWN, "trust")),
        ('"culture"', '"culture"\nuse = "any"', Problem("action 1 (coffee), use", Kind.UNKNOWN_KEY)),
        (', sv = "Vi dricker kaffe ihop."', "", Problem("action 1 (coffee), text, sv", Kind.MISSING)),
        ("together.", "x" * 120, Problem("action 1 (coffee), text, en", Kind.TOO_LONG, "135")),
        (
            "Vi skriver upp saker.",
            "Vi dricker kaffe ihop.",
            Problem("action 2 (one-place), text, sv", Kind.SAME_TEXT, "vi dricker kaffe ihop."),
        ),
    ],
)
def test_what_is_wrong_in_a_file_is_named_with_its_place(tmp_path, old, new, problem):
    assert WHOLE.count(old) == 1
    written(tmp_path, WHOLE.replace(old, new))
    with pytest.raises(BadActions) as refusal:
        load_actions(tmp_path)
    assert refusal.value.problems == (Problem(f"trust.toml, {problem.place}", problem.kind, problem.found),)


def test_ideas_that_are_no_tables_and_a_file_without_any_are_refused_at_once(tmp_path):
    written(tmp_path, 'theme = "trust"\nactions = ["Coffee"]')
    written(tmp_path, 'theme = "processes"', "processes")
    with pytest.raises(BadActions) as refusal:
        load_actions(tmp_path)
    assert refusal.value.problems == (
        Problem("processes.toml, actions", Kind.MISSING),
        Problem("trust.toml, action 1", Kind.NOT_A_TABLE),
    )


def test_a_folder_without_ideas_is_refused(tmp_path):
    with pytest.raises(BadActions) as refusal:
        load_actions(SHIPPED, tmp_path)
    assert refusal.value.problems == (Problem("folder", Kind.NO_ACTIONS),)
