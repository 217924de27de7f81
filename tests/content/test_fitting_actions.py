"""Ideas come in the order in which they help a target."""

from __future__ import annotations

from content.action import fitting
from content.actions import load_actions
from content.instrument import CAPABILITIES, THEMES

ACTIONS = load_actions()


def test_the_first_ideas_are_for_the_theme_by_way_of_the_capability():
    for theme in THEMES:
        for capability in CAPABILITIES:
            found = fitting(ACTIONS, theme=theme, capability=capability)
            assert (found[0].theme, found[0].capability) == (theme, capability)
            assert len([each for each in found if each.theme == theme]) >= 5
            themes = [each.theme == theme for each in found]
            assert themes == sorted(themes, reverse=True)
            assert all(theme == each.theme or capability == each.capability for each in found)


def test_without_a_theme_every_idea_comes_once_and_themes_take_turns():
    found = fitting(ACTIONS, theme=None, capability=None)
    assert len(found) == len(ACTIONS) == len(set(found))
    assert {each.theme for each in found[:5]} == set(THEMES)


def test_no_ideas_are_no_trouble():
    assert fitting([], theme="trust", capability=None) == fitting([], theme=None, capability=None) == []
