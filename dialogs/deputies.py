"""Appointing a deputy: who stands in for the supervisors of a unit, from one day to another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cards.deputies import deputies_card
from cards.deputy_parts import MOST_SHOWN, DeputiesView, StandIn, Wrong, days_of, name_of
from cards.deputy_questions import end_card, find_unit_card
from dialogs import next_steps
from dialogs.deputy_form import Typed, appointed, read_form
from dialogs.deputy_scope import EVERY, Scope, find_scope, likely_people
from dialogs.intents import folded
from dialogs.reply import Reply
from dialogs.turn import Turn
from dialogs.unit_names import nearest_units
from directory.rights import may_somewhere
from followups.deputies import term_between
from locales import texts
from storage.audit import record_audit
from storage.conversations import list_names
from storage.deputies import Deputy, find_deputy, list_deputies, mark_ended, remove_deputy
from storage.deputy_news import record_ended, record_withdrawn
from storage.organisation import lock_directory

_MOST_DIGITS = 4


async def asked_for(turn: Turn) -> Reply:
    """Show deputies to those who may appoint them, and everybody else their own next steps."""
    shown = deputy if may_somewhere(turn.actor.person, "appoint") else next_steps.show
    return await shown(turn)


async def deputy(turn: Turn) -> Reply:
    """Show who stands in; appoint somebody, or end it, when that was pressed for; raise Refused."""
    scope, is_sure = await find_scope(turn), turn.word("confirmed") == "yes"
    if is_sure:
        # Of two who decide the same at once the second sees what the first has done.
        await lock_directory(turn.connection)
    if turn.word("end"):
        return await _end(turn, scope, is_sure=is_sure)
    if is_sure:
        return await _appoint(turn, scope)
    return await _shown(turn, scope)


async def _appoint(turn: Turn, scope: Scope) -> Reply:
    read = await read_form(turn, scope)
    if isinstance(read, Typed):
        return await _shown(turn, scope, typed=read)
    say = texts(turn.language)
    new = await appointed(turn, read)
    name = (await list_names(turn.connection, [read.person])).get(read.person, "")
    facts = {"name": name_of(name, say=say), "days": days_of(read.term, say=say)}
    done = [say("carddeputies.done.appointed", **facts), *([say("carddeputies.done.told")] if new else [])]
    return await _shown(turn, scope, done=done)


async def _end(turn: Turn, scope: Scope, *, is_sure: bool) -> Reply:
    """Ask whether somebody shall stand in no more, and at the second press end it."""
    say = texts(turn.language)
    found = await find_deputy(turn.connection, turn.word("end"))
    if found is None or found.code not in scope.codes or found.ends_at <= turn.now:
        return await _shown(turn, scope, done=[say("carddeputies.done.over")])
    if not is_sure:
        (stand_in,) = await _stand_ins(turn, scope, [found])
        among = {"among": "all"} if turn.word("among") == "all" else {}
        sent = {"end": found.id, "unit": found.code, **among}
        return Reply(card=end_card(stand_in, sent=sent, language=turn.language))
    await _end_now(turn, found)
    key = "ended" if found.starts_at < turn.now else "withdrawn"
    return await _shown(turn, scope, done=[say(f"carddeputies.done.{key}")])


async def _end_now(turn: Turn, found: Deputy) -> None:
    """End what has begun; what has not begun goes without a trace but that in the audit log."""
    actor, now, connection = turn.heard.person, turn.now, turn.connection
    if found.starts_at < now:
        await mark_ended(connection, found.id, now=now)
        await record_ended(connection, replace(found, ends_at=now), actor=actor, now=now)
    else:
        await remove_deputy(connection, found.id)
        await record_withdrawn(connection, found, actor=actor, now=now)
    subject = f"{found.code}/{found.person}"
    await record_audit(connection, "deputy.ended", subject=subject, actor=actor, now=now)


async def _shown(turn: Turn, scope: Scope, *, typed: Typed | None = None, done: Sequence[str] = ()) -> Reply:
    if not scope.fits:
        return _find_unit(turn, scope)
    standing = await list_deputies(turn.connection, scope.codes, now=turn.now)
    page = _page(turn.word("page"), len(standing))
    some = standing[page * MOST_SHOWN : (page + 1) * MOST_SHOWN]
    wrong: Sequence[tuple[Wrong, str]] = typed.wrong if typed else ()
    values = dict(typed.values) if typed else {"unit": scope.own[0]} if scope.own else {}
    people = await likely_people(turn, scope)
    is_many = not scope.is_named
    view = DeputiesView(
        unit=None if is_many else scope.units[0],
        units=scope.units if is_many else (),
        every=EVERY if is_many and len(scope.own) > 1 else "",
        people=people,
        standing=await _stand_ins(turn, scope, some),
        left=len(standing) - len(some),
        page=page,
        typed=values,
        today=turn.today,
    )
    card = deputies_card(view, done=done, wrong=wrong, language=turn.language)
    return Reply(card=card, everywhere=bool(done))


async def _stand_ins(turn: Turn, scope: Scope, some: Iterable[Deputy]) -> list[StandIn]:
    some = list(some)
    units = {unit.code: unit for unit in scope.units}
    names = await list_names(turn.connection, {each.person for each in some})
    return [
        StandIn(
            each.id,
            names.get(each.person, ""),
            units[each.code],
            term_between(each.starts_at, each.ends_at, zone=turn.desk.zone),
            each.starts_at <= turn.now,
        )
        for each in some
    ]


def _find_unit(turn: Turn, scope: Scope) -> Reply:
    sought = turn.word("unit_name")
    found = nearest_units(folded(sought), scope.units) if sought.strip() else []
    card = find_unit_card(typed=sought, found=found, was_sought=bool(sought), language=turn.language)
    return Reply(card=card)


def _page(written: str, count: int) -> int:
    """Read a page; after the last one comes the first."""
    if not (written.isascii() and written.isdigit() and len(written) <= _MOST_DIGITS):
        return 0
    return int(written) % max(1, -(-count // MOST_SHOWN))
