"""The meeting about a result: its agenda, posted to the team's channel, and marked as held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from cards.agenda import WHOLE, Around, Forms, agenda_card, choose_agenda_card, held_card
from cards.agenda_words import agenda_in_words
from cards.meeting import Basis, Team, agendas, leaders_meeting, teams_meeting
from dialogs.channels import link_of
from dialogs.errors import Refused
from dialogs.looking import log_look, pressed_result
from dialogs.reply import Reply
from dialogs.turn import Turn
from directory.rights import may_do
from followups.agenda import FORMS, Form, suited
from locales import texts
from storage.audit import record_audit
from storage.channels import find_channel
from storage.cycle import find_cycle
from storage.plans import count_chosen
from storage.results import Result
from storage.talks import find_talk, post_agenda, record_talk
from storage.teams import Place, find_place, list_staff


@dataclass(frozen=True, slots=True)
class _Led:
    """A result of a unit that somebody leads."""

    result: Result
    place: Place

    @property
    def wave(self) -> str:
        return self.result.wave.id

    @property
    def code(self) -> str:
        return self.place.unit.code


async def show(turn: Turn) -> Reply:
    """Show the agenda of a meeting, or as words to copy; where none is named, which there are."""
    led = await _led(turn)
    form = _form(turn)
    await log_look(turn, led.result, "agenda.viewed")
    chosen = await count_chosen(turn.connection, led.wave, led.code)
    team = await _team(turn, led, chosen=chosen)
    if form is not None and turn.word("page") == WHOLE:
        meeting = teams_meeting(form, team=team, basis=_basis(turn, led))
        said = agenda_in_words(meeting, language=turn.language)
        return Reply(note=texts(turn.language)("cardagenda.below"), post=said)
    around = await _around(turn, led)
    if form is None:
        now = suited(is_held=around.held_on is not None, is_chosen=chosen > 0)
        forms = Forms(led.place.unit, led.wave, agendas(team), now)
        return Reply(card=choose_agenda_card(forms, around, language=turn.language))
    meeting = leaders_meeting(form, team=team, basis=_basis(turn, led))
    return Reply(card=agenda_card(meeting, around, language=turn.language))


async def post(turn: Turn) -> Reply:
    """Post the agenda of a meeting to the unit's channel; a second time say when it was."""
    led = await _led(turn)
    form, say = _form(turn), texts(turn.language)
    if form is None:
        raise Refused
    link = link_of(await find_channel(turn.connection, led.code))
    if link != "linked":
        return Reply(note=say(f"cardchannel.line.{link}"))
    before = await post_agenda(turn.connection, led.wave, led.code, form=form, now=turn.now)
    if before is not None:
        day = before.astimezone(turn.desk.zone).date()
        return Reply(note=say("cardagenda.posted.before", day=say.date(day)))
    await _log(turn, "agenda.posted", led)
    return Reply(note=say("cardagenda.posted.now"))


async def mark_held(turn: Turn) -> Reply:
    """Mark that the team has gone through its result; a second time say when that was marked."""
    led = await _led(turn)
    if await record_talk(turn.connection, led.wave, led.code, today=turn.today):
        await _log(turn, "talk.held", led)
    day = await find_talk(turn.connection, led.wave, led.code) or turn.today
    card = held_card(led.place.unit, led.wave, day=day, language=turn.language)
    return Reply(card=card, everywhere=True)


async def _led(turn: Turn) -> _Led:
    """Give the result that a card names as somebody who leads its unit now; raise Refused or AskInPrivate."""
    result = await pressed_result(turn)
    place = await find_place(turn.connection, result.unit.unit.code)
    if place is None or not may_do(turn.actor.person, "lead", place.path):
        raise Refused
    return _Led(result, place)


def _form(turn: Turn) -> Form | None:
    return next((form for form in FORMS if form == turn.word("form")), None)


async def _team(turn: Turn, led: _Led, *, chosen: int) -> Team:
    staff = await list_staff(turn.connection, led.code)
    return Team(led.place.unit, len(staff), chosen or len(led.result.published.targets))


def _basis(turn: Turn, led: _Led) -> Basis:
    return Basis(led.result.published, led.result.wave.instrument, turn.desk.guides)


async def _around(turn: Turn, led: _Led) -> Around:
    wave, published = led.result.wave, led.result.published
    closed_on = (wave.closed_at or turn.now).astimezone(turn.desk.zone).date()
    times = await find_cycle(turn.connection)
    return Around(
        due_on=closed_on + timedelta(days=times.talk_days),
        held_on=await find_talk(turn.connection, led.wave, led.code),
        is_shared=published.tier == "group",
        link=link_of(await find_channel(turn.connection, led.code)),
    )


async def _log(turn: Turn, action: str, led: _Led) -> None:
    subject = f"{led.wave}/{led.code}"
    await record_audit(turn.connection, action, subject=subject, actor=turn.heard.person, now=turn.now)
