"""Brings the mirror of Entra up to date, page by page; after a run that dies, another goes on from there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from directory.delta import Item
from directory.graph import Graph, GraphError, Json, LinkExpired
from jobs.delta_readings import Reading, readings
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
    async with stores.identity.writing() as connection:
        await hold(connection)
        await keep_links_among(connection, [reading.name for reading in wanted])
        await keep_groups_among(connection, groups)
    return sum([await _read(stores, graph, reading, hold) for reading in wanted])


async def _read(stores: Stores, graph: Graph, reading: Reading, hold: Hold) -> int:
    asked = graph.address(reading.path)
    async with stores.identity.reading() as connection:
        known = await find_link(connection, reading.name)
    if known is not None and known.asked == asked:
        try:
            return await _follow(stores, graph, reading, known, hold)
        except LinkExpired:
            pass
    return await _follow(stores, graph, reading, Link(reading.name, asked, asked), hold)


async def _follow(stores: Stores, graph: Graph, reading: Reading, link: Link, hold: Hold) -> int:
    """Read from a link to the end, each page in one transaction with the link to the next."""
    pages, is_last = 0, False
    while not is_last:
        items, following, is_last = _parts(await graph.get(link.link))
        if following == link.link and not is_last:
            raise GraphError(0, "endless_link")
        async with stores.identity.writing() as connection:
            await hold(connection)
            if link.link == link.asked:
                await reading.clear(connection)
            await reading.keep(connection, items)
            link = Link(link.reading, link.asked, graph.address(following))
            await record_link(connection, link)
        pages += 1
    return pages


def _parts(page: Json) -> tuple[Sequence[Item], str, bool]:
    """Give the items of a page, the link that goes on, and whether it does so another night only."""
    items, further = page.get("value"), page.get("@odata.nextLink")
    following = further or page.get("@odata.deltaLink")
    if not isinstance(items, list) or not isinstance(following, str):
        raise GraphError(0, "no_delta")
    return [item for item in items if isinstance(item, dict)], following, not further
