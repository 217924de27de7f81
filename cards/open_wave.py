"""A wave that is still open, in words: until when, and how many have answered where that may be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from locales import Texts
from scoring.figures import Figure
from scoring.in_words import rate_in_words


@dataclass(frozen=True, slots=True)
class OpenWave:
    """Say until when a unit can answer, and its coarse response rate at the end of `day`; None: not told."""

    closes: datetime
    day: date | None = None
    rate: Figure | None = None


def closing_in_words(wave: OpenWave, *, zone: ZoneInfo, say: Texts) -> str:
    """Say beside an older result that another wave is open, with its rate where that is told."""
    closing = say("cardresults.open", moment=say.moment(wave.closes, zone))
    return " ".join(part for part in (closing, answered_in_words(wave, say=say)) if part)


def answered_in_words(wave: OpenWave, *, say: Texts) -> str:
    """Say how many had answered; nothing where that is not told."""
    if wave.rate is None or wave.day is None:
        return ""
    rate = rate_in_words(wave.rate, say)
    about = rate if wave.rate.bound else say("cardnotice.answered.about", rate=rate)
    return say("cardnotice.answered.sentence", rate=about, day=say.date(wave.day))
