"""A published result as its supervisor reads it: the verdict, then the figures, then how far they carry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from microsoft_teams.cards import Action, CardElement

from cards.compared import beside
from cards.elements import Card, Tone, box, card, execute, heading, paragraph, plain, plain_name, small, title
from cards.figures import factors_part, index_part, themes_part
from cards.findings import change_part, intelligence_part, picks_part, within_part
from cards.in_words import rate_in_words
from cards.items import enps_part, items_part, shared_span
from cards.notices import notice_card
from cards.open_wave import OpenWave, closing_in_words
from content.instrument import Instrument
from directory.organisation import Unit
from locales import Texts, texts
from scoring.disclosure import Published
from scoring.findings import response_grade, verdict

_VERDICT_TONES: Final[dict[str, Tone]] = {"good": "good", "middling": "warning", "poor": "attention"}


def result_card(
    published: Published,
    *,
    unit: Unit,
    members: Sequence[Unit],
    organisation: Published | None,
    instrument: Instrument,
    closed_at: datetime,
    zone: ZoneInfo,
    language: str,
    open_wave: OpenWave | None = None,
) -> Card:
    """Show what is published of `unit`; `members` share a group's result, `organisation` is the root's.

    A unit without anything published gets the refusal that every refusal gets.
    """
    if published.tier == "none":
        return notice_card("refusal", language=language)
    say = texts(language)
    news = [closing_in_words(open_wave, zone=zone, say=say)] if open_wave else []
    body = [
        title(say("cardresults.title", instrument=instrument.name.say(language))),
        plain_name(unit.name(language)),
        small(say("cardresults.closed", moment=say.moment(closed_at, zone))),
        *map(small, news),
        _verdict(published, instrument=instrument, say=say),
        *_basis(published, members, say=say),
        *_figures(published, organisation, instrument=instrument, say=say),
        *_for_the_talk(published, instrument=instrument, say=say),
        *_response(published, say=say),
        *_reading_notes(published, instrument=instrument, say=say),
    ]
    return card(body, language=language, actions=_actions(published, instrument=instrument, say=say))


def _actions(published: Published, *, instrument: Instrument, say: Texts) -> list[Action]:
    # Offered whether or not there are comments to show, so that the button itself tells nothing.
    if instrument.comment is None:
        return []
    return [execute(say("cardresults.comments.show"), "results.detail", data={"unit": published.unit})]


def _verdict(published: Published, *, instrument: Instrument, say: Texts) -> CardElement:
    if not instrument.has_index:
        return box([paragraph(_scale_in_words(instrument, say=say))], tone="emphasis")
    key = verdict(published.index, published.factors)
    sentence = say(f"cardresults.verdict.{key or 'unknown'}")
    return box([paragraph(sentence)], tone=_VERDICT_TONES.get(key or "", "emphasis"))


def _scale_in_words(instrument: Instrument, *, say: Texts) -> str:
    span = shared_span(instrument)
    if span is None:
        return say("cardresults.verdict.scales")
    bottom, top = span
    return say("cardresults.verdict.means", bottom=bottom, top=top)


def _basis(published: Published, members: Sequence[Unit], *, say: Texts) -> list[CardElement]:
    """Tell whose answers the figures stand for, and how many they are."""
    said: list[CardElement] = []
    if published.tier == "group":
        names = " + ".join(member.name(say.language) for member in members)
        said += [paragraph(say("cardresults.tier.group")), plain(names)]
    if published.tier == "coverage" and published.covers is not None:
        said.append(paragraph(say("cardresults.tier.coverage", covers=say.percent(published.covers))))
    match published.n:
        case int(n):
            said.append(small(say("cardresults.tier.full", n=say.number(n, 0))))
        case str():
            said.append(small(say("cardresults.tier.means")))
    return said


def _figures(
    published: Published, organisation: Published | None, *, instrument: Instrument, say: Texts
) -> list[CardElement]:
    """Show the figures, and right after the headline how it has changed: a group's own past comes first."""
    other = beside(published, organisation)
    change = change_part(published, instrument=instrument, say=say)
    if not instrument.has_index:
        return [
            *items_part(published, other, instrument=instrument, say=say),
            *enps_part(published, instrument=instrument, say=say),
            *change,
        ]
    return [
        *index_part(published, other, say=say),
        *change,
        *factors_part(published, other, say=say),
        *themes_part(published, other, say=say),
    ]


def _for_the_talk(published: Published, *, instrument: Instrument, say: Texts) -> list[CardElement]:
    return [
        *picks_part(published, instrument=instrument, say=say),
        *intelligence_part(published, say=say),
        *within_part(published, say=say),
    ]


def _response(published: Published, *, say: Texts) -> list[CardElement]:
    grade = response_grade(published.response_rate)
    if published.response_rate is None or grade is None:
        return []
    rate = rate_in_words(published.response_rate, say)
    return [
        heading(say("cardresults.response.heading")),
        paragraph(say("cardresults.response.rate", rate=rate)),
        paragraph(say(f"cardresults.response.{grade}")),
    ]


def _reading_notes(published: Published, *, instrument: Instrument, say: Texts) -> list[CardElement]:
    if instrument.has_index:
        shown = [*published.factors.values(), *published.themes.values()]
    else:
        shown = [published.items.get(item_id) for item_id in instrument.item_ids]
    notes = [
        say("cardresults.missing") if None in shown else "",
        say("findings.margin.interval") if published.margins else "",
        say("findings.short") if instrument.form == "short" else "",
        say("cardresults.basis") if instrument.has_index else "",
        instrument.note.say(say.language) if instrument.note else "",
    ]
    return [small(note) for note in notes if note]
