"""What the figures amount to as sections, and what a team does with them."""

from __future__ import annotations

from reports.result_sheet import Section, Source, words
from scoring.findings import verdict
from scoring.sentences import (
    agreement_in_words,
    beside_area_in_words,
    changes_in_words,
    comparison_in_words,
    enps_in_words,
    intelligence_in_words,
    low_share_in_words,
    picks_in_words,
    reading_notes,
)


def change_section(source: Source) -> Section:
    """Say what has changed since the last comparable wave, or why that cannot be told."""
    published, instrument, say = source.published, source.instrument, source.say
    changes = changes_in_words(published, instrument=instrument, say=say)
    return Section(
        name="change",
        heading=say("findings.change.heading"),
        columns=(say("sheet.column.figure"), say("sheet.column.change")),
        rows=tuple(tuple(words(*change)) for change in changes),
        said=tuple(comparison_in_words(published, say=say)),
    )


def area_section(source: Source) -> Section:
    """Say how the result stands to the rest of the unit's area."""
    published, say = source.published, source.say
    heading = say("findings.area.heading")
    if source.area is None or not published.beside_area:
        return Section(name="area", heading=heading)
    compared = beside_area_in_words(published, instrument=source.instrument, say=say)
    return Section(
        name="area",
        heading=heading,
        columns=(say("sheet.column.figure"), say("sheet.column.note")),
        rows=tuple(tuple(words(*each)) for each in compared),
        said=(say("findings.area.which"), source.area.name(say.language)),
    )


def enps_section(source: Source) -> Section:
    """Say each eNPS with what it is made of."""
    say = source.say
    told = [
        sentence
        for item in source.instrument.items
        for sentence in enps_in_words(source.published, item, say=say)
    ]
    return Section(name="enps", heading=say("findings.enps.heading"), said=tuple(told))


def within_section(source: Source) -> Section:
    """Say how alike experiences are, and how many have a low index."""
    say = source.say
    alike = agreement_in_words(source.published, say=say)
    said = [*([alike] if alike else []), *low_share_in_words(source.published, say=say)]
    return Section(name="within", heading=say("findings.within.heading"), said=tuple(said))


def picks_section(source: Source, kind: str) -> Section:
    """Offer strengths or targets, each with its mean."""
    published, say = source.published, source.say
    ids = published.strengths if kind == "strengths" else published.targets
    picked = picks_in_words(ids, published, instrument=source.instrument, say=say)
    return Section(
        name=kind,
        heading=say(f"findings.{kind}.heading"),
        columns=(say("cardresults.items.column"), say("cardresults.column.result")),
        rows=tuple(tuple(words(*pick)) for pick in picked),
        aside=(say("findings.picks.choose"),),
    )


def intelligence_section(source: Source) -> Section:
    """Pair the strong capability with the weak one."""
    say = source.say
    told = intelligence_in_words(source.published, say=say)
    return Section(name="intelligence", heading=say("findings.intelligence.heading"), said=tuple(told))


def talk_section(source: Source) -> Section:
    """Ask what a team may talk about, for a good, a middling, a poor or an unjudged result."""
    published, say = source.published, source.say
    key = verdict(published.index, published.factors) or "any"
    questions = ("background", "glad", "surprise", "understand")
    said = (say(f"sheet.talk.{key}"), *(say(f"sheet.talk.{question}") for question in questions))
    return Section(name="talk", heading=say("sheet.talk.heading"), said=said)


def choose_section(source: Source) -> Section:
    """Say how a team chooses together, step by step."""
    say = source.say
    steps = ("alone", "pairs", "together", "agree")
    said = tuple(say(f"sheet.choose.{step}") for step in steps)
    return Section(name="choose", heading=say("sheet.choose.heading"), said=said)


def reading_section(source: Source) -> Section:
    """Say how the figures are read."""
    notes = reading_notes(source.published, instrument=source.instrument, say=source.say)
    return Section(name="reading", heading=source.say("sheet.reading.heading"), said=tuple(notes))
