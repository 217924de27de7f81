"""A published result as its supervisor reads it: the verdict, then the figures, then how far they carry."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from microsoft_teams.cards import CardElement

from cards.area import area_part
from cards.elements import Card, card, paragraph, plain, plain_name, small, title
from cards.explained import explained
from cards.figures import factors_part, index_part, themes_part
from cards.findings import change_part, picks_part
from cards.items import enps_part, items_part
from cards.named import Named
from cards.notices import notice_card
from cards.open_wave import OpenWave, closing_in_words
from cards.result_actions import ALWAYS, Offer, result_actions
from cards.spoken import spoken_result
from cards.verdict import verdict_part
from content.instrument import Instrument
from directory.organisation import Unit
from locales import Texts, texts
from scoring.beside import Beside, beside
from scoring.disclosure import Published
from scoring.sentences import (
    count_in_words,
    reading_notes,
    response_in_words,
    whose_in_words,
)


def result_card(
    published: Published,
    *,
    unit: Unit,
    named: Named,
    organisation: Published | None,
    instrument: Instrument,
    closed_at: datetime,
    zone: ZoneInfo,
    language: str,
    open_wave: OpenWave | None = None,
    offers: Collection[Offer] = ALWAYS,
) -> Card:
    """Show what is published of `unit`; `organisation` is the root's result.

    `offers` says where the buttons lead. A unit without anything published gets the refusal that every
    refusal gets.
    """
    if published.tier == "none":
        return notice_card("refusal", language=language)
    say, other = texts(language), beside(published, organisation)
    news = [closing_in_words(open_wave, zone=zone, say=say)] if open_wave else []
    body = [
        title(say("cardresults.title", instrument=instrument.name.say(language))),
        plain_name(unit.name(language)),
        small(say("cardresults.closed", moment=say.moment(closed_at, zone))),
        *map(small, news),
        verdict_part(published, instrument=instrument, say=say),
        *_basis(published, named.members, say=say),
        *_figures(published, other, instrument=instrument, say=say),
        *area_part(published, named.area, instrument=instrument, say=say),
        *picks_part(published, instrument=instrument, say=say),
        *_response(published, say=say),
        *map(small, reading_notes(published, instrument=instrument, say=say)),
    ]
    spoken = spoken_result(published, unit=unit, named=named, instrument=instrument, other=other, say=say)
    return card(
        [*body, *result_actions(offers, published=published, say=say)], language=language, spoken=spoken
    )


def _basis(published: Published, members: Sequence[Unit], *, say: Texts) -> list[CardElement]:
    """Tell whose answers the figures stand for, and how many they are."""
    whose, count = whose_in_words(published, say=say), count_in_words(published, say=say)
    said: list[CardElement] = [paragraph(whose)] if whose else []
    if published.tier == "group":
        said.append(plain(" + ".join(member.name(say.language) for member in members)))
    return [*said, small(count)] if count else said


def _figures(
    published: Published, other: Beside | None, *, instrument: Instrument, say: Texts
) -> list[CardElement]:
    """Show the figures, and right after the headline how it has changed: a group's own past comes first."""
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


def _response(published: Published, *, say: Texts) -> list[CardElement]:
    told = response_in_words(published, say=say)
    if not told:
        return []
    return [*explained(say("cardresults.response.heading"), "response", say=say), *map(paragraph, told)]
