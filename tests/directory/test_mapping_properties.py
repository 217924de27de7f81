"""What holds for every listing, however wrong it is."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from directory.known import Known
from directory.listed import Account, Listing, Meaning, Wishes
from directory.mapping import map_listing
from directory.organisation import Organisation, Unit
from tests.directory.listings import is_same, next_known

IDS = [*"abcdefgh", "A", "B"]
VALUES = [
    "",
    " ",
    "X",
    "x",
    "Y",
    "Y-",
    "Z / X",
    "X / Y",
    "/",
    "X / Y / Z",
    "*Ψ* <b>",
    "K1",
    "yksi",
    "\u202e",
    "Päiväkoti  1",
]
GIVEN = (
    Unit("K", None, "", "Kaikki", "Alla", "All"),
    Unit("K1", "K", "", "Yksi", "X", "One"),
    Unit("K2", "K", "", "Kaksi", "X", "Two"),
)
GROUPS = ["g1", "g2", "g3", "g4"]
accounts = st.builds(
    Account,
    id=st.sampled_from(IDS),
    is_enabled=st.integers(0, 5).map(bool),
    is_guest=st.integers(0, 9).map(lambda number: number == 0),
    unit=st.one_of(st.sampled_from(VALUES), st.text(max_size=6)),
    language=st.sampled_from([None, "fi-FI", "sv", "de", "\ud800"]),
    manager=st.one_of(st.none(), st.sampled_from([*IDS, "nobody"])),
)
groups = st.dictionaries(st.sampled_from(GROUPS), st.lists(st.sampled_from([*IDS, "nobody"])).map(tuple))
meanings = st.builds(
    Meaning,
    kind=st.sampled_from(["role", "partner", "supervises", "unit"]),
    of=st.sampled_from([*VALUES, "hr", "king"]),
)
listings = st.builds(Listing, st.lists(accounts, max_size=14).map(tuple), groups)
wished = st.builds(
    Wishes,
    units=st.sampled_from([(), GIVEN]),
    separator=st.sampled_from(["", "/", " / "]),
    root_name=st.sampled_from(["", "X", "Kaupunki"]),
    groups=st.dictionaries(st.sampled_from(GROUPS), st.lists(meanings, min_size=1, max_size=2).map(tuple)),
)


def told(organisation: Organisation) -> tuple[object, object]:
    return list(organisation.units.items()), organisation.people


@settings(max_examples=400, deadline=None)  # how long one takes is not the point
@given(listings, wished, listings)
def test_any_listing_gives_one_tree_and_the_same_again_changes_nothing(first, wishes, second):
    known = Known()
    for listing in (first, second):
        known = next_known(map_listing(listing, wishes, known), known)
        again = map_listing(listing, wishes, known)
        assert is_same(again, known)
        for person in again.organisation.people.values():
            named = {person.unit_code, *person.supervises, *person.partner_of}
            assert named <= again.organisation.units.keys()


@settings(deadline=None)
@given(listings, wished, st.randoms(use_true_random=False))
def test_the_order_of_a_listing_means_nothing(listing, wishes, random):
    people = list(listing.accounts)
    random.shuffle(people)
    shuffled = Listing(tuple(people), {key: tuple(reversed(some)) for key, some in listing.groups.items()})
    one, other = (map_listing(each, wishes, Known()) for each in (listing, shuffled))
    assert told(one.organisation) == told(other.organisation)
    assert one.findings == other.findings


@settings(deadline=None)
@given(listings, wished, listings)
def test_nobody_who_is_there_and_known_is_left_out_of_a_made_tree(first, wishes, second):
    known = next_known(map_listing(first, wishes, Known()), Known())
    found = map_listing(second, wishes, known)
    live = {each.id.lower() for each in second.accounts if each.is_enabled and not each.is_guest}
    if not wishes.units:
        assert live & known.people.keys() <= found.organisation.people.keys()
