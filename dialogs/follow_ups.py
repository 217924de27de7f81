"""Follow-ups of a plan: whoever leads the unit opens the form, or puts the day off."""

from __future__ import annotations

from dataclasses import replace

from cards.follow_up import WEEKS
from dialogs.errors import StaleCard
from dialogs.follow_up_answers import filled_in, what_to_mend
from dialogs.follow_up_cases import form, log, opened, pressed
from dialogs.hours import hours_of
from dialogs.reply import Reply
from dialogs.turn import Turn
from followups.follow_ups import MOST_SNOOZES, MOST_WEEKS, snoozed_to
from locales import texts
from storage.follow_ups import mark_snoozed
from storage.look_backs import find_look_back


async def report(turn: Turn) -> Reply:
    """Show the form of the plan's open follow-up."""
    case = await opened(turn)
    if isinstance(case, Reply):
        return case
    return Reply(
        card=await form(turn, case, await find_look_back(turn.connection, case.plan, case.follow_up))
    )


async def snooze(turn: Turn) -> Reply:
    """Put the follow-up off by one to four weeks, twice at most; what was typed stays on the form."""
    case = await pressed(turn)
    if isinstance(case, Reply):
        return case
    say, weeks = texts(turn.language), turn.word(WEEKS)
    if weeks not in {str(number) for number in range(1, MOST_WEEKS + 1)}:
        return Reply(note=say("cardfollowup.snooze.bad_weeks"))
    if case.follow_up.snoozes >= MOST_SNOOZES:
        return Reply(note=say("cardfollowup.snooze.none"))
    look = filled_in(turn, await find_look_back(turn.connection, case.plan, case.follow_up))
    if mend := what_to_mend(look, language=turn.language):
        return Reply(note=mend)
    hours = await hours_of(turn, case.plan.code)
    due_on = snoozed_to(case.follow_up.due_on, weeks=int(weeks), hours=hours, today=turn.today)
    if not await mark_snoozed(turn.connection, case.follow_up, due_on=due_on):
        raise StaleCard
    await log(turn, "follow_up.snoozed", case)
    later = replace(case.follow_up, due_on=due_on, snoozes=case.follow_up.snoozes + 1)
    look = replace(look, due_on=later.due_on, snoozes=later.snoozes)
    news = say("cardfollowup.snooze.moved", day=say.date(due_on))
    return Reply(card=await form(turn, replace(case, follow_up=later), look, news=news), everywhere=True)
