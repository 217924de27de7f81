"""What lies behind a result in a real Teams client: words unfold where they stand, views follow."""

from __future__ import annotations

import pytest

from demo.municipality import municipality
from demo.people import EERO
from demo.stage import Stage
from tests.playground.teams import PHONE
from tests.playground.test_product import PEOPLE, UNITS, opened, town

pytestmark = pytest.mark.playground

__all__ = ["town"]

FIRST = "Vahvuudet ovat väittämiä"
"""How the explanation of strengths and targets begins."""


async def test_eero_unfolds_what_a_choice_means_and_goes_on_and_back(window, town: Stage):
    eero = await window(EERO, size=PHONE)
    await eero.sees_card("Pulssi")
    wave = await opened(town, "tyoelaman-laatu")
    await town.answer(wave, municipality(people=PEOPLE, units=UNITS), lambda _: None)
    await town.close(wave)
    await eero.says("mitä tämä tarkoittaa")
    await eero.sees_card("Näin otatte tuloksen vastaan")
    await eero.picture("detail-explain-fi-phone")
    await eero.presses("Valitkaa yhdessä")
    await eero.sees_card("Minä: mieti itseksesi")
    await eero.sees_nothing_of(FIRST)
    await eero.presses("Mitä tämä tarkoittaa?")
    await eero.sees_card(FIRST)
    await eero.presses("Mitä tämä tarkoittaa?")
    await eero.sees_nothing_of(FIRST)
    await eero.presses("Takaisin tulokseen")
    await eero.sees_card("Vastausprosentti")
    await eero.presses("Lisää tietoa")
    await eero.sees_card("Näin vastaukset jakautuivat")
    await eero.presses("Seuraava sivu")
    await eero.sees_card("Palveluprosessit")
    await eero.picture("detail-items-fi-phone")
    await eero.presses("Takaisin tulokseen")
    await eero.sees_card("Vastausprosentti")
