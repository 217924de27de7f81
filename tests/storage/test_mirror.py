"""The mirror of Entra and the lease of whoever reads it, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from directory.listed import Account, Listing
from storage.mirror import (
    clear_accounts,
    count_nested,
    drop_mirror,
    find_accounts,
    keep_groups_among,
    load_listing,
    record_accounts,
    record_members,
    remove_accounts,
    remove_groups,
)
from storage.mirror_links import (
    Link,
    claim_reading,
    find_link,
    keep_links_among,
    record_link,
    release_reading,
    renew_reading,
)

AINO = Account("aino", unit="Kotihoito", language="fi-FI", manager="eero")
EERO = Account("eero", unit="Kotihoito", language="sv-FI")
GUEST = Account("guest", is_enabled=False, is_guest=True)
NOW = datetime(2027, 3, 1, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=30)
TODAY = date(2027, 3, 1)


async def test_accounts_come_back_as_they_were_kept(connection):
    await record_accounts(connection, [GUEST, EERO, AINO])
    assert await find_accounts(connection, ["aino", "guest", "nobody"]) == {"aino": AINO, "guest": GUEST}
    assert await load_listing(connection) == Listing((AINO, EERO, GUEST), {})


async def test_an_account_takes_the_place_of_what_was_known_of_it(connection):
    await record_accounts(connection, [AINO, EERO])
    moved = replace(AINO, unit="Keittiö", manager=None, is_enabled=False)
    await record_accounts(connection, [moved])
    assert (await load_listing(connection)).accounts == (moved, EERO)


async def test_accounts_go_one_by_one_or_all_at_once(connection):
    await record_accounts(connection, [AINO, EERO, GUEST])
    await remove_accounts(connection, ["aino", "nobody"])
    assert (await load_listing(connection)).accounts == (EERO, GUEST)
    await clear_accounts(connection)
    assert (await load_listing(connection)).accounts == ()


async def test_no_rows_are_no_trouble(connection):
    await record_accounts(connection, [])
    await remove_accounts(connection, [])
    assert await load_listing(connection) == Listing(())


async def test_members_come_and_go_on_page_after_page(connection):
    await record_members(connection, "hr", {"aino": "user", "eero": "user"})
    await record_members(connection, "hr", {"helmi": "user", "eero": None, "nobody": None})
    await record_members(connection, "empty", {})
    assert (await load_listing(connection)).groups == {"empty": (), "hr": ("aino", "helmi")}


async def test_groups_within_groups_are_counted_and_are_no_members(connection):
    await record_members(connection, "hr", {"aino": "user", "inner": "group"})
    assert (await load_listing(connection)).groups == {"hr": ("aino",)}
    assert await count_nested(connection) == 1


async def test_a_group_that_is_gone_takes_its_members_along(connection):
    for group in ("hr", "admin"):
        await record_members(connection, group, {"aino": "user", "inner": "group"})
    await remove_groups(connection, ["hr"])
    assert (await load_listing(connection)).groups == {"admin": ("aino",)}
    await keep_groups_among(connection, ["hr", "other"])
    assert (await load_listing(connection)).groups == {}
    assert await count_nested(connection) == 0


async def test_a_link_takes_the_place_of_the_one_before(connection):
    await record_link(connection, Link("accounts", "/users", "page 2"))
    await record_link(connection, Link("groups", "/groups", "page 7"))
    await record_link(connection, Link("accounts", "/users", "page 3"))
    assert await find_link(connection, "accounts") == Link("accounts", "/users", "page 3")
    await keep_links_among(connection, ["accounts"])
    assert await find_link(connection, "groups") is None
    assert await find_link(connection, "accounts") is not None


async def test_a_dropped_mirror_is_empty_and_begins_anew(connection):
    assert not await drop_mirror(connection)
    await record_accounts(connection, [AINO])
    await record_members(connection, "hr", {"aino": "user"})
    await record_link(connection, Link("accounts", "/users", "page 2"))
    assert await drop_mirror(connection)
    assert await load_listing(connection) == Listing(())
    assert await find_link(connection, "accounts") is None


async def claimed(connection, holder: str, *, now: datetime = NOW, day: date | None = TODAY) -> bool:
    return await claim_reading(connection, holder, now=now, until=now + timedelta(minutes=30), day=day)


async def test_one_reads_at_a_time_and_whoever_died_is_followed_by_another(connection):
    assert await claimed(connection, "one")
    assert not await claimed(connection, "other")
    assert not await claimed(connection, "other", day=None)
    assert await claimed(connection, "other", now=LATER)
    assert not await renew_reading(connection, "one", until=LATER)
    assert await renew_reading(connection, "other", until=LATER + timedelta(minutes=30))
    assert not await claimed(connection, "third", now=LATER + timedelta(minutes=29))


async def test_a_night_that_is_done_is_done_for_everybody_but_the_shell(connection):
    assert await claimed(connection, "one")
    await release_reading(connection, "one", day=TODAY)
    assert not await claimed(connection, "other")
    assert await claimed(connection, "shell", day=None)
    await release_reading(connection, "shell", day=None)
    assert not await claimed(connection, "other")
    assert await claimed(connection, "other", now=NOW + timedelta(days=1), day=date(2027, 3, 2))


async def test_a_night_that_failed_is_tried_again(connection):
    assert await claimed(connection, "one")
    await release_reading(connection, "one", day=None)
    assert await claimed(connection, "other")


async def test_nobody_gives_back_what_another_holds(connection):
    assert await claimed(connection, "one")
    await release_reading(connection, "other", day=TODAY)
    assert not await claimed(connection, "other", day=date(2027, 3, 2))
