"""What HR is told of surveys without asking: one to confirm, what became of it, few answers near the end."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from microsoft_teams.cards import CardElement

from cards.elements import Card, box, buttons, card, execute, paragraph, plain, plain_name, small, title
from cards.open_wave import OpenWave, answered_in_words
from cards.wave_one import confirm_actions
from cards.wave_outlook import Plan, plan_in_words
from directory.organisation import Unit
from locales import texts


def request_card(plan: Plan, *, wave: str, people: int, zone: ZoneInfo, language: str) -> Card:
    """Ask the second person of HR whether a survey of many people shall open."""
    say = texts(language)
    body: list[CardElement] = [
        title(say("cardpulse.request.heading")),
        paragraph(say("cardpulse.request.why")),
        *plan_in_words(plan, zone=zone, say=say),
        box([paragraph(say.count("cardpulse.request.people", people))], tone="accent"),
        paragraph(say("cardpulse.request.question")),
    ]
    return card(body, language=language, actions=confirm_actions(wave, say=say))


def answered_card(plan: Plan | None, *, wave: str, zone: ZoneInfo, language: str) -> Card:
    """Tell whoever wanted a survey that it was confirmed, or, without a plan, that it will not open."""
    say = texts(language)
    if plan is None:
        body = [title(say("cardpulse.answer.no_heading")), paragraph(say("cardpulse.answer.no"))]
        return card(body, language=language, actions=[execute(say("cardpulse.one.all"), "waves.status")])
    yes: list[CardElement] = [
        title(say("cardpulse.answer.yes_heading")),
        *plan_in_words(plan, zone=zone, say=say),
    ]
    look = execute(say("cardwaves.look"), "waves.status", data={"wave": wave})
    return card(yes, language=language, actions=[look])


def low_response_card(
    open_wave: OpenWave, *, wave: str, instrument: str, unit: Unit, zone: ZoneInfo, language: str
) -> Card:
    """Tell that few have answered though a survey closes soon, and what helps."""
    say = texts(language)
    body: list[CardElement] = [
        title(say("cardpulse.low.heading")),
        plain_name(instrument),
        plain(unit.name(language)),
        paragraph(say("cardpulse.low.closes", closes=say.moment(open_wave.closes, zone))),
        box([paragraph(answered_in_words(open_wave, say=say))], tone="warning"),
        paragraph(say("cardpulse.low.helps")),
        small(say("cardpulse.low.never")),
    ]
    sent = {"wave": wave}
    extend = execute(say("cardpulse.one.extend"), "waves.extend", data=sent, style="positive")
    look = execute(say("cardwaves.look"), "waves.status", data=sent)
    return card([*body, buttons([extend]), buttons([look])], language=language)
