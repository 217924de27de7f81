"""What the figures amount to, for the talk in the team: change, picks, capabilities, and the group within."""

from __future__ import annotations

from microsoft_teams.cards import CardElement

from cards.elements import heading, line, paragraph, small
from cards.explained import Topic, explained
from content.instrument import Instrument
from locales import Texts
from scoring.disclosure import Published
from scoring.sentences import (
    agreement_in_words,
    changes_in_words,
    comparison_in_words,
    intelligence_in_words,
    last_comparable,
    low_share_in_words,
    picks_in_words,
)


def change_part(published: Published, *, instrument: Instrument, say: Texts) -> list[CardElement]:
    """Compare with the last comparable wave, or say kindly why there is none; nothing in a first wave."""
    told = comparison_in_words(published, say=say)
    if not told:
        return []
    first = paragraph(told[0]) if last_comparable(published) is None else small(told[0])
    return [
        *explained(say("findings.change.heading"), "change", say=say),
        first,
        *map(paragraph, told[1:]),
        *(
            line(name, note=note)
            for name, note in changes_in_words(published, instrument=instrument, say=say)
        ),
    ]


def picks_part(published: Published, *, instrument: Instrument, say: Texts) -> list[CardElement]:
    """Offer the strengths and the targets that the figures point to, each with its mean."""
    told = {"strengths": published.strengths, "targets": published.targets}
    offered: list[CardElement] = []
    for kind, ids in told.items():
        if ids:
            name = say(f"findings.{kind}.heading")
            # Explained once: both come from the same figures.
            offered += [heading(name)] if offered else explained(name, _topic(instrument), say=say)
            picked = picks_in_words(ids, published, instrument=instrument, say=say)
            offered += [line(text, note=note) for text, note in picked]
    return [*offered, small(say("findings.picks.choose"))] if offered else []


def intelligence_part(published: Published, *, say: Texts) -> list[CardElement]:
    """Pair the strong capability with the weak one, and say who takes the weak one further."""
    told = intelligence_in_words(published, say=say)
    if not told:
        return []
    pair, who, *basis = told
    heads = [heading(say("findings.intelligence.heading")), paragraph(pair), paragraph(who)]
    return [*heads, *map(small, basis)]


def within_part(published: Published, *, say: Texts) -> list[CardElement]:
    """Say how alike experiences are and how many have a low index; both only for ten answers and more."""
    alike = agreement_in_words(published, say=say)
    told: list[CardElement] = [paragraph(alike)] if alike else []
    if share := low_share_in_words(published, say=say):
        told += [paragraph(share[0]), *map(small, share[1:])]
    return [heading(say("findings.within.heading")), *told] if told else []


def _topic(instrument: Instrument) -> Topic:
    return "picks" if instrument.has_index else "picks-means"
