"""Which themes a result raises is read from its published strengths and targets, and from nothing else."""

from __future__ import annotations

import json

import pytest

from cards.samples import MADE_UP, as_asked, made_up
from content.loader import load_instruments
from scoring.disclosure import restore
from scoring.themes import raised_themes

INSTRUMENTS = as_asked(load_instruments())


def raised(strengths, targets, *, name="good"):
    published = made_up(name).published
    stored = json.loads(published.to_json()) | {"strengths": strengths, "targets": targets}
    return raised_themes(restore(json.dumps(stored)), instrument=INSTRUMENTS[published.instrument])


def test_the_theme_of_the_first_target_comes_first():
    found = raised(["culture-safety"], ["processes-safety", "leadership-safety", "processes-purpose"])
    assert list(found.items()) == [
        ("processes", {"target"}),
        ("trust", {"target"}),
        ("belonging", {"strength"}),
    ]


def test_without_targets_the_theme_of_the_first_strength_comes_first():
    assert list(raised(["competence-safety", "processes-safety"], [])) == ["capability", "processes"]


def test_a_theme_may_hold_both_a_strength_and_a_target():
    assert raised(["processes-safety"], ["processes-purpose"]) == {"processes": {"target", "strength"}}


def test_what_is_said_of_supervision_raises_supervision_after_its_own_theme():
    assert list(raised([], ["supervision-purpose"]).items()) == [
        ("autonomy", {"target"}),
        ("supervision", {"target"}),
    ]


def test_where_nothing_is_picked_nothing_is_raised():
    assert raised([], []) == {}


@pytest.mark.parametrize("name", MADE_UP)
def test_every_kind_of_result_raises_only_what_it_publishes(name):
    published = made_up(name).published
    found = raised_themes(published, instrument=INSTRUMENTS[published.instrument])
    picks = {pick for held in found.values() for pick in held}
    assert picks <= {
        *(["strength"] if published.strengths else []),
        *(["target"] if published.targets else []),
    }
