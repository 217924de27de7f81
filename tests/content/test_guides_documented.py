"""What the documentation says about guiding questions is what the code does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from content.checking_actions import problems_of_actions
from content.checking_guides import problems_of_guide
from content.checking_values import LONGEST
from content.guide import POINTS, USES
from content.guides import load_guides
from locales import texts

PAGE = (Path(__file__).parents[2] / "docs" / "guides.md").read_text(encoding="utf-8")
GUIDES = load_guides()
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)


@pytest.mark.parametrize("theme", GUIDES)
def test_every_theme_is_listed_with_its_names_and_the_number_of_its_questions(theme):
    key = "terms.capability.supervision" if theme == "supervision" else f"terms.theme.{theme}"
    names = " | ".join(texts(language)(key) for language in ("fi", "sv"))
    assert f"| `{theme}` | {names} | {len(GUIDES[theme].questions)} |" in PAGE


@pytest.mark.parametrize("theme", GUIDES)
def test_the_points_of_every_theme_are_listed(theme):
    assert f"| `{theme}` | {', '.join(f'`{point}`' for point in POINTS[theme])} |" in PAGE


def test_the_example_would_be_accepted_as_it_is_and_with_its_points():
    example, _ = EXAMPLES
    for text in (example, example.replace("# points", "points")):
        assert list(problems_of_guide(tomllib.loads(text), file_stem="trust")) == []


def test_the_example_of_an_idea_would_be_accepted():
    _, example = EXAMPLES
    assert list(problems_of_actions(tomllib.loads(example), file_stem="trust")) == []


def test_the_limits_are_those_in_use():
    assert f"{LONGEST} characters at most" in PAGE
    assert all(f"`{use}`" in PAGE for use in USES)
