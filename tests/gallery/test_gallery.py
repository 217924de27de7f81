"""The gallery of all cards is written, complete, quiet and nowhere cut off."""

from __future__ import annotations

import asyncio
import json
import os
import re

import pytest

from cards.gallery import gallery
from content.texts import LANGUAGES
from demo.playground import PlaygroundMissing
from tests.gallery.charts import has_charts
from tests.gallery.hosts import THEMES
from tests.gallery.make import FOLDER, PAGE, make_gallery
from tests.gallery.page import TELLING, TOPICS, WIDTHS, by_topic

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def look():
    try:
        return asyncio.run(make_gallery(TELLING))
    except PlaygroundMissing as missing:
        if os.environ.get("CI"):
            raise  # where it is promised, its absence is a failure
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def page(look):
    return PAGE.read_text(encoding="utf-8")


def test_the_page_holds_every_card_in_every_language(page):
    (data,) = re.findall(r'<script type="application/json" id="data">(.+?)</script>', page)
    assert json.loads(data)["cards"] == gallery()
    assert sorted(re.findall(r'<article id="([^"]+)"', page)) == sorted(gallery())


def test_every_card_is_drawn_in_every_language_and_width_and_once_in_the_dark(look):
    assert look.drawn == len(gallery()) * len(TELLING)
    assert {(language, width) for language, theme, width in TELLING if theme == "light"} == {
        (language, width) for language in LANGUAGES for width in WIDTHS
    }
    assert {theme for _, theme, _ in TELLING} == set(THEMES)


def test_every_card_with_charts_is_shown_with_them(page):
    cards = [card for made in gallery().values() for card in made.values()]
    assert page.count('<figure class="chart') == sum(map(has_charts, cards)) > 0


def test_the_page_asks_for_nothing_beside_itself(look):
    assert look.asked == []


def test_neither_the_renderer_nor_the_browser_complains(look):
    assert look.complaints == []
    assert look.said == []


def test_nothing_is_cut_off(look):
    assert look.cut == []


def test_every_topic_is_pictured_in_every_figure(look):
    assert look.pictures == len(TOPICS) * len(TELLING)
    assert len(list(FOLDER.glob("*.png"))) == look.pictures


def test_a_card_without_a_topic_is_noticed():
    with pytest.raises(LookupError, match="unheard-of"):
        by_topic(["welcome", "unheard-of"])
