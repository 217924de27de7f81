from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PublicKey, SealedBox

from content.loader import load_instruments
from directory.rows import LONGEST_FIELD
from storage.sealing import (
    COMMENT_LIMIT,
    PLAIN_SIZE,
    Ballot,
    BallotTooLarge,
    TamperedBallot,
    WaveSecrets,
    WrongMasterKey,
    new_secrets,
    opening_box,
    participation_tag,
    seal,
    unseal,
    unwrap,
    wrap,
)

SECRETS = new_secrets()
BOX = opening_box(SECRETS)
MASTER_KEY = b"m" * 32
ITEMS = max((each.item_ids for each in load_instruments().values()), key=len)
SIZE = PLAIN_SIZE + 48  # the key of the sender and the mark of integrity

words = st.text(st.characters(codec="utf-8"), max_size=200)
ballots = st.builds(
    Ballot,
    cell=words,
    answers=st.dictionaries(st.sampled_from(ITEMS), st.integers(1, 5)),
    comment=words,
)


def sealed_content(content: bytes, *, length: int | None = None) -> bytes:
    """Seal what `seal` would never make."""
    plain = (len(content) if length is None else length).to_bytes(4, "big") + content
    return SealedBox(PublicKey(SECRETS.public_key)).encrypt(plain.ljust(PLAIN_SIZE, b"\0"))


@given(ballots)
def test_what_was_sealed_comes_out_unchanged_and_all_ballots_have_one_size(ballot):
    sealed = seal(ballot, SECRETS.public_key)
    assert unseal(sealed, BOX) == ballot
    assert len(sealed) == SIZE


@pytest.mark.parametrize("sign", ["a", "ä", "字", "😀", '"', "\\", "\n"])
def test_the_longest_comment_fits_beside_the_longest_unit_code_in_any_script(sign):
    ballot = Ballot("😀" * LONGEST_FIELD, dict.fromkeys(ITEMS, 5), sign * COMMENT_LIMIT)
    sealed = seal(ballot, SECRETS.public_key)
    assert unseal(sealed, BOX) == ballot
    assert len(sealed) == SIZE


def test_a_ballot_that_cannot_fit_is_refused_whole():
    with pytest.raises(BallotTooLarge):
        seal(Ballot("K1", {}, "a" * PLAIN_SIZE), SECRETS.public_key)


def test_the_same_answers_never_look_the_same():
    ballot = Ballot("K1", {"mood": 3})
    assert seal(ballot, SECRETS.public_key) != seal(ballot, SECRETS.public_key)


@pytest.mark.parametrize("place", [0, 31, 32, 60, SIZE - 1])
def test_a_changed_byte_is_noticed(place):
    sealed = bytearray(seal(Ballot("K1", {"mood": 3}), SECRETS.public_key))
    sealed[place] ^= 1
    with pytest.raises(TamperedBallot):
        unseal(bytes(sealed), BOX)


def test_a_ballot_of_another_wave_does_not_open():
    with pytest.raises(TamperedBallot):
        unseal(seal(Ballot("K1", {"mood": 3}), new_secrets().public_key), BOX)


@pytest.mark.parametrize("sealed", [b"", b"short", bytes(SIZE)])
def test_what_is_no_ballot_at_all_is_refused(sealed):
    with pytest.raises(TamperedBallot):
        unseal(sealed, BOX)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[" * 6000,
        b"null",
        b"[]",
        b'{"u": "K1"}',
        *(
            json.dumps(each).encode()
            for each in (
                {"u": 7, "a": {}, "c": ""},
                {"u": "K1", "a": [], "c": ""},
                {"u": "K1", "a": {}, "c": None},
                {"u": "K1", "a": {"mood": "3"}, "c": ""},
                {"u": "K1", "a": {"mood": 2.5}, "c": ""},
                {"u": "K1", "a": {"mood": True}, "c": ""},
            )
        ),
    ],
)
def test_what_was_sealed_by_others_must_have_the_form_of_a_ballot(content):
    with pytest.raises(TamperedBallot):
        unseal(sealed_content(content), BOX)


def test_a_length_beyond_the_end_is_refused():
    with pytest.raises(TamperedBallot):
        unseal(sealed_content(b'{"u":"K1","a":{},"c":""}', length=2**32 - 1), BOX)


def test_secrets_come_back_from_their_wrapping():
    assert unwrap(wrap(SECRETS, MASTER_KEY), MASTER_KEY) == SECRETS


def test_another_master_key_opens_nothing():
    with pytest.raises(WrongMasterKey):
        unwrap(wrap(SECRETS, MASTER_KEY), b"n" * 32)


def test_changed_wrapping_opens_nothing():
    wrapped = bytearray(wrap(SECRETS, MASTER_KEY))
    wrapped[-1] ^= 1
    with pytest.raises(WrongMasterKey):
        unwrap(bytes(wrapped), MASTER_KEY)


def test_a_persons_tag_is_the_same_within_a_wave_and_another_in_the_next():
    assert participation_tag(SECRETS, "aino") == participation_tag(SECRETS, "aino")
    assert participation_tag(SECRETS, "aino") != participation_tag(SECRETS, "eero")
    assert participation_tag(SECRETS, "aino") != participation_tag(new_secrets(), "aino")


def test_nobody_makes_the_tag_from_what_the_ballot_box_holds():
    known = WaveSecrets(private_key=SECRETS.private_key, tag_key=SECRETS.public_key)
    assert participation_tag(known, "aino") != participation_tag(SECRETS, "aino")


def test_secrets_are_new_each_time():
    assert new_secrets() != new_secrets()
