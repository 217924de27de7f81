"""A vote and an answer to whether a choice feels shared, as they are sealed in a ballot."""

from __future__ import annotations

import json
from typing import Final, Literal

from content.personal_data import masked
from scoring.choices import Offered, Vote
from storage.sealing import Ballot, TamperedBallot

_STRENGTH: Final = "strength."
_TARGET: Final = "target."
_FEELS: Final = "feels"

Feels = Literal["yes", "no"]
"""Whether a choice feels shared."""
_ANSWERS: Final[dict[Feels, int]] = {"yes": 1, "no": 2}


def vote_ballot(vote: Vote, code: str) -> Ballot:
    """Write a vote of somebody who works in a unit as a ballot."""
    chosen = [*(_STRENGTH + each for each in vote.strengths), *(_TARGET + each for each in vote.targets)]
    own = json.dumps([vote.own_strength, vote.own_target], ensure_ascii=False)
    return Ballot(code, dict.fromkeys(sorted(chosen), 1), own)


def vote_in(ballot: Ballot, offered: Offered) -> Vote:
    """Read a vote, identity codes masked; raise TamperedBallot when it is none on what was offered."""
    chosen = frozenset(ballot.answers)
    strengths = frozenset(each for each in offered.strengths if _STRENGTH + each in chosen)
    targets = frozenset(each for each in offered.targets if _TARGET + each in chosen)
    if len(strengths) + len(targets) != len(chosen):
        raise TamperedBallot
    try:
        own_strength, own_target = json.loads(ballot.comment)
    except (ValueError, TypeError):
        raise TamperedBallot from None
    return Vote(strengths, targets, masked(str(own_strength)), masked(str(own_target)))


def feeling_ballot(feels: Feels, code: str) -> Ballot:
    """Write whether a choice feels shared to somebody who works in a unit as a ballot."""
    return Ballot(code, {_FEELS: _ANSWERS[feels]})


def feels_shared(ballot: Ballot) -> bool:
    """Read whether a choice feels shared; raise TamperedBallot when the ballot says neither."""
    answer = ballot.answers.get(_FEELS)
    if answer not in _ANSWERS.values():
        raise TamperedBallot
    return answer == _ANSWERS["yes"]
