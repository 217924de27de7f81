"""Installing the bot for a person through Microsoft Graph, and what Graph's refusals mean.

Documented is 201 for an install; 409 when the app is there; the installation and its chat are found by the
app's id in the catalogue. What a 403 means Graph says in words only: whoever's apps may be read but not
added to is kept from the app by a policy. 400 and 404 come for accounts without Teams: guests, those
disabled, those without a licence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote

from directory.graph import Graph, GraphBusy, GraphError

Refusal = Literal["app_blocked", "no_teams", "not_permitted"]
"""A policy keeps the app from the person; the account has no Teams; Graph refuses without a known reason."""

_NO_ACCOUNT: Final = frozenset({400, 404})
_UNAUTHORIZED: Final = 401


@dataclass(frozen=True, slots=True)
class TeamsApp:
    """The app in the organisation's catalogue, whose id is another than that in the manifest."""

    id: str
    graph_url: str

    @property
    def address(self) -> str:
        """Give the address by which an install names it."""
        return f"{self.graph_url.rstrip('/')}/appCatalogs/teamsApps/{self.id}"


@dataclass(frozen=True, slots=True)
class Installed:
    """The app is there; `chat` is the id of its chat where it was there before, else Teams tells of it."""

    chat: str = ""


@dataclass(frozen=True, slots=True)
class NotInstalled:
    """Graph refuses it for this person."""

    reason: Refusal


async def install(graph: Graph, app: TeamsApp, person: str) -> Installed | NotInstalled:
    """Install the app for a person; raise GraphBusy, or GraphError where the bot itself is refused (401)."""
    try:
        await graph.send("POST", _apps_of(person), {"teamsApp@odata.bind": app.address})
    except GraphError as error:
        match _status(error):
            case 409:
                return Installed(await _find_chat(graph, app, person))
            case 403:
                return NotInstalled(await _why_forbidden(graph, app, person))
            case status:
                return NotInstalled(_meaning(status))
    return Installed()


async def _find_chat(graph: Graph, app: TeamsApp, person: str) -> str:
    """Give the id of the person's chat with the bot; nothing where Graph knows none (yet)."""
    try:
        for installation in await _installations(graph, app, person):
            place = f"{_apps_of(person)}/{quote(installation, safe='')}/chat"
            return str((await graph.get(place)).get("id") or "")
    except GraphError as error:
        _status(error)
    return ""


async def _why_forbidden(graph: Graph, app: TeamsApp, person: str) -> Refusal:
    try:
        await _installations(graph, app, person)
    except GraphError as error:
        return _meaning(_status(error))
    return "app_blocked"


def _status(error: GraphError) -> int:
    """Give the status of an answer that is about a person; raise what is not."""
    if isinstance(error, GraphBusy) or error.status == _UNAUTHORIZED:
        raise error
    return error.status


def _meaning(status: int) -> Refusal:
    return "no_teams" if status in _NO_ACCOUNT else "not_permitted"


async def _installations(graph: Graph, app: TeamsApp, person: str) -> list[str]:
    only = "$expand=teamsApp&$filter=" + quote(f"teamsApp/id eq '{app.id}'")
    found = (await graph.get(f"{_apps_of(person)}?{only}")).get("value") or []
    return [str(each["id"]) for each in found if isinstance(each, dict) and each.get("id")]


def _apps_of(person: str) -> str:
    return f"/users/{quote(person, safe='')}/teamwork/installedApps"
