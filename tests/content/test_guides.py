"""Guiding questions: those that are shipped cover each theme in plain words; a wrong file is refused."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.checking_values import LONGEST
from content.guide import POINTS, TALKS, Guide, Question
from content.guides import SHIPPED, BadGuide, load_guide, load_guides
from content.loader import Kind, Problem
from content.texts import LANGUAGES, Text

GUIDES = load_guides()
EVERY_QUESTION = [question for guide in GUIDES.values() for question in guide.questions]
FEWEST = 10
BEGINNINGS = {
    "fi": r"(Mi|Missä|Kei|Kuinka|Ke[nt])\w*",
    "sv": r"((I|På|Till|Från|Med|För) )?(Vad|Hur|Vilk|När|Var|vilk|vad)\w*",
    "en": r"((In|At|For|On|With|By) )?(What|How|Which|When|Where|which|whom|what)",
}
OURSELVES = {
    "fi": r"(\w+mm[eaäo]\w*|\bme\b|\bmei\w+)",
    "sv": r"\b(vi|oss|vår|vårt|våra)\b",
    "en": r"\b(we|us|our|ours|ourselves)\b",
}
BLAMING = {
    "fi": r"\b(kuka|kenen|ketkä|syy|syyllinen|vika|miksi|vastasi\w*|pitäisi)\b",
    "sv": r"\b(vem|vems|fel|skuld|varför|svarade|borde)\b",
    "en": r"\b(who|whose|fault|blame|why|answered|should)\b",
}


def test_every_theme_of_the_talk_has_a_file_of_its_own():
    assert tuple(GUIDES) == TALKS
    assert {path.stem for path in SHIPPED.glob("*.toml")} == set(TALKS)


@pytest.mark.parametrize("theme", TALKS)
def test_every_point_of_a_theme_is_covered_and_no_question_covers_nothing(theme):
    assert {point for each in GUIDES[theme].questions for point in each.points} == set(POINTS[theme])
    assert [each.id for each in GUIDES[theme].questions if not each.points] == []


@pytest.mark.parametrize("theme", TALKS)
def test_a_theme_has_enough_questions_for_every_use(theme):
    uses = [question.use for question in GUIDES[theme].questions]
    assert len(uses) >= FEWEST
    assert all(uses.count(use) >= 3 for use in ("strength", "target", "any"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", EVERY_QUESTION, ids=lambda question: question.id)
class TestAQuestion:
    def test_is_short_and_one_sentence(self, language, question):
        said = question.text.say(language)
        assert len(said) <= LONGEST
        assert re.fullmatch(r"[A-ZÄÖÅ][^.?!{}<>*_\[\]`]*\?", said)

    def test_is_open(self, language, question):
        assert re.match(rf"{BEGINNINGS[language]}\b", question.text.say(language))

    def test_is_about_us(self, language, question):
        assert re.search(OURSELVES[language], question.text.say(language).casefold())

    def test_blames_nobody_and_asks_nobody_to_tell_on_anybody(self, language, question):
        assert not re.search(BLAMING[language], question.text.say(language).casefold())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_questions_sound_alike(language):
    for one, other in combinations(EVERY_QUESTION, 2):
        mine, yours = (set(re.findall(r"\w+", each.text.say(language).casefold())) for each in (one, other))
        assert len(mine & yours) / len(mine | yours) < 0.6, (one.id, other.id)


def question(name: str, use: str = "any") -> Question:
    return Question(name, Text(name, name, name), use)


@given(st.integers(min_value=3, max_value=200))
def test_a_card_holds_three_to_five_questions_and_all_are_on_some_card(count):
    guide = Guide("trust", tuple(question(str(number)) for number in range(count)))
    pages = guide.pages()
    assert {len(page) for page in pages} <= {3, 4, 5}
    assert tuple(each for page in pages for each in page) == guide.questions


def test_what_a_result_raises_comes_first_and_the_order_is_kept():
    guide = Guide("trust", tuple(map(question, "abcdef", ("any", "strength", "target") * 2)))
    for raised, order in (
        ((), "abcdef"),
        ({"target"}, "cfadbe"),
        ({"strength"}, "beadcf"),
        ({"target", "strength"}, "bcefad"),
    ):
        assert "".join(each.id for each in guide.fitted(raised).questions) == order


WHOLE = """theme = "trust"

[[questions]]
id = "greeting"
use = "any"
text = { fi = "Miten tervehdimme?", sv = "Hur hälsar vi?", en = "How do we greet?" }

[[questions]]
id = "worn"
use = "target"
points = ["weakened"]
text = { fi = "Mikä meitä hiertää?", sv = "Vad skaver hos oss?", en = "What troubles us?" }
"""


def written(folder: Path, text: str, name: str = "trust") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_folder_of_ones_own_adds_questions_and_replaces_those_with_the_same_id(tmp_path):
    written(tmp_path, WHOLE)
    before, after = GUIDES["trust"].questions, load_guides(SHIPPED, tmp_path)["trust"].questions
    assert [each.id for each in after] == [*(each.id for each in before), "greeting"]
    (replaced,) = (each for each in after if each.id == "worn")
    assert replaced.text.sv == "Vad skaver hos oss?"
    assert load_guides(SHIPPED, tmp_path)["processes"] == GUIDES["processes"]


def test_without_folders_the_shipped_questions_are_read():
    assert load_guides() == load_guides(SHIPPED)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('theme = "trust"', "", Problem("theme", Kind.MISSING)),
        ('theme = "trust"', 'theme = "salary"', Problem("theme", Kind.UNKNOWN, "salary")),
        ('theme = "trust"', 'theme = "autonomy"', Problem("theme", Kind.NOT_THE_FILE_NAME, "autonomy")),
        ('theme = "trust"', 'theme = "trust"\nlead = "x"', Problem("lead", Kind.UNKNOWN_KEY)),
        (
            'id = "greeting"',
            'id = "Greeting"',
            Problem("question 1 (Greeting), id", Kind.NOT_KEBAB, "Greeting"),
        ),
        ('id = "greeting"', 'id = "worn"', Problem("question 2 (worn), id", Kind.DUPLICATE, "worn")),
        ('use = "any"', 'use = "all"', Problem("question 1 (greeting), use", Kind.UNKNOWN, "all")),
        ('use = "any"', "", Problem("question 1 (greeting), use", Kind.MISSING)),
        ('use = "any"', 'use = "any"\nhint = 1', Problem("question 1 (greeting), hint", Kind.UNKNOWN_KEY)),
        (', sv = "Hur hälsar vi?"', "", Problem("question 1 (greeting), text, sv", Kind.MISSING)),
        ("tervehdimme?", "tervehdimme.", Problem("question 1 (greeting), text, fi", Kind.NOT_A_QUESTION)),
        ("we greet", f"we {'x' * 120}", Problem("question 1 (greeting), text, en", Kind.TOO_LONG, "131")),
        (
            "Mikä meitä hiertää",
            "miten  TERVEHDIMME",
            Problem("question 2 (worn), text, fi", Kind.SAME_TEXT, "miten tervehdimme?"),
        ),
        ('["weakened"]', "[]", Problem("question 2 (worn), points", Kind.EMPTY)),
        ('["weakened"]', '"weakened"', Problem("question 2 (worn), points", Kind.NOT_A_LIST)),
        (
            '["weakened"]',
            '["weakened", "use"]',
            Problem("question 2 (worn), points, point 2", Kind.UNKNOWN, "use"),
        ),
    ],
)
def test_what_is_wrong_in_a_file_is_named_with_its_place(tmp_path, old, new, problem):
    assert WHOLE.count(old) == 1
    path = written(tmp_path, WHOLE.replace(old, new))
    with pytest.raises(BadGuide) as refusal:
        load_guide(path)
    assert refusal.value.problems == (problem,)


def test_questions_that_are_no_tables_are_refused(tmp_path):
    path = written(tmp_path, 'theme = "trust"\nquestions = ["How are we?"]')
    with pytest.raises(BadGuide) as refusal:
        load_guide(path)
    assert refusal.value.problems == (Problem("question 1", Kind.NOT_A_TABLE),)


def test_a_folder_names_the_problems_of_all_its_files_at_once(tmp_path):
    written(tmp_path, WHOLE.replace('use = "any"', 'use = "all"'))
    written(tmp_path, "theme =\n", "autonomy")
    written(tmp_path, 'theme = "processes"', "processes")
    with pytest.raises(BadGuide) as refusal:
        load_guides(SHIPPED, tmp_path)
    assert refusal.value.path == tmp_path
    assert [(each.place, each.kind) for each in refusal.value.problems] == [
        ("autonomy.toml, file", Kind.NOT_TOML),
        ("processes.toml, questions", Kind.MISSING),
        ("trust.toml, question 1 (greeting), use", Kind.UNKNOWN),
    ]
    assert "line 1" in refusal.value.problems[0].found


@pytest.mark.parametrize("name", ["", "absent"])
def test_a_folder_without_questions_is_refused_as_most_likely_mistyped(tmp_path, name):
    with pytest.raises(BadGuide) as refusal:
        load_guides(SHIPPED, tmp_path / name)
    assert refusal.value.problems == (Problem("folder", Kind.NO_GUIDES),)
