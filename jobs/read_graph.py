"""Brings the mirror of Entra up to date, page by page; after a run that dies, another goes on from there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from directory.delta import Item
from directory.graph import Graph, GraphError, Json, LinkExpired
from jobs.delta_readings import Reading, readings
from jobs.whole import whole
from storage.engine import Stores
from storage.mirror import keep_groups_among
from storage.mirror_links import Link, find_link, keep_links_among, record_link

Hold = Callable[[AsyncConnection], Awaitable[None]]
"""Called in the transaction of every page; raises when the page is somebody else's to write."""


async def read_graph(
    stores: Stores, graph: Graph, *, attribute: str, groups: Collection[str], hold: Hold
) -> int:
    """Read what has changed since the last time; give the number of pages; raise GraphError and kin.

    What the settings ask for anew, and what Graph has forgotten about, is read from the beginning.
    """
    wanted = readings(attribute=attribute, groups=groups)
    await whole(_tidy(stores, [reading.name for reading in wanted], groups, hold))
    return sum([await _read(stores, graph, reading, hold) for reading in wanted])


async def _tidy(stores: Stores, names: Collection[str], groups: Collection[str], hold: Hold) -> None:
    async with stores.identity.writing() as connection:
        await hold(connection)
        await keep_links_among(connection, names)
        await keep_groups_among(connection, groups)


async def _read(stores: Stores, graph: Graph, reading: Reading, hold: Hold) -> int:
    asked = graph.address(reading.path)
    known = await whole(_known(stores, reading.name))
    if known is not None and known.asked == asked:
        try:
            return await _follow(stores, graph, reading, known, hold)
        except LinkExpired:
            pass
    return await _follow(stores, graph, reading, Link(reading.name, asked, asked), hold)


async def _follow(stores: Stores, graph: Graph, reading: Reading, link: Link, hold: Hold) -> int:
    """Read from a link to the end."""
    pages, is_last = 0, False
    while not is_last:
        items, following, is_last = _parts(await graph.get(link.link))
        if following == link.link and not is_last:
            raise GraphError(0, "endless_link")
        further = Link(link.reading, link.asked, graph.address(following))
        await whole(_keep(stores, reading, items, before=link, further=further, hold=hold))
        link, pages = further, pages + 1
    return pages


async def _known(stores: Stores, name: str) -> Link | None:
    async with stores.identity.reading() as connection:
        return await find_link(connection, name)


async def _keep(
    stores: Stores, reading: Reading, items: Sequence[Item], *, before: Link, further: Link, hold: Hold
) -> None:
    """Keep a page in one transaction with the link to the next."""
    async with stores.identity.writing() as connection:
        await hold(connection)
        if before.link == before.asked:
            await reading.clear(connection)
        await reading.keep(connection, items)
        await record_link(connection, further)


def _parts(page: Json) -> tuple[Sequence[Item], str, bool]:
    """Give the items of a page, the link that goes on, and whether it does so another night only."""
    items, further = page.get("value"), page.get("@odata.nextLink")
    following = further or page.get("@odata.deltaLink")
    if not isinstance(items, list) or not isinstance(following, str):
        raise GraphError(0, "no_delta")
    return [item for item in items if isinstance(item, dict)], following, not further
