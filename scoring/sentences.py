"""What a published result amounts to, sentence by sentence, as cards and reports say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from content.instrument import FACTORS, Instrument, Item
from scoring.beside import Beside
from scoring.disclosure import Published
from scoring.findings import agreement, enps_range, factor_risks, response_grade, verdict
from scoring.in_words import (
    PERCENT,
    Say,
    figure_in_words,
    margin_in_words,
    mean_in_words,
    name_in_words,
    percent_in_words,
    rate_in_words,
    shared_span,
    span_of,
    standing_in_words,
)
from scoring.index import RISK_LIMITS, trend_line
from scoring.risks import FactorRisk
from scoring.trend import Past

MOST_CHANGES: Final = 1 + 3
"""The index and the three largest others."""


def verdict_in_words(published: Published, *, instrument: Instrument, say: Say) -> str:
    """Say first what the result is like; without an index, how its scales are read."""
    if instrument.has_index:
        return say(f"cardresults.verdict.{verdict(published.index, published.factors) or 'unknown'}")
    span = shared_span(instrument)
    if span is None:
        return say("cardresults.verdict.scales")
    bottom, top = span
    return say("cardresults.verdict.means", bottom=bottom, top=top)


def whose_in_words(published: Published, *, say: Say) -> str:
    """Say whose answers the figures stand for, where they are not all of the unit's own; else nothing."""
    if published.tier == "group":
        return say("cardresults.tier.group")
    if published.tier == "coverage" and published.covers is not None:
        return say("cardresults.tier.coverage", covers=say.percent(published.covers))
    return ""


def count_in_words(published: Published, *, say: Say) -> str:
    """Say how many answers there are, as far as that is shown."""
    match published.n:
        case int(n):
            return say("cardresults.tier.full", n=say.number(n, 0))
        case None:
            return ""
        case _:
            return say("cardresults.tier.means")


def index_in_words(published: Published, other: Beside | None, *, say: Say) -> list[str]:
    """Say how sure the index is, and how it stands to what it is read beside."""
    margin = margin_in_words(published, "index", span=PERCENT, say=say)
    stands = [standing_in_words(published, "index", say)]
    if other is not None and (figure := other.figures.get("index")):
        stands.append(say(f"cardresults.index.{other.whose}", figure=percent_in_words(figure, say)))
    beside = " ".join(sentence for sentence in stands if sentence)
    return [sentence for sentence in (margin, beside) if sentence]


def limit_in_words(factor: str, risk: FactorRisk | None, *, say: Say) -> str:
    """Say how a factor stands to its risk limit; without a figure, where the limit is."""
    limit = say.percent(RISK_LIMITS[factor])
    if risk is None:
        return say("cardresults.factors.limit", limit=limit)
    note = say("cardresults.factors.risk", risk=say(f"terms.risk.{risk.colour}"), limit=limit)
    return say("findings.risk.note", note=note) if risk.uncertain else note


def limits_in_words(published: Published, *, say: Say) -> list[str]:
    """Say which factors are, or may be, under their limits, and last that this is an indication."""
    found = factor_risks(published)
    unsure = [risk for risk in found if risk.uncertain]
    under = [risk for risk in found if risk.colour != "green" and not risk.uncertain]
    said = []
    if under:
        said.append(say("cardresults.factors.below", names=_names(under, say)))
    if unsure:
        said.append(say("findings.risk.uncertain", names=_names(unsure, say)))
    if said:
        return [*said, say("findings.risk.indication")]
    return [say("cardresults.factors.clear")] if len(found) == len(FACTORS) else []


def item_notes(item: Item, *, instrument: Instrument, say: Say) -> str:
    """Say what must be known to read an item's mean: its own scale, and that high is bad."""
    notes = []
    if shared_span(instrument) is None:
        lowest, highest = span_of(instrument, item)
        notes.append(say("findings.items.scale", bottom=lowest, top=highest))
    if item.reversed:
        notes.append(say("findings.items.high_is_bad"))
    return " · ".join(notes)


def sureness_in_words(published: Published, *, instrument: Instrument, say: Say) -> list[str]:
    """Say once how far the means carry: of the only item by itself, of several by the widest margin."""
    if len(instrument.items) == 1:
        (item,) = instrument.items
        name = f"item.{item.id}"
        margin = margin_in_words(published, name, span=span_of(instrument, item), say=say)
        return [told for told in (margin, standing_in_words(published, name, say)) if told]
    widest = max(published.margins.get(f"item.{item_id}", 0.0) for item_id in instrument.item_ids)
    return [say("findings.margin.items", margin=say.number(widest))] if widest else []


def enps_in_words(published: Published, item: Item, *, say: Say) -> list[str]:
    """Say an eNPS with its interval, its shares, and last how it is made; nothing where it is not shown."""
    found = enps_range(published, item.id)
    if found is None:
        return []
    score, lowest, highest = (say.number(round(value), 0) for value in (found.value, found.low, found.high))
    low, middle, high = (say.percent(share) for share in published.distributions[item.id])
    return [
        say("findings.enps.score", score=score, lowest=lowest, highest=highest),
        say("findings.enps.shares", low=low, middle=middle, high=high),
        say("findings.enps.how"),
    ]


def last_comparable(published: Published) -> Past | None:
    """Give the newest earlier wave that this result may be compared with."""
    return next((past for past in published.trend if past.reason is None), None)


def comparison_in_words(published: Published, *, say: Say) -> list[str]:
    """Say what the result is compared with and whether anything moved, or kindly why with nothing."""
    if not published.trend:
        return []
    last = last_comparable(published)
    if last is None:
        return [say(f"findings.reason.{published.trend[0].reason}")]
    since = say("findings.change.since", date=say.date(last.closed))
    return [since] if published.changes else [since, say("findings.change.none")]


def changes_in_words(published: Published, *, instrument: Instrument, say: Say) -> list[tuple[str, str]]:
    """Give the name of each figure that is told to have changed, the index first, and how it did."""
    last = last_comparable(published)
    if last is None:
        return []
    names = sorted(published.changes, key=lambda name: name != "index")[:MOST_CHANGES]
    return [
        (
            name_in_words(name, instrument=instrument, say=say),
            say(
                f"findings.change.{published.changes[name]}",
                before=figure_in_words(name, last.figures.get(name), say),
            ),
        )
        for name in names
    ]


def beside_area_in_words(published: Published, *, instrument: Instrument, say: Say) -> list[tuple[str, str]]:
    """Give the name of each figure that is told beside the rest of the area, and how it stands there."""
    told = []
    for name, standing in published.beside_area.items():
        words, figure = say(f"findings.area.{standing}"), published.around.get(name)
        if figure is not None:
            words = say("findings.area.figure", standing=words, figure=figure_in_words(name, figure, say))
        told.append((name_in_words(name, instrument=instrument, say=say), words))
    return told


def picks_in_words(
    ids: Sequence[str], published: Published, *, instrument: Instrument, say: Say
) -> list[tuple[str, str]]:
    """Give the words of the items that were picked, each with its mean."""
    items = {item.id: item for item in instrument.items}
    return [_pick(items[item_id], published, instrument=instrument, say=say) for item_id in ids]


def intelligence_in_words(published: Published, *, say: Say) -> list[str]:
    """Pair the strong capability with the weak one, say who takes that on, and what both are read beside."""
    found = published.intelligence
    if found is None:
        return []
    strong = say(f"findings.capability.{found.strong}")
    if found.tie:
        pair = say("findings.intelligence.tie", strong=strong, weak=say(f"findings.capability.{found.weak}"))
    else:
        weak = say(f"findings.capability_in.{found.weak}")
        pair = say("findings.intelligence.pair", strong=strong, weak=weak)
    is_beside = any(name.startswith("capability.") for name in published.standings)
    basis = [say("findings.intelligence.basis")] if is_beside else []
    return [pair, say(f"findings.who.{found.weak}"), *basis]


def agreement_in_words(published: Published, *, say: Say) -> str:
    """Say how alike experiences are; nothing for fewer than ten indices."""
    alike = agreement(published)
    if alike is None or published.spread is None:
        return ""
    return say(f"findings.agreement.{alike}", spread=say.number(published.spread.value))


def low_share_in_words(published: Published, *, say: Say) -> list[str]:
    """Say how many have a low index, and that this is an indication."""
    if published.low_share is None:
        return []
    return [say(f"findings.low_share.{published.low_share}"), say("findings.low_share.indication")]


def response_in_words(published: Published, *, say: Say) -> list[str]:
    """Say the response rate and how far it carries."""
    grade = response_grade(published.response_rate)
    if published.response_rate is None or grade is None:
        return []
    rate = rate_in_words(published.response_rate, say)
    return [say("cardresults.response.rate", rate=rate), say(f"cardresults.response.{grade}")]


def reading_notes(published: Published, *, instrument: Instrument, say: Say) -> list[str]:
    """Say what a dash means, what the margins are, and what the figures are based on."""
    if instrument.has_index:
        shown = [*published.factors.values(), *published.themes.values()]
    else:
        shown = [published.items.get(item_id) for item_id in instrument.item_ids]
    notes = [
        say("cardresults.missing") if None in shown else "",
        say("findings.margin.interval") if published.margins else "",
        say("findings.short") if instrument.form == "short" else "",
        say("cardresults.basis") if instrument.has_index else "",
        say("explain.older") if _is_older(published, instrument) else "",
        instrument.note.say(say.language) if instrument.note else "",
    ]
    return [note for note in notes if note]


def _is_older(published: Published, instrument: Instrument) -> bool:
    """Say whether a result was computed by other constants than those in force; the first did not tell."""
    return bool(published.parameters) and published.parameters != trend_line(instrument)


def _pick(item: Item, published: Published, *, instrument: Instrument, say: Say) -> tuple[str, str]:
    bottom, top = span_of(instrument, item)
    mean = mean_in_words(published.items.get(item.id), say)
    if margin := published.margins.get(f"item.{item.id}"):
        mean = say("findings.picks.margin", mean=mean, margin=say.number(margin))
    note = say("findings.picks.mean", mean=mean, bottom=bottom, top=top)
    if item.reversed:
        note = f"{note} · {say('findings.items.high_is_bad')}"
    return item.text.say(say.language), note


def _names(risks: Iterable[FactorRisk], say: Say) -> str:
    return ", ".join(_named(risks, say))


def _named(risks: Iterable[FactorRisk], say: Say) -> Iterator[str]:
    for risk in risks:
        limit = say.percent(RISK_LIMITS[risk.factor])
        yield say("cardresults.factors.name", name=say(f"terms.factor.{risk.factor}"), limit=limit)
