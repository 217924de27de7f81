"""From a result to change in a real Teams client: Eero, Aino on a phone, and the channel of their team."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import update

from bot import now
from demo.municipality import municipality
from demo.people import AINO, EERO
from demo.stage import Stage
from directory.organisation import Organisation, Unit
from followups.months import add_months
from jobs.nudge_teams import NUDGE
from storage.choices import choice_id
from storage.plans import find_plan_of, save_plan
from storage.results import find_result
from storage.shares import list_closed_between
from storage.tables.outbox import outbox
from tests.playground.teams import PHONE, Teams
from tests.playground.test_product import PEOPLE, UNITS, town
from tests.playground.test_results import closed

pytestmark = pytest.mark.playground

__all__ = ["town"]

CHANNEL = "Kuulasalmi - Pulssi"
MEETINGS = "Palaverit alkavat ajallaan"
OTHERS = 5


def led_by_eero(made: Organisation) -> Unit:
    (code,) = made.people[EERO.aad_object_id].supervises
    return made.units[code]


async def newest_wave(town: Stage) -> str:
    async with town.house.stores.identity.reading() as connection:
        return (await list_closed_between(connection, now().replace(year=2000), until=now()))[-1]


async def links_channel(eero: Teams) -> None:
    await eero.goes_to(CHANNEL)
    await eero.says(" liitä kanava", mention="Pulssi")
    await eero.sees_card("Liitä kanava yksikköön")
    await eero.picture("channel-link-fi")
    await eero.presses("Liitä kanava")
    await eero.sees_card("Kanava on liitetty")
    await eero.goes_to("Personal Chat")


async def sent(town: Stage) -> None:
    """Send what somebody has just pressed for; two messages to one person leave two seconds apart."""
    for _ in range(5):
        await town.house.worker.drain()
        await asyncio.sleep(1)


async def in_channel(eero: Teams, text: str, picture: str) -> None:
    """See in the channel what the bot has posted there, and go back."""
    await eero.goes_to(CHANNEL)
    await eero.sees_card(text)
    await eero.picture(picture, whole=True)
    await eero.goes_to("Personal Chat")


async def others_vote(town: Stage, made: Organisation, unit: Unit) -> None:
    wave = await newest_wave(town)
    async with town.house.stores.identity.reading() as connection:
        found = await find_result(connection, wave, code=unit.code)
    assert found is not None
    team = [
        each
        for each in made.people.values()
        if each.unit_code == unit.code and unit.code not in each.supervises
    ]
    chosen = {"strengths": found.strengths[0], "targets": found.targets[0]}
    for person in [each for each in team if each.aad_object_id != AINO.aad_object_id][:OTHERS]:
        await town.press(person, "choose.vote", {"choice": choice_id(wave, unit.code), **chosen})


async def three_months_pass(town: Stage, unit: Unit) -> None:
    """Let the plan be as old as it is when it is looked at again."""
    async with town.house.stores.identity.writing() as connection:
        plan = await find_plan_of(connection, unit.code)
        assert plan is not None
        assert plan.agreed_on is not None
        before = add_months(plan.agreed_on, -4)
        await save_plan(connection, replace(plan, made_on=before, agreed_on=before), now=now())
    await town.house.clockwork.tick(now())
    async with town.house.stores.identity.writing() as connection:
        # Nudges leave at nine; this test runs at any hour.
        await connection.execute(update(outbox).where(outbox.c.kind == NUDGE).values(due_at=now()))
    await town.house.worker.drain()


async def chooses_together(eero: Teams, aino: Teams, town: Stage, made: Organisation) -> None:
    unit = led_by_eero(made)
    await eero.sees_card("Valitkaa yhdessä Teamsissa")
    await eero.picture("choose-propose-fi")
    await eero.presses("Lähetä kortit")
    await eero.sees_card("Valinta on käynnissä")
    await sent(town)
    await aino.sees_card("Mitkä sinä valitsisit?")
    await aino.writes("Oma ehdotus vahvuudeksi", "Huumori")
    await aino.writes("Oma ehdotus kehittämiskohteeksi", MEETINGS)
    await aino.picture("choose-vote-fi-phone")
    await aino.presses("Lähetä valintani")
    await aino.sees_card("Kiitos! Valintasi on sinetöity")
    await aino.sees_nothing_of("Huumori")
    await eero.presses("Päivitä tilanne")
    await eero.sees_card("Vielä 4")
    await others_vote(town, made, unit)
    await eero.presses("Päivitä tilanne")
    await eero.sees_card("Valinnat voi laskea")
    await eero.presses("Laske valinnat nyt")
    await eero.sees_card("Tämän tiimi valitsi")
    await eero.sees_card("Huumori")
    await eero.picture("choose-sum-fi")


async def plans_and_shares(eero: Teams, aino: Teams, town: Stage) -> None:
    await eero.presses("Kirjaa yhteinen valinta")
    await eero.sees_card("Kuka kirjasi valinnan?")
    await eero.writes("Kehittämiskohde 1", MEETINGS)
    await eero.writes("Kuka kirjasi valinnan?", "Aino")
    await eero.picture("choose-agree-fi")
    await eero.presses("Kirjaa valinta")
    await eero.sees_card("Yhteinen valinta on kirjattu")
    await eero.presses("Tee suunnitelma")
    await eero.sees_card("Toimenpide")
    await eero.writes("Toimenpide", "Hankimme kellon seinälle")
    await eero.picture("plan-edit-fi")
    await eero.presses("Tallenna")
    await eero.sees_card("Hankimme kellon seinälle")
    await eero.picture("plan-fi")
    await eero.presses("Jaa tiimille")
    await eero.sees_card("Jaa suunnitelma")
    await eero.picture("plan-share-fi")
    await eero.presses("Jaa suunnitelma")
    await eero.sees_card("Suunnitelma on jaettu")
    await sent(town)
    await aino.sees_card("Hankimme kellon seinälle")
    await aino.picture("plan-news-fi-phone")


async def looks_back(eero: Teams, aino: Teams, town: Stage) -> None:
    await eero.sees_card("Suunnitelman seuranta")
    await eero.picture("follow-up-fi")
    await eero.writes("Mikä on onnistunut?", "Aloitamme tasalta")
    await eero.presses("Kirjaa seuranta")
    await eero.sees_card("Seuranta on kirjattu")
    await sent(town)
    await aino.sees_card("Aloitamme tasalta")
    await aino.picture("progress-fi-phone")


async def test_eero_and_aino_go_from_a_result_to_a_plan_and_look_back_at_it(window, town: Stage):
    made = municipality(people=PEOPLE, units=UNITS)
    unit = led_by_eero(made)
    eero, aino = await window(EERO), await window(AINO, size=PHONE)
    for each in (eero, aino):
        await each.sees_card("Pulssi")
    await closed(town, "tyoelaman-laatu")
    await eero.sees_card("Tulokset ovat valmiit")
    await links_channel(eero)
    await eero.presses("Valitkaa vahvuudet ja kohteet")
    await eero.presses("Kokouksen ohjelma")
    await eero.presses("Valinnan ohjelma")
    await eero.sees_card("Sopikaa rooleista")
    await eero.picture("agenda-fi")
    await eero.presses("Lähetä tiimin kanavalle")
    await sent(town)
    await in_channel(eero, "Vahvuuksien ja kehittämiskohteiden valinta", "agenda-channel-fi")
    await eero.presses("Valitse vahvuudet ja kohteet")
    await chooses_together(eero, aino, town, made)
    await sent(town)
    await in_channel(eero, "Tämän tiimi valitsi", "choose-channel-fi")
    await plans_and_shares(eero, aino, town)
    await in_channel(eero, "Hankimme kellon seinälle", "plan-channel-fi")
    await three_months_pass(town, unit)
    await in_channel(eero, "Katsotaan yhdessä suunnitelmaamme", "nudge-channel-fi")
    await looks_back(eero, aino, town)
    await in_channel(eero, "Aloitamme tasalta", "progress-channel-fi")
