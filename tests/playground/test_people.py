"""People and rights in a real Teams client: Helmi opens a survey, Eero has a deputy, Aino settles hers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import now
from demo.municipality import municipality
from demo.people import AINO, EERO, HELMI
from demo.stage import Stage
from tests.playground.teams import PHONE, Teams
from tests.playground.test_plans import sent
from tests.playground.test_product import PEOPLE, UNITS, answers_all, town
from tests.playground.test_results import closed

pytestmark = pytest.mark.playground

__all__ = ["town"]


async def opens_a_survey(helmi: Teams, town: Stage) -> None:
    await helmi.says("avaa kysely")
    await helmi.sees_card("Yksikkö, jolta kysytään")
    await helmi.chooses("Kysymyssarja", "Fiilis")
    await helmi.picture("pulse-form-fi")
    await helmi.presses("Katso yhteenveto")
    await helmi.sees_card("Tällainen kysely avataan")
    await helmi.picture("pulse-outlook-fi")
    await helmi.presses("Esikatsele suomeksi")
    await helmi.sees_card("Tästä ei voi vastata.")
    await helmi.picture("pulse-preview-fi")
    await helmi.presses("Avaa nyt")
    await helmi.sees_card("Valmis. Kysely avautuu")
    await town.house.clockwork.tick(now())
    await sent(town)


async def test_helmi_opens_a_survey_in_chat_aino_answers_it_and_helmi_closes_it(window, town: Stage):
    helmi, aino = await window(HELMI), await window(AINO, size=PHONE)
    for each in (helmi, aino):
        await each.sees_card("Pulssi")
    await opens_a_survey(helmi, town)
    await aino.sees_card("1/2")
    await answers_all(aino, "fi", instrument="fiilis", choice=4)
    await aino.presses("Lähetä vastaukset")
    await aino.sees_card("Kiitos")
    await helmi.says("kyselyiden tilanne")
    await helmi.presses("Näytä kysely")
    await helmi.sees_card("Vastausprosenttia ei vielä näytetä")
    await helmi.picture("pulse-one-fi")
    await helmi.presses("Sulje nyt")
    await helmi.sees_card("Suljetaanko")
    await helmi.picture("pulse-close-fi")
    await helmi.sees_nothing_of("Aino Employee")


async def test_eero_appoints_aino_who_sees_the_results_until_he_ends_it(window, town: Stage):
    eero, aino = await window(EERO), await window(AINO, size=PHONE)
    for each in (eero, aino):
        await each.sees_card("Pulssi")
    await closed(town, "tyoelaman-laatu")
    await aino.says("näytä yksikköni tulokset")
    await aino.sees_card("Tulosta ei voi näyttää")
    await eero.says("nimeä sijainen")
    await eero.sees_card("Sijaisia ei ole nyt eikä tulossa.")
    await eero.finds("Nimeä sijainen", "Aino Employee")
    today = now().astimezone(town.house.settings.zone).date()
    days = {"from": today.isoformat(), "until": (today + timedelta(days=30)).isoformat()}
    await eero.writes("Ensimmäinen päivä", days["from"])
    await eero.writes("Viimeinen päivä", days["until"])
    await eero.picture("deputies-form-fi")
    # This client's picker sends names where Teams' sends object ids, so that is pressed by hand.
    leader = municipality(people=PEOPLE, units=UNITS).people[EERO.aad_object_id]
    sent_along = {"unit": leader.supervises[0], "person": AINO.aad_object_id, "confirmed": "yes", **days}
    await town.press(leader, "admin.deputy", sent_along)
    await sent(town)
    await eero.says("nimeä sijainen")
    await eero.sees_card("Aino Employee")
    await eero.picture("deputies-fi")
    await aino.sees_card("Sinut on nimetty sijaiseksi")
    await aino.picture("deputy-news-fi-phone")
    await aino.says("näytä yksikköni tulokset")
    await aino.sees_card("Työelämän laadun indeksi")
    await eero.presses("Päätä sijaisuus")
    await eero.presses("Päätä nyt")
    await eero.sees_card("Sijaisuus on päättynyt.")
    await sent(town)
    await aino.sees_card("Sijaisuutesi on päättynyt")
    await aino.says("näytä yksikköni tulokset")
    await aino.sees_card("Tulosta ei voi näyttää")


async def test_aino_settles_her_own_card_on_a_phone(window, town: Stage):
    aino = await window(AINO, size=PHONE)
    await aino.sees_card("Pulssi")
    await aino.says("asetukset")
    await aino.sees_card("Hiljainen aika")
    await aino.chooses("Kieli", "Svenska")
    await aino.writes("Alkaa", "21:00")
    await aino.writes("Päättyy", "07:00")
    await aino.picture("settings-fi-phone")
    await aino.presses("Tallenna")
    await aino.sees_card("Inställningarna är sparade")
    await aino.picture("settings-saved-sv-phone")


async def test_helmi_looks_at_the_directory_connections_and_the_log(window, town: Stage):
    helmi = await window(HELMI)
    await helmi.sees_card("Pulssi")
    await helmi.says("hakemiston tilanne")
    await helmi.sees_card("Hakemisto")
    await helmi.picture("directory-fi")
    await helmi.says("yhteydet")
    await helmi.sees_card("Yhteydet")
    await helmi.picture("connections-fi")
    await helmi.says("tapahtumaloki")
    await helmi.sees_card("Hakemisto tuotiin")
    await helmi.picture("audit-fi")
