"""The first words, help, and everything that was not understood."""

from __future__ import annotations

from cards.welcome import Offer, help_card, welcome_card
from dialogs.channels import may_link
from dialogs.comments import has_to_review
from dialogs.errors import StaleCard
from dialogs.reply import NOTHING, Reply
from dialogs.turn import Turn
from dialogs.waves import may_follow
from directory.rights import may_do, may_somewhere
from storage.waves import find_open_wave

MOST_OFFERS = 5
"""One less than the buttons that Teams shows, for languages take two."""


async def greet(turn: Turn) -> Reply:
    """Greet somebody who has just got the bot; a team or a group is not spoken to unasked."""
    if not turn.heard.is_personal:
        return NOTHING
    offers, wave = await _offers(turn)
    return Reply(card=welcome_card(language=turn.language, offers=offers, wave_id=wave))


async def explain(turn: Turn) -> Reply:
    """Show what this person can ask for."""
    offers, wave = await _offers(turn)
    return Reply(card=help_card(language=turn.language, offers=offers, wave_id=wave))


async def part(_turn: Turn) -> Reply:
    """Say nothing to somebody who took the bot away."""
    return NOTHING


async def refuse_button(_turn: Turn) -> Reply:
    """Answer a button that means nothing (any more)."""
    raise StaleCard


async def _offers(turn: Turn) -> tuple[list[Offer], str | None]:
    if not turn.heard.is_personal:
        return ["questions", "channel"] if may_link(turn) else ["questions"], None
    wave = await find_open_wave(turn.connection, person=turn.heard.person, now=turn.now)
    person = turn.actor.person
    offers: list[Offer] = ["survey", "next"] if wave else ["next"]
    offers += ["results"] if may_somewhere(person, "see") else []
    offers += ["plan"] if person.leads else []
    offers += ["status"] if may_follow(person) else []
    offers += ["pulse"] if may_follow(person) else []
    offers += ["review"] if await has_to_review(turn) else []
    offers += ["audit"] if may_do(person, "audit") else []
    offers += ["connections"] if may_do(person, "connect") else []
    offers += ["privacy", "settings", "language"]
    return _that_fit(offers), wave.id if wave else None


def _that_fit(offers: list[Offer]) -> list[Offer]:
    """Leave out what can be had in other ways when a card would have more buttons than Teams shows."""
    # The next steps have a button to the plan; the status has one to a new survey, and HR asks in words.
    spare: list[Offer] = ["settings", "privacy", "audit", "plan", "connections", "pulse", "status"]
    while len(offers) > MOST_OFFERS and spare:
        dropped = spare.pop(0)
        offers = [each for each in offers if each != dropped]
    return offers
