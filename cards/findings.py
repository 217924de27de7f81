"""What the figures amount to, for the talk in the team: change, picks, capabilities, and the group within."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from microsoft_teams.cards import CardElement

from cards.elements import heading, line, paragraph, small
from cards.in_words import figure_in_words, mean_in_words, name_in_words, span_of
from content.instrument import Instrument
from locales import Texts
from scoring.disclosure import Published
from scoring.findings import agreement
from scoring.trend import Past

MOST_CHANGES: Final = 1 + 3
"""The index and the three largest others."""


def change_part(published: Published, *, instrument: Instrument, say: Texts) -> list[CardElement]:
    """Compare with the last comparable wave, or say kindly why there is none; nothing in a first wave."""
    if not published.trend:
        return []
    last = next((past for past in published.trend if past.reason is None), None)
    if last is None:
        said: list[CardElement] = [paragraph(say(f"findings.reason.{published.trend[0].reason}"))]
    else:
        said = _changes(published, last, instrument=instrument, say=say)
    return [heading(say("findings.change.heading")), *said]


def picks_part(published: Published, *, instrument: Instrument, say: Texts) -> list[CardElement]:
    """Offer the strengths and the targets that the figures point to, each with its mean."""
    strengths = _picks("strengths", published.strengths, published, instrument=instrument, say=say)
    targets = _picks("targets", published.targets, published, instrument=instrument, say=say)
    offered = [*strengths, *targets]
    return [*offered, small(say("findings.picks.choose"))] if offered else []


def intelligence_part(published: Published, *, say: Texts) -> list[CardElement]:
    """Pair the strong capability with the weak one, and say who takes the weak one further."""
    found = published.intelligence
    if found is None:
        return []
    strong = say(f"findings.capability.{found.strong}")
    if found.tie:
        pair = say("findings.intelligence.tie", strong=strong, weak=say(f"findings.capability.{found.weak}"))
    else:
        pair = say(
            "findings.intelligence.pair", strong=strong, weak=say(f"findings.capability_in.{found.weak}")
        )
    is_beside = any(name.startswith("capability.") for name in published.standings)
    return [
        heading(say("findings.intelligence.heading")),
        paragraph(pair),
        paragraph(say(f"findings.who.{found.weak}")),
        *([small(say("findings.intelligence.basis"))] if is_beside else []),
    ]


def within_part(published: Published, *, say: Texts) -> list[CardElement]:
    """Say how alike experiences are and how many have a low index; both only for ten answers and more."""
    told: list[CardElement] = []
    alike = agreement(published)
    if alike is not None and published.spread is not None:
        spread = say.number(published.spread.value)
        told.append(paragraph(say(f"findings.agreement.{alike}", spread=spread)))
    if published.low_share is not None:
        told.append(paragraph(say(f"findings.low_share.{published.low_share}")))
        told.append(small(say("findings.low_share.indication")))
    return [heading(say("findings.within.heading")), *told] if told else []


def _changes(published: Published, last: Past, *, instrument: Instrument, say: Texts) -> list[CardElement]:
    since = small(say("findings.change.since", date=say.date(last.closed)))
    if not published.changes:
        return [since, paragraph(say("findings.change.none"))]
    names = sorted(published.changes, key=lambda name: name != "index")[:MOST_CHANGES]
    return [
        since,
        *(
            line(
                name_in_words(name, instrument=instrument, say=say),
                note=say(
                    f"findings.change.{published.changes[name]}",
                    before=figure_in_words(name, last.figures.get(name), say),
                ),
            )
            for name in names
        ),
    ]


def _picks(
    kind: str, ids: Sequence[str], published: Published, *, instrument: Instrument, say: Texts
) -> list[CardElement]:
    if not ids:
        return []
    return [
        heading(say(f"findings.{kind}.heading")),
        *(_pick(item_id, published, instrument=instrument, say=say) for item_id in ids),
    ]


def _pick(item_id: str, published: Published, *, instrument: Instrument, say: Texts) -> CardElement:
    item = next(each for each in instrument.items if each.id == item_id)
    bottom, top = span_of(instrument, item)
    mean = mean_in_words(published.items.get(item_id), say)
    note = say("findings.picks.mean", mean=mean, bottom=bottom, top=top)
    if item.reversed:
        note = f"{note} · {say('findings.items.high_is_bad')}"
    return line(item.text.say(say.language), note=note)
