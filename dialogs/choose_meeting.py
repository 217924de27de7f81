"""Choosing together, where others read along: whoever leads the unit shows a meeting how its vote stands."""

from __future__ import annotations

from cards.choose import needed_of, team_standing_card
from cards.choose_sum import team_sum_card
from dialogs.choosing import matter_of
from dialogs.errors import AskInPrivate
from dialogs.reply import Reply
from dialogs.turn import Turn
from storage.ballots import count_ballots
from storage.choices import CHOSEN, find_newest_choice
from storage.teams import find_place


async def show_meeting(turn: Turn) -> Reply:
    """Show the newest sum of a team that the speaker leads, or how many more are needed.

    Raise AskInPrivate where there is neither, and for everybody else.
    """
    choice = await find_newest_choice(turn.connection, turn.actor.person.leads)
    place = await find_place(turn.connection, choice.code) if choice else None
    if choice is None or place is None or not choice.was_voted_on:
        raise AskInPrivate
    matter = await matter_of(turn, choice, place)
    if choice.ended_at is None:
        async with turn.desk.stores.ballots.reading() as connection:
            needed = needed_of(await count_ballots(connection, CHOSEN.urn(choice.id)))
        return Reply(card=team_standing_card(matter, needed=needed, language=turn.language))
    if choice.summed is None:
        raise AskInPrivate
    subject, person = f"{choice.wave}/{choice.code}", turn.heard.person
    await turn.desk.audit.note("choice.shown", subject=subject, actor=person, now=turn.now)
    return Reply(card=team_sum_card(matter, choice.summed, language=turn.language))
