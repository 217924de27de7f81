"""An HR partner has an area as HR has the whole; whoever leads above a wave sees it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest_asyncio
from sqlalchemy import select

from content.loader import load_instruments
from directory.organisation import Organisation, Person, Unit
from jobs.import_directory import import_directory
from jobs.plan_waves import plan_wave
from storage.audit import list_audit
from storage.tables.waves import wave_members
from tests.conversations.conftest import NOON, ON_BOTH, colleague, small_town
from tests.conversations.people import Member, Town, words
from tests.conversations.test_story import CLOSES, answers
from tests.conversations.writing import CLEAN, NAMED, keys

PARTNER, HEAD, BESIDE = (colleague(key) for key in ("partner", "head", "beside"))
AFTER = CLOSES + timedelta(minutes=1)
ASK = "näytä yksikköni tulokset"
REFUSED = "Tulosta ei voi näyttää"


@pytest_asyncio.fixture
async def county(town: Town) -> Town:
    """Home care and the kitchen in a division with a head and an HR partner; the library beside it."""
    small = small_town()
    units = [
        small.units["K"],
        Unit("D", "K", "tulosalue", "Hyvinvointi", "Välfärd", "Wellbeing"),
        *(
            Unit(each.code, "D", each.level, each.name_fi, each.name_sv, each.name_en)
            for each in (small.units["K1"], small.units["K3"])
        ),
        small.units["K2"],
    ]
    people = [
        *small.people.values(),
        Person(HEAD.aad_object_id, "D", "fi", ("D",), frozenset()),
        Person(PARTNER.aad_object_id, "K", "fi", (), frozenset(), ("D",)),
        Person(BESIDE.aad_object_id, "K2", "fi", (), frozenset(), ("K2",)),
    ]
    wanted = Organisation(units, people)
    await import_directory(town.house.stores, wanted, dry_run=False, actor="test", now=NOON)
    return town


async def asked(town: Town, unit: str) -> str:
    """Plan a wave of one unit and what is below it."""
    wave = await plan_wave(
        town.house.stores,
        load_instruments()["tyoelaman-laatu"],
        unit_code=unit,
        opens=NOON,
        closes=CLOSES,
        reminders=0,
        actor="test",
        now=NOON,
    )
    return wave.id


async def closed(town: Town, unit: str, *written: str) -> str:
    """Let home care answer in a wave of one unit, some with a comment they stand by, and close it."""
    wave = await asked(town, unit)
    await town.passes()
    for number in range(10):
        member = Member(town, colleague(f"k1-{number}"))
        text = written[number] if number < len(written) else ""
        for _ in range(2):
            await member.presses("survey.submit", wave=wave, comment=text, **answers())
    await town.passes(AFTER)
    return wave


@ON_BOTH
async def test_a_wave_of_one_unit_is_seen_by_whoever_leads_above_it(county: Town, eero: Member, onni: Member):
    wave = await closed(county, "K1")
    head = Member(county, HEAD)
    assert "Kotihoito" in words(head.cards()[-1]), "told unasked"
    for who in (head, eero):
        body = await who.presses("results.show", unit="K1", wave=wave)
        assert "Kotihoito" in words(body["value"])
        assert REFUSED not in words(body["value"])
    refused = words((await onni.presses("results.show", unit="K1", wave=wave))["value"])
    assert "Resultatet kan inte visas" in refused
    told = json.dumps(await head.presses("results.show", unit="K1", wave=wave))
    assert "results.share" in told
    assert "results.level" not in told, "nothing above was asked"
    assert REFUSED in words((await head.presses("results.level", unit="K1", wave=wave))["value"])


@ON_BOTH
async def test_a_partner_sees_the_area_and_is_told_of_its_results_but_of_nothing_beside(county: Town):
    wave = await closed(county, "D")
    partner, beside = Member(county, PARTNER), Member(county, BESIDE)
    assert "Hyvinvointi" in words(partner.cards()[-1])
    (card,) = await partner.says(ASK)
    assert "Hyvinvointi" in words(card)
    for unit in ("D", "K1"):
        shown = words((await partner.presses("results.show", unit=unit, wave=wave))["value"])
        assert REFUSED not in shown
    for unit in ("K", "K2", "nowhere"):
        assert REFUSED in words((await partner.presses("results.show", unit=unit, wave=wave))["value"])
    for unit in ("D", "K1", "K", "K3", "nowhere"):
        assert REFUSED in words((await beside.presses("results.show", unit=unit, wave=wave))["value"])
    assert not any("ovat valmiit" in words(card) for card in beside.cards())


async def test_a_partner_shares_and_compares_in_the_area_and_does_not_lead_or_think(county: Town):
    wave = await closed(county, "D")
    partner = Member(county, PARTNER)
    confirm = words((await partner.presses("results.share", unit="K1", wave=wave))["value"])
    assert "Jaetaanko pääkohdat tiimille?" in confirm
    ranked = await partner.presses("results.level", unit="D", wave=wave, order="rates")
    assert REFUSED not in words(ranked["value"])
    for verb, data in (
        ("results.scenario", {"unit": "D", "wave": wave}),
        ("plan.edit", {"unit": "K1"}),
        ("guide.held", {"unit": "K1", "wave": wave}),
        ("clock.edit", {}),
        ("clock.show", {}),
    ):
        assert REFUSED in words((await partner.presses(verb, **data))["value"]), verb


@ON_BOTH
async def test_a_partner_follows_and_pauses_the_waves_of_the_area_alone(county: Town, helmi: Member):
    own, whole = await asked(county, "D"), await asked(county, "K2")
    await county.passes()
    partner, beside = Member(county, PARTNER), Member(county, BESIDE)
    (card,) = await partner.says("kyselyiden tilanne")
    assert "Hyvinvointi" in words(card)
    assert "Kirjasto" not in words(card)
    assert "Hyvinvointi" not in words((await beside.says("kyselyiden tilanne"))[0])
    assert REFUSED in words((await partner.presses("waves.pause", wave=whole))["value"])
    assert REFUSED in words((await beside.presses("waves.pause", wave=own))["value"])
    await partner.presses("waves.pause", wave=own)
    async with county.house.stores.identity.reading() as connection:
        paused = [each for each in await list_audit(connection, newest=100) if each.action == "wave.paused"]
    assert [(each.actor, each.subject) for each in paused] == [(PARTNER.aad_object_id, own)]
    both = words((await helmi.says("kyselyiden tilanne"))[0])
    assert "Hyvinvointi" in both
    assert "Kirjasto" in both


async def test_held_comments_wait_for_the_partner_of_the_whole_wave_and_for_nobody_elses(county: Town):
    await closed(county, "D", NAMED, *CLEAN)
    partner, beside = Member(county, PARTNER), Member(county, BESIDE)
    (empty,) = await beside.says("tarkista kommentit")
    assert NAMED not in words(empty)
    (card,) = await partner.says("tarkista kommentit")
    (key,) = keys(card, "comments.release")
    for verb in ("comments.release", "comments.delete"):
        assert REFUSED in words((await beside.presses(verb, key=key))["value"])
    rest = await partner.presses("comments.release", key=key)
    assert "Mikään kommentti ei odota" in words(rest["value"])


async def test_a_partner_whose_own_unit_is_in_the_area_answers_above_it(county: Town):
    small = small_town()
    inside = Person(PARTNER.aad_object_id, "K1", "fi", (), frozenset(), ("K1",))
    people = [*small.people.values(), inside]
    wanted = Organisation(list(small.units.values()), people)
    await import_directory(county.house.stores, wanted, dry_run=False, actor="test", now=NOON)
    wave = await asked(county, "K")
    await county.passes()
    async with county.house.stores.identity.reading() as connection:
        query = select(wave_members.c.cell).where(
            wave_members.c.wave == wave, wave_members.c.person == PARTNER.aad_object_id
        )
        assert await connection.scalar(query) == "K"
