"""From what a directory lists to an organisation: rules only, and nothing that is listed can stop them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from directory.accounts import Accounts, accounts_of, language_of, said_of
from directory.findings import Finding, ordered
from directory.group_rights import GroupRights, rights_of
from directory.known import Known
from directory.listed import Listing, Wishes
from directory.managers import Chain, chain_of, supervisors
from directory.organisation import Organisation, Person
from directory.places import kept_places, place
from directory.renames import recoded, translated
from directory.unit_tree import Tree, TreeMaker
from directory.unit_words import UnitWords


@dataclass(frozen=True, slots=True)
class Mapped:
    """The organisation under the codes kept for its units, and what was found on the way, in order."""

    organisation: Organisation
    findings: tuple[Finding, ...]


def map_listing(listing: Listing, wishes: Wishes, known: Known) -> Mapped:
    """Make the organisation; where nobody is listed it stays as it is known."""
    accounts = accounts_of(listing)
    if not accounts.live:
        return Mapped(_as_known(wishes, known), ordered([*accounts.findings, Finding("empty")]))
    chain = chain_of(accounts.by_id, live=accounts.live)
    tree, places, found = _placed(accounts, chain, listing, wishes, known)
    rights = rights_of(listing, wishes, UnitWords(tree.units, known.aliases), known)
    bare = Organisation(tree.units)
    led = supervisors(bare, places, chain.links)
    for code, leaders in led.items():
        for each in leaders:
            rights.supervises[each].add(code)
    people = [_person(key, code, accounts, rights) for key, code in sorted(places.items())]
    organisation = Organisation(tree.units, people)
    found = [*accounts.findings, *chain.findings, *tree.findings, *rights.findings, *found]
    return _under_kept_codes(organisation, [*found, *_leaderless(organisation)], known)


def _placed(
    accounts: Accounts, chain: Chain, listing: Listing, wishes: Wishes, known: Known
) -> tuple[Tree, dict[str, str], list[Finding]]:
    """Make the tree and put people in it; who cannot be placed stays where they were, or is left out."""
    said = said_of(accounts, listing, wishes)
    if wishes.units:
        words = UnitWords(wishes.units, known.aliases)
        placed = place(said, words.find)
        codes = {unit.code for unit in wishes.units}
        stays = {key: words.find(kept) for key, kept in kept_places(placed.unplaced, known).items()}
        kept = {key: found[0] for key, found in stays.items() if found and found[0] in codes}
        return Tree(wishes.units), placed.places | kept, [*placed.findings, *_strangers(wishes, words)]
    maker = TreeMaker(known, separator=wishes.separator, root_name=wishes.root_name)
    placed = place(said, maker.add)
    stays_in = kept_places(placed.unplaced, known)
    made = {code: maker.add_known(code) for code in sorted(set(stays_in.values()))}
    places = placed.places | {key: made[code] for key, code in stays_in.items()}
    if wishes.separator:
        return maker.by_paths(), places, list(placed.findings)
    values = {key: each.unit for key, each in accounts.by_id.items() if key not in said}
    return maker.by_managers(places, chain.links, values=values), places, list(placed.findings)


def _strangers(wishes: Wishes, words: UnitWords) -> Iterable[Finding]:
    """Name the units of groups that the given tree does not have."""
    meanings = {meaning for each in wishes.groups.values() for meaning in each if meaning.kind == "unit"}
    return (Finding("unknown_code", word=each.of) for each in meanings if len(words.find(each.of)) != 1)


def _person(key: str, code: str, accounts: Accounts, rights: GroupRights) -> Person:
    return Person(
        key,
        code,
        language_of(accounts.by_id[key]),
        tuple(sorted(rights.supervises.get(key, ()))),
        frozenset(rights.roles.get(key, ())),
        tuple(sorted(rights.partner_of.get(key, ()))),
    )


def _leaderless(organisation: Organisation) -> Iterable[Finding]:
    led = {code for person in organisation.people.values() for code in person.supervises}
    staff: dict[str, int] = {}
    for person in organisation.people.values():
        staff[person.unit_code] = staff.get(person.unit_code, 0) + 1
    return (Finding("no_leader", unit=code, count=count) for code, count in staff.items() if code not in led)


def _under_kept_codes(organisation: Organisation, found: Iterable[Finding], known: Known) -> Mapped:
    codes: Mapping[str, str] = translated(organisation.units, known.aliases)
    told = [replace(each, unit=codes.get(each.unit, each.unit)) for each in found]
    return Mapped(recoded(organisation, codes), ordered(told))


def _as_known(wishes: Wishes, known: Known) -> Organisation:
    if known.units:
        return Organisation(known.units, known.people.values())
    maker = TreeMaker(known, separator=wishes.separator, root_name=wishes.root_name)
    return Organisation(wishes.units or maker.by_paths().units)
