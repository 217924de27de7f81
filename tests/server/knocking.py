"""Knocking at the door of the running app with what is not right: nothing may happen, and it is counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from demo.people import AINO, APP_ID, TENANT_ID
from tests.attacks.raw_stores import Rows, dump_all, without_system
from tests.conversations.people import Member, Town

URL = "/api/messages"
Headers = Iterable[tuple[str, str]]


@dataclass
class Knocker:
    """Somebody who sends what Aino's Teams would send, with changes."""

    town: Town
    logs: list[dict[str, Any]] = field(default_factory=list)

    def activity(self, **changes: Any) -> dict[str, Any]:
        """Give Aino's cry for help; `...` takes a field away."""
        whole = Member(self.town, AINO).activity() | {"type": "message", "text": "apua"} | changes
        return {name: value for name, value in whole.items() if value is not ...}

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Give the claims of a good token; `...` takes one away."""
        made = self.town.issuer.claims(
            app_id=APP_ID, service_url=self.town.connector.service_url, now=self.town.clock.now
        )
        return {name: value for name, value in (made | changes).items() if value is not ...}

    def token(self, **changes: Any) -> str:
        """Sign claims with the issuer's own key."""
        return self.town.issuer.sign(self.claims(**changes))

    async def knocks(self, activity: Any = None, *, headers: Headers | None = None) -> int:
        """Post and give the status; with a good token unless other headers are given."""
        given = [("Authorization", f"Bearer {self.token()}")] if headers is None else list(headers)
        body = self.activity() if activity is None else activity
        async with self.town.client.post(URL, json=body, headers=given) as response:
            assert AINO.aad_object_id not in await response.text()
            return response.status

    async def is_refused(self, reason: str, status: int, activity: Any = None, **more: Any) -> None:
        """Knock and see that nothing is done or said, that it is counted once, and told in one line."""
        before, calls, counted = await self.world(), len(self.town.connector.calls), self.counts()
        del self.logs[:]
        assert await self.knocks(activity, **more) == status
        assert await self.world() == before
        assert len(self.town.connector.calls) == calls
        assert _difference(self.counts(), counted) == {reason: 1}
        [line] = self.logs
        assert (line["event"], line["outcome"], line["reason"]) == ("request", "refused", reason)
        assert not any(word in str(line).lower() for word in _unsaid())

    async def world(self) -> dict[str, Rows]:
        """Give every row of every store."""
        return await rows_of(self.town)

    def counts(self) -> dict[str, int]:
        """Give what has been refused so far."""
        return dict(self.town.house.refusals)


async def rows_of(town: Town) -> dict[str, Rows]:
    """Give every row of every store; what sending has used of the pace is noted at its own time."""
    dumped = await dump_all(town.house.stores)
    kept = {name: rows for name, rows in dumped.items() if name != "pace" and not name.startswith("pg_")}
    return {name: without_system(rows) for name, rows in kept.items()}


def bearer(token: str) -> Headers:
    """Put a token where it belongs."""
    return [("Authorization", f"Bearer {token}")]


def _difference(now: Mapping[str, int], before: Mapping[str, int]) -> dict[str, int]:
    return {reason: now[reason] - before[reason] for reason in now if now[reason] != before[reason]}


def _unsaid() -> Iterable[str]:
    return (AINO.aad_object_id, AINO.member_id.lower(), TENANT_ID.lower(), "apua", "evil", "bearer")
