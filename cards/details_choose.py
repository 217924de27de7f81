"""What the figures suggest to hold on to and to develop, why, and how a team chooses together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from microsoft_teams.cards import Action, CardElement

from cards.details import Reading, detail_card, way_to
from cards.elements import Card, buttons, execute, heading, line, paragraph, small
from cards.explained import Topic, explained
from cards.result_actions import result_action
from content.instrument import Item
from scoring.beside import other_figure
from scoring.in_words import mean_in_words
from scoring.index import RISK_LIMITS
from scoring.sentences import picks_in_words


def choose_card(reading: Reading) -> Card:
    """Show the suggestions and the steps of choosing."""
    say = reading.say
    shared = result_action("share", published=reading.published, say=say)
    own = [*_ways_to_agree(reading), *([shared] if "share" in reading.offers else [])]
    # Each in a row of its own: with another beside it, a phone would cut both off.
    body = [*_picks(reading), *_steps(reading), *(buttons([each]) for each in own)]
    # The view that follows would have no room after the others.
    following = [way_to("explain", reading=reading)] if reading.leads else []
    name = say("detail.view.choose")
    return detail_card("choose", name, body, reading=reading, own=following, inside=len(own))


def _ways_to_agree(reading: Reading) -> list[Action]:
    """Lead whoever acts for the unit to the vote, the talk and the plan."""
    say, published = reading.say, reading.published
    where = {"unit": published.unit, "wave": published.wave}
    if not reading.leads:
        return []
    return [
        execute(say("cardchoose.together"), "choose.propose", data=where, style="positive"),
        execute(say("cardchoose.agenda"), "guide.agenda", data=where),
        execute(say("cardchoose.show_plan"), "plan.show", data={"unit": published.unit}),
    ]


def _picks(reading: Reading) -> Iterator[CardElement]:
    published, say = reading.published, reading.say
    if not (published.strengths or published.targets):
        yield paragraph(say("detail.choose.nothing"))
        return
    topic: Topic = "picks" if reading.instrument.has_index else "picks-means"
    told = {"strengths": published.strengths, "targets": published.targets}
    first, *others = [kind for kind, ids in told.items() if ids]
    yield from explained(say(f"findings.{first}.heading"), topic, say=say)
    yield from _picked(told[first], reading)
    for kind in others:
        yield heading(say(f"findings.{kind}.heading"))
        yield from _picked(told[kind], reading)
    yield small(say("findings.picks.choose"))


def _picked(ids: Sequence[str], reading: Reading) -> Iterator[CardElement]:
    """Give each pick with its mean, what it is read beside, and how it was found."""
    say = reading.say
    items = {item.id: item for item in reading.instrument.items}
    told = picks_in_words(ids, reading.published, instrument=reading.instrument, say=say)
    for item_id, (text, mean) in zip(ids, told, strict=True):
        notes = [mean, _beside(item_id, reading), _factor(items[item_id], reading)]
        yield line(text, note=" · ".join(note for note in notes if note))
        if item_id in reading.published.targets:
            yield from _idea(items[item_id], reading)


def _beside(item_id: str, reading: Reading) -> str:
    other, say = reading.other, reading.say
    figure = other_figure(other, f"item.{item_id}")
    if other is None or figure is None:
        return ""
    key = "beside" if other.whose == "rest" else "whole"
    return say(f"detail.choose.{key}", figure=mean_in_words(figure, say))


def _factor(item: Item, reading: Reading) -> str:
    """Name the risk limit that a target lacks something to."""
    if item.factor is None or item.id not in reading.published.targets:
        return ""
    limit = reading.say.percent(RISK_LIMITS[item.factor])
    return reading.say("detail.choose.factor", factor=reading.say(f"terms.factor.{item.factor}"), limit=limit)


def _idea(item: Item, reading: Reading) -> list[CardElement]:
    """Offer what a team could try, where there is an idea for this theme by way of this capability."""
    say, cell = reading.say, (item.theme, item.capability)
    ideas = (idea.text for idea in reading.actions if (idea.theme, idea.capability) == cell)
    first = next(ideas, None)
    return [small(say("detail.choose.idea", idea=first.say(say.language)))] if first else []


def _steps(reading: Reading) -> Iterator[CardElement]:
    say = reading.say
    yield heading(say("sheet.choose.heading"))
    yield paragraph(say("sheet.choose.alone"))
    yield paragraph(say("sheet.choose.pairs"))
    yield paragraph(say("sheet.choose.together"))
    yield paragraph(say("sheet.choose.agree"))
