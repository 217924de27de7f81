"""Choosing together, for a member of the team: vote once, alone, and say later whether it feels shared."""

from __future__ import annotations

import json

from cards.choose_felt import felt_receipt_card
from cards.choose_vote import (
    OWN_LIMIT,
    OWN_STRENGTH,
    OWN_TARGET,
    STRENGTHS,
    TARGETS,
    vote_card,
    voted_card,
)
from cards.notices import notice_card
from content.personal_data import personal_data_in
from dialogs.choose import standing
from dialogs.choose_meeting import show_meeting
from dialogs.choosing import cast, has_answered, is_member, matter_of, members_choice
from dialogs.errors import Incomplete, NotYourVote, Refused, VoteOver
from dialogs.reply import Reply
from dialogs.turn import Turn
from dialogs.written import written
from scoring.choices import MOST_CHOSEN, Offered, Vote
from storage.choices import CHOSEN, FELT, Choice, find_open_vote
from storage.teams import find_place
from storage.votes import feeling_ballot, vote_ballot


async def vote(turn: Turn) -> Reply:
    """Take a vote: seal it, put it in the box with the tag of participation, give the receipt."""
    choice, matter = await members_choice(turn)
    if not choice.takes_votes(turn.now):
        raise VoteOver
    made = _vote(turn, choice.offered)
    await _look_twice(turn, choice, made)
    await cast(turn, CHOSEN.urn(choice.id), vote_ballot(made, choice.code))
    return Reply(card=voted_card(matter, language=turn.language), everywhere=True)


async def feel(turn: Turn) -> Reply:
    """Take whether the choice feels shared, in the same way."""
    choice, matter = await members_choice(turn)
    if not choice.asks_feelings(turn.now):
        raise VoteOver
    match turn.word("feels"):
        case "yes" | "no" as feels:
            await cast(turn, FELT.urn(choice.id), feeling_ballot(feels, choice.code))
        case _:
            raise NotYourVote
    return Reply(card=felt_receipt_card(matter, language=turn.language), everywhere=True)


async def show(turn: Turn) -> Reply:
    """Bring the card of an open vote to a member of its team, or how it stands to whoever leads that.

    A meeting sees what whoever leads it asks for there.
    """
    if not turn.heard.is_personal:
        return await show_meeting(turn)
    person = turn.actor.person
    own = [person.unit_code] if is_member(turn, person.unit_code) else []
    choice = await find_open_vote(turn.connection, own or person.leads, now=turn.now)
    if choice is None and own:
        choice = await find_open_vote(turn.connection, person.leads, now=turn.now)
    if choice is None:
        return Reply(card=notice_card("no_open_vote", language=turn.language))
    return await _shown(turn, choice)


async def _shown(turn: Turn, choice: Choice) -> Reply:
    place = await find_place(turn.connection, choice.code)
    if place is None:
        raise Refused
    matter = await matter_of(turn, choice, place)
    if not is_member(turn, choice.code):
        return Reply(card=await standing(turn, choice, matter))
    if await has_answered(turn, CHOSEN.urn(choice.id)):
        return Reply(card=voted_card(matter, language=turn.language))
    form = vote_card(matter, closes=choice.closes_at, zone=turn.desk.zone, language=turn.language)
    return Reply(card=form)


def _vote(turn: Turn, offered: Offered) -> Vote:
    """Read a vote: one to three of each, from what was offered and in words of one's own."""
    made = Vote(
        _chosen(turn, STRENGTHS, offered.strengths),
        _chosen(turn, TARGETS, offered.targets),
        written(turn, OWN_STRENGTH, most=OWN_LIMIT),
        written(turn, OWN_TARGET, most=OWN_LIMIT),
    )
    for chosen, own in ((made.strengths, made.own_strength), (made.targets, made.own_target)):
        if not 1 <= len(chosen) + bool(own) <= MOST_CHOSEN:
            raise Incomplete("vote_counts")
    return made


def _chosen(turn: Turn, name: str, offered: tuple[str, ...]) -> frozenset[str]:
    chosen = frozenset(each for each in turn.word(name).split(",") if each)
    if not chosen <= set(offered):
        raise NotYourVote
    return chosen


async def _look_twice(turn: Turn, choice: Choice, made: Vote) -> None:
    """Ask once to look again where own words seem to hold personal data; identity codes are never taken."""
    words = [made.own_strength, made.own_target]
    found = personal_data_in(words[0]) | personal_data_in(words[1])
    if not found:
        return
    is_code = "identity-code" in found
    second_look = turn.desk.second_look
    mark = second_look.mark(wave=choice.id, person=turn.heard.person, comment=json.dumps(words))
    if not is_code and second_look.was_warned(mark, now=turn.now):
        return
    # Whoever has voted gets the receipt, whatever is on the card that was pressed again.
    if await has_answered(turn, CHOSEN.urn(choice.id)):
        return
    second_look.remember(mark, now=turn.now)
    raise Incomplete("own_words_code" if is_code else "own_words_named", found=found)
