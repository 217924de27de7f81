"""Which choice somebody acts on, leading its unit or as a member of its team, and how answers are cast."""

from __future__ import annotations

from cards.choose import Matter
from dialogs.errors import AskInPrivate, NotYourVote, Refused, VoteOver
from dialogs.looking import find_named, may_look
from dialogs.turn import Turn
from directory.rights import may_do
from scoring.choices import Offered
from storage.ballots import UrnClosed, has_tag
from storage.choices import Choice, choice_id, find_choice
from storage.results import Result
from storage.sealing import Ballot, WaveSecrets, participation_tag, seal
from storage.secrets import SecretsMissing
from storage.teams import Place, find_place
from storage.waves import get_wave


async def led_choice(turn: Turn) -> tuple[Choice, Matter]:
    """Give the choice that a card names to whoever leads its unit now, or one above; raise Refused."""
    if not turn.heard.is_personal:
        raise AskInPrivate
    choice, place = await _named(turn)
    if choice is None or place is None or not may_do(turn.actor.person, "lead", place.path):
        raise Refused
    return choice, await matter_of(turn, choice, place)


async def members_choice(turn: Turn) -> tuple[Choice, Matter]:
    """Give the choice that a card names to whoever works in its unit now without leading it.

    Raise NotYourVote.
    """
    choice, place = await _named(turn)
    if choice is None or place is None or not is_member(turn, choice.code):
        raise NotYourVote
    return choice, await matter_of(turn, choice, place)


def is_member(turn: Turn, code: str) -> bool:
    """Say whether somebody works in a unit and does not lead it."""
    person = turn.actor.person
    return person.unit_code == code and code not in person.leads


async def matter_of(turn: Turn, choice: Choice, place: Place) -> Matter:
    """Give what a choice is made from."""
    wave = await get_wave(turn.connection, choice.wave)
    return Matter(choice.id, place.unit, choice.wave, wave.instrument, choice.offered)


async def result_to_choose_from(turn: Turn, place: Place) -> tuple[Result, Matter]:
    """Give a unit's result of the wave that a card names, or of the latest; raise Refused.

    What a group of neighbours shows counts for its units.
    """
    code = place.unit.code
    found = await find_named(turn, code)
    if found is None or not may_look(turn, found) or found.wave.closed_at is None:
        raise Refused
    offered = Offered(found.published.strengths, found.published.targets)
    wave = found.wave
    return found, Matter(choice_id(wave.id, code), place.unit, wave.id, wave.instrument, offered)


async def has_answered(turn: Turn, urn: str) -> bool:
    """Say whether somebody has cast a ballot; raise VoteOver when that cannot be told any more."""
    tag = participation_tag(await _secrets(turn, urn), turn.heard.person)
    async with turn.desk.stores.ballots.reading() as connection:
        return await has_tag(connection, urn, tag=tag)


async def cast(turn: Turn, urn: str, ballot: Ballot) -> None:
    """Seal a ballot and put it in the box, of one person the first only; raise VoteOver."""
    secrets = await _secrets(turn, urn)
    tag = participation_tag(secrets, turn.heard.person)
    try:
        await turn.desk.box.cast(urn, tag=tag, sealed=seal(ballot, secrets.public_key))
    except UrnClosed:
        raise VoteOver from None


async def _secrets(turn: Turn, urn: str) -> WaveSecrets:
    try:
        return await turn.desk.vault.get(urn, now=turn.now)
    except SecretsMissing:
        raise VoteOver from None


async def _named(turn: Turn) -> tuple[Choice | None, Place | None]:
    """Look both up, whatever is there: a refusal takes the same way for every reason."""
    choice = await find_choice(turn.connection, turn.word("choice"))
    place = await find_place(turn.connection, choice.code if choice else "")
    return choice, place
