"""A result as it is read aloud: what the card shows, in sentences, for whoever hears and does not see it."""

from __future__ import annotations

from collections.abc import Iterator

from cards.named import Named
from content.instrument import FACTORS, THEMES, Instrument
from directory.organisation import Unit
from locales import Texts
from scoring.beside import Beside
from scoring.disclosure import Published
from scoring.findings import factor_risks
from scoring.in_words import figure_in_words, mean_in_words, percent_in_words
from scoring.sentences import (
    beside_area_in_words,
    changes_in_words,
    comparison_in_words,
    count_in_words,
    index_in_words,
    limit_in_words,
    picks_in_words,
    response_in_words,
    verdict_in_words,
    whose_in_words,
)

_ENDS = (".", "!", "?", ":")


def spoken_result(
    published: Published,
    *,
    unit: Unit,
    named: Named,
    instrument: Instrument,
    other: Beside | None,
    say: Texts,
) -> str:
    """Say what the card of a result shows, in the same order and with the same figures."""
    told = [
        say("cardresults.title", instrument=instrument.name.say(say.language)),
        unit.name(say.language),
        verdict_in_words(published, instrument=instrument, say=say),
        whose_in_words(published, say=say),
        ", ".join(member.name(say.language) for member in named.members) if published.tier == "group" else "",
        count_in_words(published, say=say),
        *_figures(published, instrument=instrument, other=other, say=say),
        *_beside(published, named.area, instrument=instrument, say=say),
        *_picked(published, instrument=instrument, say=say),
        *response_in_words(published, say=say),
    ]
    return " ".join(sentence if sentence.endswith(_ENDS) else f"{sentence}." for sentence in told if sentence)


def _figures(
    published: Published, *, instrument: Instrument, other: Beside | None, say: Texts
) -> Iterator[str]:
    if published.index is not None:
        yield _told(say("cardresults.index.heading"), percent_in_words(published.index, say), say=say)
        yield from index_in_words(published, other, say=say)
    yield from comparison_in_words(published, say=say)
    for name, change in changes_in_words(published, instrument=instrument, say=say):
        yield _told(name, change, say=say)
    if not instrument.has_index:
        for item in instrument.items:
            mean = mean_in_words(published.items.get(item.id), say)
            yield _told(item.text.say(say.language), mean, say=say)
        return
    risks = {risk.factor: risk for risk in factor_risks(published)}
    for factor in FACTORS:
        told = percent_in_words(published.factors.get(factor), say)
        limit = limit_in_words(factor, risks.get(factor), say=say)
        yield _told(say(f"terms.factor.{factor}"), f"{told}, {limit}", say=say)
    for theme in THEMES:
        name = f"theme.{theme}"
        yield _told(say(f"terms.{name}"), figure_in_words(name, published.figure(name), say), say=say)


def _beside(published: Published, area: Unit | None, *, instrument: Instrument, say: Texts) -> Iterator[str]:
    if area is not None and published.beside_area:
        yield _told(say("findings.area.heading"), area.name(say.language), say=say)
        for name, standing in beside_area_in_words(published, instrument=instrument, say=say):
            yield _told(name, standing, say=say)


def _picked(published: Published, *, instrument: Instrument, say: Texts) -> Iterator[str]:
    for kind, ids in (("strengths", published.strengths), ("targets", published.targets)):
        picked = [text for text, _ in picks_in_words(ids, published, instrument=instrument, say=say)]
        if picked:
            yield _told(say(f"findings.{kind}.heading"), " ".join(picked), say=say)


def _told(name: str, figure: str, *, say: Texts) -> str:
    return say("cardresults.spoken", name=name, figure=figure)
