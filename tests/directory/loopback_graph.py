"""A Graph of our own on loopback: delta queries of users and groups, as Microsoft's documentation has them.

Taken from "Use delta query to track changes", "user: delta", "group: delta", "Get incremental changes for
groups" and "Microsoft Graph throttling guidance":

- The first request names `$select` and `$filter`; later ones are the links of the answers, whose tokens are
  opaque and hold what was asked. Pages go on with `@odata.nextLink`, the last one has `@odata.deltaLink`.
- A first round gives what is there; a property that was never set is left out. Later rounds give what has
  changed, with all selected properties or, as `only_changes` has it, with the changed ones.
- A manager comes as `manager@delta`, members as `members@delta`: lists of `@odata.type` and `id`, with
  `@removed` on those who no longer are. The members of a large group come on several pages.
- What is deleted has `@removed` with the reason `changed` (can be restored) or `deleted` (for good).
- `$filter` takes `id eq '...' or id eq '...'`, fifty at most.
- Who is throttled gets 429 with `Retry-After`; a link that is too old 410, or 40X with `syncStateNotFound`.
- Every error is `{"error": {"code", "message", "innerError"}}`; a request without a token gets 401.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from aiohttp import web

USER, GROUP, DEVICE = "#microsoft.graph.user", "#microsoft.graph.group", "#microsoft.graph.device"
TOKEN = "token-of-the-loopback-graph"
MOST_FILTERED = 50

Item = dict[str, Any]


@dataclass(frozen=True)
class Failure:
    """How one request is to fail: with a status, or with a body that is cut short."""

    status: int = 429
    code: str = "TooManyRequests"
    retry_after: str | None = None
    body: str | None = None


@dataclass(frozen=True)
class Round:
    """One round of a query: what is on which page, and where the next round begins in the journal."""

    kind: str
    selected: tuple[str, ...]
    ids: frozenset[str] | None
    pages: list[list[Item]]
    ends_at: int


@dataclass(frozen=True)
class Change:
    """One line of the journal; `told` are the names of properties, or entries of the delta lists."""

    kind: str
    id: str
    names: tuple[str, ...] = ()
    told: tuple[Item, ...] = ()


@dataclass
class LoopbackGraph:
    """What the directory holds, what has happened to it, and an `app` that answers below `/v1.0`."""

    token: str = TOKEN
    page_size: int = 100
    only_changes: bool = False
    users: dict[str, Item] = field(default_factory=dict)
    managers: dict[str, str] = field(default_factory=dict)
    groups: dict[str, dict[str, str]] = field(default_factory=dict)
    removed: dict[str, str] = field(default_factory=dict)
    failures: deque[Failure | None] = field(default_factory=deque)
    requests: list[str] = field(default_factory=list)
    heard: Callable[[], object] = lambda: None
    expired: Failure = Failure(410, "syncStateNotFound")
    _journal: list[Change] = field(default_factory=list)
    _links: dict[str, tuple[Round, int] | Round] = field(default_factory=dict)

    @property
    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._guard])
        app.router.add_get("/v1.0/users/delta", self._delta)
        app.router.add_get("/v1.0/groups/delta", self._delta)
        return app

    def hire(self, user: str, *, manager: str | None = None, **properties: Any) -> None:
        self.users[user] = {"accountEnabled": True, "userType": "Member", **properties}
        self.removed.pop(user, None)
        self._journal.append(Change("users", user, tuple(self.users[user])))
        if manager:
            self.put_under(user, manager)

    def change(self, user: str, **properties: Any) -> None:
        self.users[user] |= properties
        self._journal.append(Change("users", user, tuple(properties)))

    def put_under(self, user: str, manager: str | None) -> None:
        before = self.managers.pop(user, None)
        told = [{"@odata.type": USER, "id": before, "@removed": {"reason": "deleted"}}] if before else []
        if manager:
            self.managers[user] = manager
            told.append({"@odata.type": USER, "id": manager})
        self._journal.append(Change("users", user, (), tuple(told)))

    def leave(self, user: str, *, reason: str = "changed") -> None:
        del self.users[user]
        self.managers.pop(user, None)
        self.removed[user] = reason
        self._journal.append(Change("users", user))
        for group in [each for each, members in self.groups.items() if user in members]:
            self.quit(group, user)

    def add_group(self, group: str, members: Iterable[str] = ()) -> None:
        self.groups[group] = {}
        self._journal.append(Change("groups", group))
        for member in members:
            self.join(group, member)

    def join(self, group: str, member: str, *, kind: str = USER) -> None:
        self.groups[group][member] = kind
        self._journal.append(Change("groups", group, (), ({"@odata.type": kind, "id": member},)))

    def quit(self, group: str, member: str) -> None:
        kind = self.groups[group].pop(member)
        gone = {"@odata.type": kind, "id": member, "@removed": {"reason": "deleted"}}
        self._journal.append(Change("groups", group, (), (gone,)))

    def delete_group(self, group: str) -> None:
        del self.groups[group]
        self.removed[group] = "changed"
        self._journal.append(Change("groups", group))

    def expire(self, status: int = 410, code: str = "syncStateNotFound") -> None:
        """Forget every link that was ever given."""
        self.expired = Failure(status, code)
        self._links.clear()

    def fail(self, *failures: Failure | None) -> None:
        """Fail the next requests, one after the other; None lets one pass."""
        self.failures.extend(failures)

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.requests.append(request.path_qs)
        self.heard()
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return _error(Failure(401, "InvalidAuthenticationToken"))
        failure = self.failures.popleft() if self.failures else None
        return await handler(request) if failure is None else _error(failure)

    async def _delta(self, request: web.Request) -> web.Response:
        # Tokens are looked up as they came over the wire: a client must not write them anew.
        token = re.search(r"\$(?:skip|delta)token=([^&]+)", request.rel_url.raw_query_string)
        if token is None:
            return self._first(request)
        link = self._links.get(token[1])
        if link is None:
            return _error(self.expired)
        return (
            self._page(request, *link)
            if isinstance(link, tuple)
            else self._page(request, self._later(link), 0)
        )

    def _first(self, request: web.Request) -> web.Response:
        ids = re.findall(r"id eq '([^']+)'", request.query.get("$filter", ""))
        if len(ids) > MOST_FILTERED:
            return _error(Failure(400, "Request_UnsupportedQuery"))
        kind = request.path.split("/")[2]
        selected = tuple(request.query["$select"].split(","))
        wanted = frozenset(ids) if ids else None
        items = list(self._all(kind, selected, wanted))
        begun = Round(kind, selected, wanted, self._pages(items), len(self._journal))
        return self._page(request, begun, 0)

    def _all(self, kind: str, selected: tuple[str, ...], ids: frozenset[str] | None) -> Iterable[Item]:
        if kind == "users":
            for user in self.users:
                manager = self.managers.get(user)
                told = [{"@odata.type": USER, "id": manager}] if manager else []
                yield self._user(user, selected, told)
            return
        for group, members in self.groups.items():
            if ids is None or group in ids:
                yield _group(group, [{"@odata.type": kind, "id": each} for each, kind in members.items()])

    def _later(self, before: Round) -> Round:
        changes: dict[str, list[Change]] = {}
        for change in self._journal[before.ends_at :]:
            if change.kind == before.kind and (before.ids is None or change.id in before.ids):
                changes.setdefault(change.id, []).append(change)
        items = [self._changed(before, id_, done) for id_, done in changes.items()]
        return Round(before.kind, before.selected, before.ids, self._pages(items), len(self._journal))

    def _changed(self, before: Round, id_: str, done: list[Change]) -> Item:
        if id_ not in self.users and id_ not in self.groups:
            return {"id": id_, "@removed": {"reason": self.removed[id_]}}
        told = [entry for change in done for entry in change.told]
        if before.kind == "groups":
            return _group(id_, told)
        names = {name for change in done for name in change.names}
        selected = tuple(each for each in before.selected if not self.only_changes or each in names)
        return self._user(id_, selected, told if "manager" in before.selected else [])

    def _user(self, user: str, selected: tuple[str, ...], managers: list[Item]) -> Item:
        known = self.users[user]
        item = {"id": user, **{name: known[name] for name in selected if name in known}}
        return item | ({"manager@delta": managers} if managers else {})

    def _pages(self, items: list[Item]) -> list[list[Item]]:
        """Part items into pages, and the members of a large group into several items."""
        parted = [part for item in items for part in self._parts(item)]
        return [parted[at : at + self.page_size] for at in range(0, len(parted), self.page_size)] or [[]]

    def _parts(self, item: Item) -> list[Item]:
        members = item.get("members@delta", [])
        if len(members) <= self.page_size:
            return [item]
        return [
            item | {"members@delta": members[at : at + self.page_size]}
            for at in range(0, len(members), self.page_size)
        ]

    def _page(self, request: web.Request, round_: Round, number: int) -> web.Response:
        token = f"{token_hex(12)}%2B{token_hex(4)}_%3D"
        is_last = number + 1 == len(round_.pages)
        self._links[token] = round_ if is_last else (round_, number + 1)
        name, parameter = ("deltaLink", "deltatoken") if is_last else ("nextLink", "skiptoken")
        place = f"{request.scheme}://{request.host}/v1.0/{round_.kind}/delta"
        return web.json_response(
            {
                "@odata.context": f"{place}/$metadata#{round_.kind}",
                f"@odata.{name}": f"{place}?${parameter}={token}",
                "value": round_.pages[number],
            }
        )


def _group(group: str, members: list[Item]) -> Item:
    return {"id": group, **({"members@delta": members} if members else {})}


def _error(failure: Failure) -> web.Response:
    headers = {} if failure.retry_after is None else {"Retry-After": failure.retry_after}
    if failure.body is not None:
        return web.Response(status=failure.status, text=failure.body, headers=headers)
    told = {"code": failure.code, "message": "loopback", "innerError": {"request-id": token_hex(8)}}
    return web.json_response({"error": told}, status=failure.status, headers=headers)
