"""The sum of votes: exact in the middle, coded at both ends, so that it tells nobody's vote."""

from __future__ import annotations

from itertools import pairwise
from secrets import SystemRandom

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring.choices import (
    VOTERS,
    Offered,
    TooFewVotes,
    Vote,
    offered_from,
    ranked,
    share,
    sum_votes,
    summed_from,
    times,
)

OFFERED = Offered(("a", "b", "c"), ("x", "y", "z"))
NOBODY = frozenset[str]()
CHOSEN = st.sets(st.sampled_from("xyz"), min_size=1, max_size=3).map(frozenset)
VOTES = st.lists(CHOSEN, min_size=VOTERS, max_size=40)


def votes(targets):
    return [Vote(NOBODY, each) for each in targets]


def summed(targets):
    return sum_votes(votes(targets), OFFERED, shuffle=list.sort)


@pytest.mark.parametrize(
    ("count", "n", "told"),
    [
        *((count, 5, told) for count, told in enumerate(["few", "few", 2, 3, "most", "most"])),
        (2, 12, 2),
        (10, 12, 10),
        (11, 12, "most"),
        (12, 12, "most"),
        (1, 40, "few"),
    ],
)
def test_the_ends_are_coded_and_the_middle_is_exact(count, n, told):
    assert times(count, n) == told


@given(VOTES)
def test_what_all_or_nobody_chose_looks_like_what_all_but_one_or_one_chose(chosen):
    """Whoever is left out of everybody, or added to nobody, changes nothing that is told."""
    n = len(chosen)
    for one in range(n):
        others = [frozenset("x")] * n
        others[one] = frozenset("y")
        assert summed(others) == summed([frozenset("x")] * n)


@given(VOTES, st.randoms(use_true_random=False))
def test_the_sum_does_not_depend_on_whose_vote_is_whose(chosen, chance):
    mixed = [*chosen]
    chance.shuffle(mixed)
    assert summed(mixed) == summed(chosen)


@given(VOTES, st.data())
def test_of_no_voter_it_can_be_told_whether_they_chose_something(chosen, data):
    """Whatever the sum, there are votes with the same sum in which this voter chose the opposite."""
    voter = data.draw(st.integers(0, len(chosen) - 1))
    item = data.draw(st.sampled_from(OFFERED.targets))
    opposites = (number for number, each in enumerate(chosen) if (item in each) != (item in chosen[voter]))
    others = [flipped(chosen, item, voter), *(flipped(chosen, item, voter, each) for each in opposites)]
    assert any(summed(each) == summed(chosen) for each in others)


def flipped(chosen, item, *voters):
    return [each ^ {item} if number in voters else each for number, each in enumerate(chosen)]


@given(VOTES)
def test_the_order_follows_what_is_told_and_then_what_was_offered(chosen):
    told = summed(chosen).targets
    weights = [{"few": 0, "most": 99}.get(each.times, each.times) for each in told]
    assert weights == sorted(weights, reverse=True)
    for one, other in pairwise(told):
        if one.times == other.times:
            assert OFFERED.targets.index(one.item) < OFFERED.targets.index(other.item)


def test_between_all_and_all_but_one_the_order_tells_nothing():
    mine = [frozenset("yz")] * 6 + [frozenset("z")]
    assert [each.item for each in ranked(mine, ("y", "z"))] == ["y", "z"]


@given(VOTES)
def test_how_many_voted_is_coded_below_ten(chosen):
    n = len(chosen)
    assert summed(chosen).voters == (n if n >= 10 else "5-9")


@given(st.lists(CHOSEN, max_size=VOTERS - 1))
def test_fewer_than_five_are_never_summed(chosen):
    with pytest.raises(TooFewVotes):
        summed(chosen)
    with pytest.raises(TooFewVotes):
        share(len(chosen), len(chosen))


def test_own_words_stand_once_each_and_in_random_order():
    own = [f"Ehdotus {number}" for number in range(8)]
    made = [Vote(NOBODY, frozenset("x"), own_target=words) for words in [*own, own[0].upper()]]
    orders = {sum_votes(made, OFFERED, shuffle=SystemRandom().shuffle).own_targets for _ in range(20)}
    assert len(orders) > 1
    assert {tuple(sorted(word.casefold() for word in order)) for order in orders} == {
        tuple(sorted(word.casefold() for word in own))
    }


def test_what_one_person_proposed_for_both_is_not_told_together():
    made = [Vote(NOBODY, NOBODY, f"s{number}", f"t{number}") for number in range(9)]
    told = sum_votes(made, OFFERED, shuffle=lambda words: words.sort(key=lambda word: hash((word[0], word))))
    assert [word[1:] for word in told.own_strengths] != [word[1:] for word in told.own_targets]


@given(VOTES)
def test_a_stored_sum_is_read_back_unchanged(chosen):
    assert summed_from(summed(chosen).to_json()) == summed(chosen)
    assert offered_from(OFFERED.to_json()) == OFFERED


@given(st.integers(VOTERS, 60), st.data())
def test_a_share_is_in_tens_and_coded_where_all_or_nobody_agree(n, data):
    count = data.draw(st.integers(0, n))
    told = share(count, n)
    if count <= 1:
        assert told == "few"
    elif count >= n - 1:
        assert told == "most"
    elif isinstance(told, int):
        assert told % 10 == 0
        assert 10 <= told <= 90
        assert abs(told - 100 * count / n) <= 5


@given(st.integers(VOTERS, 60))
def test_unanimous_and_all_but_one_are_told_alike(n):
    assume(n >= VOTERS)
    assert share(n, n) == share(n - 1, n) == "most"
    assert share(0, n) == share(1, n) == "few"
