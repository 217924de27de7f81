"""What the card lets people write fits what the ballot holds."""

from __future__ import annotations

from cards import survey as card
from content.loader import load_instruments
from dialogs.survey import _CHOICES
from storage import sealing


def test_the_card_and_the_ballot_agree_on_the_longest_comment():
    assert card.COMMENT_LIMIT == sealing.COMMENT_LIMIT


def test_every_choice_of_every_instrument_is_one_that_can_be_submitted():
    for instrument in load_instruments().values():
        for item in instrument.items:
            assert len(instrument.scale_of(item).labels) <= len(_CHOICES)
