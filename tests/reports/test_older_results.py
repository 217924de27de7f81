"""A result that was computed by other constants says so, on its card and in every file."""

from __future__ import annotations

import pytest

from cards.samples import MADE_UP, made_up
from locales import texts
from scoring.index import trend_line
from tests.cards.shown import INSTRUMENTS, LANGUAGES, result, sentences, typed
from tests.reports.exports import sheet

OLDER = {"parameters": "qwl-0:k=8,m=0.5,a=1,A=5,full;tyoelaman-laatu/1"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_older_way_of_computing_is_told_once(language):
    told = texts(language)("explain.older")
    assert sentences(result("good", language=language, found=OLDER)).count(typed(told)) == 1
    assert sheet("good", language=language, found=OLDER).section("reading").said.count(told) == 1


@pytest.mark.parametrize("name", [name for name in MADE_UP if name != "none"])
def test_a_result_of_today_or_of_the_first_waves_says_nothing_of_it(name):
    today = {"parameters": trend_line(INSTRUMENTS[made_up(name).published.instrument])}
    for found in (today, {"parameters": ""}):
        assert typed(texts("fi")("explain.older")) not in sentences(result(name, found=found))
