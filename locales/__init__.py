"""What the product says, in the reader's language: words from gettext, figures and dates by Babel."""

from __future__ import annotations

import decimal
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from locales.catalogues import forms

_LOCALES: Final = {
    "fi": Locale("fi", "FI"),
    "sv": Locale("sv", "FI"),
    "en": Locale("en", "GB"),
}
_DATES: Final = {"fi": "d.M.y", "sv": "d.M.y", "en": "d MMMM y"}
_SHORT_DATES: Final = {"fi": "d.M.y", "sv": "d.M.y", "en": "d MMM y"}
_DAYS: Final = {"fi": "d.M.", "sv": "d.M.", "en": "d MMM"}
_MOMENTS: Final = {"fi": "d.M.y 'klo'\u00a0H.mm", "sv": "d.M.y 'kl.'\u00a0H.mm", "en": "d MMMM y, H:mm"}


class UnknownText(KeyError):
    """No catalogue of the language holds the key."""

    def __init__(self, language: str, key: str) -> None:
        self.language = language
        self.key = key
        super().__init__(f"{language}: {key}")


class NaiveMoment(ValueError):
    """A point of time came without its zone, so its local time cannot be told."""


def texts(language: str) -> Texts:
    """Give the texts of `language`; an unknown language gets Finnish."""
    return _texts(language if language in _LOCALES else "fi")


class Texts:
    """One language's words, figures and dates."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._locale = _LOCALES[language]

    def __call__(self, key: str, /, **facts: object) -> str:
        """Say the text `key` with `facts` in its placeholders; raise UnknownText for a missing key."""
        found = self._forms(key)
        if len(found) != 1:
            raise UnknownText(self.language, f"{key} without a number")
        return found[0].format(**facts)

    def count(self, key: str, n: int, /, **facts: object) -> str:
        """Say the text `key` in the plural form `n` asks for, with `{n}` written the language's way."""
        singular, *plural = self._forms(key)
        form = singular if not plural or self._locale.plural_form(n) == "one" else plural[0]
        return form.format(n=self.number(n, 0), **facts)

    def number(self, x: float, decimals: int = 1) -> str:
        """Write a number with exactly so many decimals, halves rounded away from zero."""
        return _number(self.language, x, decimals)

    def percent(self, x: float) -> str:
        """Write `x`, given in 0..100, as a whole percent, halves rounded away from zero."""
        return _percent(self.language, x)

    def listed(self, parts: Sequence[str]) -> str:
        """Write parts one after the other, with "and" before the last."""
        return format_list(parts, locale=self._locale)

    def short_date(self, d: date) -> str:
        """Write a day where there is little room, such as below a chart."""
        return format_date(d, format=_SHORT_DATES[self.language], locale=self._locale)

    def month(self, d: date) -> str:
        """Name the month of a day, with its year."""
        named = format_date(d, format="LLLL y", locale=self._locale)
        return named[:1].upper() + named[1:]

    def month_alone(self, d: date) -> str:
        """Name the month of a day."""
        named = format_date(d, format="LLLL", locale=self._locale)
        return named[:1].upper() + named[1:]

    def day(self, d: date) -> str:
        """Write a day where its year is known."""
        return format_date(d, format=_DAYS[self.language], locale=self._locale)

    def date(self, d: date) -> str:
        """Write a day."""
        return format_date(d, format=_DATES[self.language], locale=self._locale)

    def moment(self, dt: datetime, zone: ZoneInfo) -> str:
        """Write a point of time by the clocks of `zone`; raise NaiveMoment when it lacks its own zone."""
        if dt.tzinfo is None:
            raise NaiveMoment(dt.isoformat())
        local = dt.astimezone(zone)
        return format_datetime(local, format=_MOMENTS[self.language], locale=self._locale)

    def _forms(self, key: str) -> tuple[str, ...]:
        found = forms(self.language, key.partition(".")[0]).get(key)
        if found is None:
            raise UnknownText(self.language, key)
        return found


@cache
def _texts(language: str) -> Texts:
    return Texts(language)


# Remembered: the same few hundred figures are written on every card.
@lru_cache(maxsize=4096)
def _number(language: str, x: float, decimals: int) -> str:
    pattern = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    with decimal.localcontext(rounding=decimal.ROUND_HALF_UP):
        written = format_decimal(_decimal(x), format=pattern, locale=_LOCALES[language])
    return written.replace("-", "\N{MINUS SIGN}")


@lru_cache(maxsize=4096)
def _percent(language: str, x: float) -> str:
    with decimal.localcontext(rounding=decimal.ROUND_HALF_UP):
        return format_percent(_decimal(x) / 100, locale=_LOCALES[language])


def _decimal(x: float) -> decimal.Decimal:
    """Take the figure as it is written, so that 0.15 is not a little less than itself."""
    return decimal.Decimal(str(x))
