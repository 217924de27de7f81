"""Words, figures and dates as the reader of each language expects them."""

from __future__ import annotations

import decimal
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from babel.numbers import parse_decimal
from hypothesis import given
from hypothesis import strategies as st

from locales import NaiveMoment, UnknownText, texts

NBSP = "\N{NO-BREAK SPACE}"
HELSINKI = ZoneInfo("Europe/Helsinki")
LOCALE_NAMES = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}


@pytest.mark.parametrize(("language", "word"), [("fi", "Luottamus"), ("sv", "Förtroende"), ("en", "Trust")])
def test_a_text_is_said_in_the_language_asked_for(language, word):
    assert texts(language)("terms.theme.trust") == word


def test_an_unknown_language_gets_finnish():
    assert texts("de").language == "fi"
    assert texts("de") is texts("fi")


@pytest.mark.parametrize(
    "key", ["terms.no-such-text", "nosuchdomain.title", "terms", "", "../fi/terms.product"]
)
def test_a_missing_text_is_refused_with_its_language_and_key(key):
    with pytest.raises(UnknownText) as refusal:
        texts("sv")(key)
    assert (refusal.value.language, refusal.value.key) == ("sv", key)


def test_a_text_with_plural_forms_is_refused_without_a_number():
    with pytest.raises(UnknownText, match=r"terms\.answers"):
        texts("fi")("terms.answers")


@pytest.mark.parametrize(
    ("language", "n", "said"),
    [
        ("fi", 0, "0 vastausta"),
        ("fi", 1, "1 vastaus"),
        ("fi", 2, "2 vastausta"),
        ("fi", 1980, f"1{NBSP}980 vastausta"),
        ("sv", 1, "1 svar"),
        ("sv", 1980, f"1{NBSP}980 svar"),
        ("en", 0, "0 answers"),
        ("en", 1, "1 answer"),
        ("en", 1980, "1,980 answers"),
    ],
)
def test_a_number_chooses_its_plural_form(language, n, said):
    assert texts(language).count("terms.answers", n) == said


@pytest.mark.parametrize(
    ("language", "x", "decimals", "written"),
    [
        ("fi", 52.85, 1, "52,9"),
        ("sv", 52.85, 1, "52,9"),
        ("en", 52.85, 1, "52.9"),
        ("fi", 3, 1, "3,0"),
        ("fi", 2.5, 0, "3"),
        ("en", 2.25, 1, "2.3"),
        ("fi", 12345.6, 1, f"12{NBSP}345,6"),
        ("fi", -1.5, 1, "\N{MINUS SIGN}1,5"),
        ("en", -1.5, 1, "\N{MINUS SIGN}1.5"),
    ],
)
def test_a_number_is_written_with_exactly_so_many_decimals(language, x, decimals, written):
    assert texts(language).number(x, decimals) == written


@given(
    st.sampled_from(sorted(LOCALE_NAMES)),
    st.decimals(min_value=0, max_value=1_000_000, places=3),
    st.integers(min_value=0, max_value=3),
)
def test_a_written_number_reads_back_as_its_rounding(language, x, decimals):
    written = texts(language).number(float(x), decimals)
    rounded = x.quantize(decimal.Decimal(1).scaleb(-decimals), rounding=decimal.ROUND_HALF_UP)
    assert parse_decimal(written, locale=LOCALE_NAMES[language]) == rounded


@pytest.mark.parametrize(
    ("language", "written"), [("fi", "a, b ja c"), ("sv", "a, b och c"), ("en", "a, b and c")]
)
def test_parts_are_written_one_after_the_other(language, written):
    assert texts(language).listed(["a", "b", "c"]) == written
    assert texts(language).listed(["a"]) == "a"


@pytest.mark.parametrize(("language", "written"), [("fi", f"55{NBSP}%"), ("sv", f"55{NBSP}%"), ("en", "55%")])
def test_a_percent_sign_never_starts_a_line(language, written):
    assert texts(language).percent(55) == written


@pytest.mark.parametrize(
    ("x", "written"), [(0, "0%"), (52.5, "53%"), (53.5, "54%"), (57.4, "57%"), (100, "100%")]
)
def test_a_half_percent_is_rounded_up(x, written):
    assert texts("en").percent(x) == written


@pytest.mark.parametrize(
    ("language", "written"), [("fi", "5.1.2026"), ("sv", "5.1.2026"), ("en", "5 January 2026")]
)
def test_a_day_is_written_as_in_finland(language, written):
    assert texts(language).date(date(2026, 1, 5)) == written


@pytest.mark.parametrize(
    ("language", "written"), [("fi", "15.11.2026"), ("sv", "15.11.2026"), ("en", "15 Nov 2026")]
)
def test_a_day_has_a_short_form(language, written):
    assert texts(language).short_date(date(2026, 11, 15)) == written


@pytest.mark.parametrize(
    ("language", "written"),
    [("fi", "5.7.2026 klo\u00a09.05"), ("sv", "5.7.2026 kl.\u00a09.05"), ("en", "5 July 2026, 9:05")],
)
def test_a_moment_is_written_by_the_local_clock(language, written):
    assert texts(language).moment(datetime(2026, 7, 5, 6, 5, tzinfo=UTC), HELSINKI) == written


def test_a_moment_follows_the_change_to_winter_time():
    summer = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    winter = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert (
        texts("fi").moment(summer, HELSINKI)
        == texts("fi").moment(winter, HELSINKI)
        == "25.10.2026 klo\u00a03.30"
    )


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(NaiveMoment):
        texts("fi").moment(datetime(2026, 7, 5, 6, 5), HELSINKI)  # noqa: DTZ001 - the very thing refused
