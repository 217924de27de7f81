"""A target that is too long for a question is cut after a whole word, and never altered otherwise."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from content.asked import ELLIPSIS, LONGEST_TARGET, shortened, with_targets
from content.loader import load_instruments

TEMPLATE = load_instruments()["kohteet"]


def test_a_short_target_stays_as_it_is():
    assert shortened("Palaverit alkavat ajallaan") == "Palaverit alkavat ajallaan"
    assert shortened("Tauot\n pidetään ") == "Tauot pidetään"


def test_a_long_one_is_cut_at_a_word():
    words = "Työvuorot suunnitellaan yhdessä niin, että jokaisen toiveet tulevat kuulluiksi ja arki sujuu"
    assert (
        shortened(words) == "Työvuorot suunnitellaan yhdessä niin, että jokaisen toiveet tulevat kuulluiksi…"
    )
    assert shortened("x" * 200) == "x" * 79 + ELLIPSIS


@given(st.text(min_size=1, max_size=300).filter(str.strip))
def test_whatever_a_team_writes_can_be_asked_about(words):
    short = shortened(words)
    assert 1 <= len(short) <= LONGEST_TARGET
    assert short in with_targets(TEMPLATE, [short]).items[0].text.fi
    assert shortened(short) == short
