"""One turn: hear, find who speaks, run the handler in one transaction, commit, and only then speak."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import structlog
from botbuilder.core import TurnContext
from botbuilder.schema import Activity
from sqlalchemy.ext.asyncio import AsyncConnection
from structlog.contextvars import bind_contextvars

from cards.activity import message, plain_message
from content.action import Action
from content.guide import Guide
from content.instrument import Instrument
from content.texts import LANGUAGES
from dialogs.adapter import Outbound, answer_press
from dialogs.errors import Declined, NotInDirectory, Unexplained, kind_words, went_wrong
from dialogs.even_pace import EvenPace
from dialogs.files import FileRoom
from dialogs.heard import Heard, hear
from dialogs.reach import keep_in_touch
from dialogs.reply import NOTHING, Reply, invoke_body
from dialogs.second_look import SecondLook
from followups.working_time import WorkingTime
from storage.actors import Actor, find_actor
from storage.audit import AuditBook
from storage.box import BallotBox
from storage.choices import Question
from storage.comments import Shredder
from storage.engine import Stores
from storage.secrets import Vault

_log = structlog.get_logger("turn")


class Counting(Protocol):
    """Counts what was asked about a choice, once, or says how many answers more that needs."""

    async def __call__(self, question: Question, choice: str, *, actor: str, now: datetime) -> int:
        """Give how many more are needed; 0 when it is counted."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every handler may use; results are shared by themselves after `share_after` days, 0: never.

    `hours` are the working hours of units that have none of their own.
    """

    stores: Stores
    box: BallotBox
    audit: AuditBook
    vault: Vault
    zone: ZoneInfo
    hours: WorkingTime
    second_look: SecondLook
    shredder: Shredder
    guides: Mapping[str, Guide]
    actions: Sequence[Action]
    files: FileRoom
    count: Counting
    instruments: Mapping[str, Instrument]
    share_after: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """One person's words or press, with everything a handler needs to answer."""

    now: datetime
    heard: Heard
    actor: Actor
    language: str
    connection: AsyncConnection
    desk: Desk

    @property
    def data(self) -> Mapping[str, Any]:
        """Give what the card sent: the client's word only."""
        return self.heard.data

    @property
    def today(self) -> date:
        """Give the day by the clocks of the settings' time zone."""
        return self.now.astimezone(self.desk.zone).date()

    def word(self, name: str) -> str:
        """Give a field of the card's data when it is text, else nothing."""
        return self.heard.word(name)

    def language_with(self, chosen: str | None) -> str:
        """Give the language that is spoken once the person has chosen one, or none."""
        return _language(replace(self.actor, chosen_language=chosen), self.heard)


Handler = Callable[[Turn], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Route:
    """A handler by its name; `writes` opens a writing transaction on the identity store."""

    name: str
    handler: Handler
    writes: bool = False


class Bot:
    """Answer activities; speaks through the adapter's context, later news through the connector."""

    def __init__(
        self,
        desk: Desk,
        *,
        route: Callable[[Heard], Route],
        outbound: Outbound,
        clock: Callable[[], datetime],
        pace: EvenPace | None = None,
    ) -> None:
        self._desk = desk
        self._route = route
        self._outbound = outbound
        self._clock = clock
        self._pace = pace or EvenPace()
        self._afterwards: set[asyncio.Task[None]] = set()

    async def on_turn(self, context: TurnContext) -> None:
        """Answer one activity."""
        heard = hear(context.activity)
        bind_contextvars(route="", declined="")
        await self._speak(context, heard, await self._kindly(heard, self._answer(heard)))

    async def finish(self, *, seconds: float) -> None:
        """Wait until what was promised after answers has been said, but no longer than that."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._afterwards:
                    await asyncio.gather(*self._afterwards, return_exceptions=True)

    async def _kindly(self, heard: Heard, work: Awaitable[Reply]) -> Reply:
        try:
            return await work
        except Exception as error:  # noqa: BLE001  # the turn's edge: people get a kind sentence whatever broke
            # The message stays unsaid: it may hold somebody's words.
            _log.error("turn_failed", error=type(error).__name__, kind=heard.kind)
            return went_wrong(language=_language(None, heard))

    async def _answer(self, heard: Heard) -> Reply:
        now, began = self._clock(), self._pace.begin()
        if heard.is_mere_news:
            await keep_in_touch(self._desk.stores, heard, actor=None, now=now)
            return NOTHING
        route = self._route(heard)
        bind_contextvars(route=route.name)
        store = self._desk.stores.identity
        actor = None
        try:
            async with store.writing() if route.writes else store.reading() as connection:
                actor = await find_actor(connection, heard.person, now=now, wave=heard.word("wave"))
                if actor is None:
                    raise NotInDirectory
                language = _language(actor, heard)
                reply = await route.handler(Turn(now, heard, actor, language, connection, self._desk))
            return reply if reply.then is None else await reply.then()
        except Declined as declined:
            bind_contextvars(declined=type(declined).__name__)
            if isinstance(declined, Unexplained):
                await self._pace.wait(began)
            return kind_words(declined, language=_language(actor, heard))
        finally:
            await keep_in_touch(self._desk.stores, heard, actor=actor, now=now)

    async def _speak(self, context: TurnContext, heard: Heard, reply: Reply) -> None:
        if heard.kind == "consent":
            answer_press(context, None)
            self._start(self._add(heard, reply))
        elif heard.is_invoke:
            answer_press(context, invoke_body(reply))
        elif reply.card is not None:
            await self._reply(context.activity, message(reply.card))
        elif reply.note:
            await self._reply(context.activity, {"type": "message", "text": reply.note})
        if heard.conversation is not None:
            self._say_later(heard, reply)
        elif reply.for_all and reply.card is not None and heard.pressed_id:
            self._rewrite(heard, reply.card)

    async def _reply(self, heard: Activity, said: Mapping[str, Any]) -> None:
        """Send past botbuilder, which would copy the card and write it out field by field."""
        await self._outbound.send(heard.service_url, heard.conversation.id, said, reply_to=heard.id)

    def _say_later(self, heard: Heard, reply: Reply) -> None:
        """Do what must not hold the answer up: other devices' view, a message beside the card."""
        if reply.everywhere and reply.card is not None and heard.pressed_id:
            self._rewrite(heard, reply.card)
        if reply.post is not None:
            said = reply.post
            self._start(self._post(heard, plain_message(said) if isinstance(said, str) else message(said)))
        if reply.later is not None:
            self._start(self._go_on(heard, reply.later))

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._afterwards.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._afterwards.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.warning("not_said", error=type(error).__name__)

    def _rewrite(self, heard: Heard, card: Mapping[str, Any]) -> None:
        place = heard.conversation or heard.room
        if place is not None:
            activity = {**message(dict(card)), "id": heard.pressed_id}
            self._outbound.refresh(place.service_url, place.conversation_id, heard.pressed_id, activity)

    async def _go_on(self, heard: Heard, later: Callable[[], Awaitable[Reply]]) -> None:
        await self._add(heard, await self._kindly(heard, later()))

    async def _add(self, heard: Heard, reply: Reply) -> None:
        """Say what no answer to a request can hold; in place of a question about a file, or as news."""
        place, asked = heard.conversation, heard.pressed_id if heard.kind == "consent" else ""
        if place is None:
            return
        if reply.card is not None and asked:
            activity = {**message(reply.card), "id": asked}
            await self._outbound.update(place.service_url, place.conversation_id, asked, activity)
        elif reply.card is not None:
            await self._post(heard, message(reply.card))
        elif reply.note:
            await self._post(heard, {"type": "message", "text": reply.note})
        if reply.file is not None:
            await self._post(heard, reply.file)
            if asked:
                await self._outbound.delete(place.service_url, place.conversation_id, asked)

    async def _post(self, heard: Heard, said: Mapping[str, Any]) -> None:
        place = heard.conversation
        if place is not None:
            await self._outbound.send(place.service_url, place.conversation_id, said)


def _language(actor: Actor | None, heard: Heard) -> str:
    """Choose: what the person set, the client's language, what the directory says, Finnish."""
    listed = actor.person.language if actor else None
    chosen = actor.chosen_language if actor else None
    for language in (chosen, listed, heard.locale[:2].lower()):
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]
