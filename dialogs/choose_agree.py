"""Recording what a team has agreed on: it becomes the draft of a plan, and the team is asked about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import uuid4

from cards.choose import Matter
from cards.choose_agree import (
    NUMBERS,
    SCRIBE,
    SCRIBE_LIMIT,
    WORDS_LIMIT,
    Agreed,
    Draft,
    Source,
    agree_card,
    agreed_card,
)
from dialogs.choosing import matter_of, result_to_choose_from
from dialogs.errors import Incomplete
from dialogs.reply import Reply
from dialogs.turn import Turn
from dialogs.units import led_unit
from dialogs.written import written
from scoring.choices import MOST_CHOSEN, VOTERS, Offered, Ranked
from storage.audit import record_audit
from storage.ballots import open_urn
from storage.choices import (
    CHOSEN,
    FEEL,
    FELT,
    FELT_FOR,
    Choice,
    find_choice_of,
    mark_asked,
    mark_over,
    record_choice,
)
from storage.outbox import NewDelivery, record_deliveries
from storage.plans import Plan, PlanChanged, Target, find_plan_of, record_plan, save_plan
from storage.talks import record_talk
from storage.teams import list_team


async def agree(turn: Turn) -> Reply:
    """Show the form, filled with what was chosen most, and at the press that saves it record the choice."""
    place = await led_unit(turn)
    _, matter = await result_to_choose_from(turn, place)
    choice = await find_choice_of(turn.connection, matter.wave, place.unit.code)
    if choice is not None and choice.was_voted_on:
        matter = await matter_of(turn, choice, place)
    team = await list_team(turn.connection, place.unit.code, now=turn.now)
    source = _source(choice, team)
    if turn.word("save") != "yes":
        draft = _suggested(choice, matter, language=turn.language)
        return Reply(card=agree_card(matter, draft, source=source, language=turn.language))
    draft = _draft(turn, matter)
    if stands_in_the_way := await _replaced(turn, matter):
        return Reply(
            card=agree_card(
                matter, draft, source=source, language=turn.language, going_on=stands_in_the_way.made_on
            )
        )
    return await _recorded(turn, matter, draft, choice=choice, team=team)


async def _recorded(
    turn: Turn, matter: Matter, draft: Draft, *, choice: Choice | None, team: list[str]
) -> Reply:
    code, subject = matter.unit.code, f"{matter.wave}/{matter.unit.code}"
    if not await record_plan(turn.connection, _plan(turn, matter, draft), now=turn.now):
        raise Incomplete("try_again")  # somebody else has recorded one a moment ago
    await record_talk(turn.connection, matter.wave, code, today=turn.today)
    await record_audit(
        turn.connection, "choice.agreed", subject=subject, actor=turn.heard.person, now=turn.now
    )
    is_asked = await _ask(turn, matter, choice, team)
    words = [words for words, _ in draft.targets]
    agreed = Agreed(draft.strengths, words, draft.scribe, is_asked=is_asked)
    return Reply(card=agreed_card(matter, agreed, language=turn.language), everywhere=True)


def _source(choice: Choice | None, team: list[str]) -> Source:
    if choice is not None and choice.ended_at is not None and choice.summed is not None:
        return "sum"
    if choice is not None and choice.ended_at is None:
        return "open"
    return "meeting" if len(team) < VOTERS else "result"


def _suggested(choice: Choice | None, matter: Matter, *, language: str) -> Draft:
    """Fill the fields with what was chosen most, or with what the result suggests."""
    summed = choice.summed if choice is not None and choice.ended_at is not None else None
    strengths = _first(summed.strengths if summed else (), matter.offered.strengths)
    targets = _first(summed.targets if summed else (), matter.offered.targets)
    return Draft(
        [matter.text(item, language)[:WORDS_LIMIT] for item in strengths],
        [(matter.text(item, language)[:WORDS_LIMIT], item) for item in targets],
    )


def _first(ranked: Iterable[Ranked], offered: tuple[str, ...]) -> tuple[str, ...]:
    chosen = tuple(each.item for each in ranked if each.times != "few")
    return (chosen or offered)[:MOST_CHOSEN]


def _draft(turn: Turn, matter: Matter) -> Draft:
    """Read the fields; a target keeps the item whose words its field held first."""
    items = {item.id for item in matter.instrument.items}
    strengths = [written(turn, f"strength{number}", most=WORDS_LIMIT) for number in NUMBERS]
    targets = [
        (
            written(turn, f"target{number}", most=WORDS_LIMIT),
            item if (item := turn.word(f"item{number}")) in items else "",
        )
        for number in NUMBERS
    ]
    scribe = written(turn, SCRIBE, most=SCRIBE_LIMIT)
    kept = [(words, item) for words, item in targets if words]
    if not kept:
        raise Incomplete("no_target")
    return Draft([words for words in strengths if words], kept, scribe)


async def _replaced(turn: Turn, matter: Matter) -> Plan | None:
    """End the plan that is not over, where that was asked for; give it where it still stands in the way."""
    plan = await find_plan_of(turn.connection, matter.unit.code)
    if plan is None or plan.ended_on is not None:
        return None
    if turn.word("replace") != "yes":
        return plan
    try:
        await save_plan(turn.connection, replace(plan, ended_on=turn.today), now=turn.now)
    except PlanChanged as changed:
        return changed.plan
    return None


def _plan(turn: Turn, matter: Matter, draft: Draft) -> Plan:
    return Plan(
        id=uuid4().hex,
        code=matter.unit.code,
        wave=matter.wave,
        strengths=tuple(draft.strengths),
        targets=tuple(Target(id=uuid4().hex, words=words, item=item) for words, item in draft.targets),
        made_on=turn.today,
        scribe=draft.scribe,
    )


async def _ask(turn: Turn, matter: Matter, choice: Choice | None, team: list[str]) -> bool:
    """Ask the team once whether the choice feels shared; a vote that is open ends. False: not asked now."""
    if choice is not None:
        await mark_over(turn.connection, CHOSEN, choice.id, now=turn.now)
    if len(team) < VOTERS:
        return False
    if choice is None:
        await record_choice(turn.connection, _unvoted(turn, matter))
    closes = turn.now + FELT_FOR
    if not await mark_asked(turn.connection, matter.choice, closes=closes):
        return choice is not None and choice.asks_feelings(turn.now)
    urn = FELT.urn(matter.choice)
    secrets = await turn.desk.vault.make(urn, now=turn.now)
    async with turn.desk.stores.ballots.writing() as connection:
        await open_urn(connection, urn, public_key=secrets.public_key)
    await record_deliveries(
        turn.connection,
        [
            NewDelivery(
                f"{FEEL}:{matter.choice}:{person}",
                FEEL,
                matter.choice,
                person,
                turn.now,
                matter.choice,
                closes,
            )
            for person in team
        ],
    )
    return True


def _unvoted(turn: Turn, matter: Matter) -> Choice:
    """Give a choice that ended as it began: nothing was put to a vote."""
    return Choice(
        id=matter.choice,
        wave=matter.wave,
        code=matter.unit.code,
        offered=Offered(),
        opened_at=turn.now,
        closes_at=turn.now + FELT_FOR,
        ended_at=turn.now,
    )
