"""The cards of follow-ups, nudges and progress with made-up plans, for the gallery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from cards.elements import Card
from cards.follow_up import follow_up_card
from cards.follow_up_answers import already_card, done_card, draft_card, ended_card, finished_card
from cards.nudge import Post, Thing, channel_card, nudge_card
from cards.progress import progress_card, support_card
from cards.sample_results import TARGETS
from cards.samples import UNITS, made_up
from content.instrument import Instrument
from followups.follow_ups import MOST_SNOOZES
from followups.look_backs import LONGEST_REPORT, LookBack, Looked
from followups.nudges import Due
from locales import texts
from scoring.figures import Figure
from scoring.outcomes import Outcome, Outcomes, Reading, reading_of

UNIT: Final = UNITS[2]
DUE: Final = date(2027, 2, 12)
NEXT: Final = date(2027, 5, 12)
EARLIER: Final = date(2026, 11, 12)

WELL: Final = "Aamupalaveri alkaa nyt tasalta joka päivä. Kiitos *kaikille*!"
CHANGED: Final = "Muistio on <b>näkyvissä</b>, ja sen lukee myös iltavuoro."
STEP: Final = "Kokeillaan palaveria seisten kaksi viikkoa."
ONE: Final = Looked("t1", "Palaverit alkavat ajallaan", "ongoing", "ongoing", last_step=STEP)
TWO: Final = Looked("t2", "Tauot pidetään", "planned", "planned")
OVER: Final = Looked("t3", "Uuden työntekijän ensimmäinen viikko on suunniteltu valmiiksi", "done", "done")
FORM: Final = LookBack("plan-1", UNIT.code, 3, 2, DUE, 0, (ONE, TWO, OVER))
LONG: Final = "Työvuorojen suunnittelu yhdessä " * 10


def follow_up_cards(instruments: Mapping[str, Instrument]) -> dict[str, Callable[[str], Card]]:
    """Give a builder of every kind of card there is."""
    return {**_forms(_outcomes(instruments[TARGETS])), **_answers(), **_told(), **_nudges()}


def _forms(outcomes: Outcomes) -> dict[str, Callable[[str], Card]]:
    def form(look: LookBack, seen: Outcomes, *, news: str = "") -> Callable[[str], Card]:
        def build(language: str) -> Card:
            say = texts(language)
            said = say(news, day=say.date(look.due_on)) if news else ""
            return follow_up_card(look, unit=UNIT, outcomes=seen, language=language, news=said)

        return build

    first = replace(FORM, number=1, targets=(replace(ONE, last_step=""), TWO))
    snoozed = replace(FORM, snoozes=1, targets=(_filled(ONE, "delayed"), TWO))
    return {
        "follow-up": form(FORM, outcomes),
        "follow-up-first": form(first, Outcomes()),
        "follow-up-few": form(first, Outcomes(was_asked=True)),
        "follow-up-snoozed": form(snoozed, Outcomes(), news="cardfollowup.snooze.moved"),
        "follow-up-changed": form(_full(), outcomes, news="cardfollowup.changed"),
    }


def _answers() -> dict[str, Callable[[str], Card]]:
    return {
        "follow-up-done": lambda language: done_card(
            UNIT, next_on=NEXT, asks_support=False, language=language
        ),
        "follow-up-done-support": lambda language: done_card(
            UNIT, next_on=NEXT, asks_support=True, language=language
        ),
        "follow-up-finished": lambda language: finished_card(UNIT, asks_support=False, language=language),
        "follow-up-already": lambda language: already_card(UNIT, day=DUE, language=language),
        "follow-up-ended": lambda language: ended_card(UNIT, day=DUE, language=language),
        "follow-up-draft": lambda language: draft_card(UNIT, language=language),
    }


def _told() -> dict[str, Callable[[str], Card]]:
    told = replace(FORM, targets=(_filled(ONE, "ongoing"), replace(TWO, went_well=WELL), OVER))
    over = replace(FORM, targets=(_filled(ONE, "done"), replace(TWO, state="dropped"), OVER))
    return {
        "progress": lambda language: progress_card(told, unit=UNIT, next_on=NEXT, language=language),
        "progress-finished": lambda language: progress_card(over, unit=UNIT, next_on=None, language=language),
        "progress-long": lambda language: progress_card(_full(), unit=UNIT, next_on=NEXT, language=language),
        "support": lambda language: support_card([ONE.words, TWO.words], unit=UNIT, language=language),
    }


def _nudges() -> dict[str, Callable[[str], Card]]:
    things = [
        Thing(Due(UNITS[2].code, "follow_up", "second", DUE, plan="plan-1", number=2), UNITS[2]),
        Thing(Due(UNITS[3].code, "talk", "first", DUE, wave="wave-1"), UNITS[3]),
        Thing(Due(UNITS[4].code, "plan", "first", DUE, wave="wave-1"), UNITS[4]),
        Thing(Due(UNITS[1].code, "plan", "second", DUE, wave="wave-1", plan="plan-2"), UNITS[1]),
        Thing(Due(UNITS[5].code, "follow_up", "escalated", DUE, plan="plan-3", number=1), UNITS[5]),
        Thing(Due(UNITS[0].code, "plan", "escalated", DUE, wave="wave-1"), UNITS[0]),
    ]
    return {
        "nudge": lambda language: nudge_card(things, language=language),
        "nudge-one": lambda language: nudge_card([things[-1]], language=language),
        "nudge-channel-follow-up": lambda language: channel_card(
            [Post(UNIT, (ONE.words, TWO.words))], language=language
        ),
        "nudge-channel-plan": lambda language: channel_card([Post(UNIT)], language=language),
    }


def _outcomes(instrument: Instrument) -> Outcomes:
    """Give a target that has moved and one whose mean is coded, beside a question of a questionnaire."""
    pulse, survey = made_up("targets").published, made_up("good").published
    first, second = (f"item.{item.id}" for item in instrument.items[:2])
    asked = f"item.{next(iter(survey.items))}"
    now = reading_of(pulse, first, closed_on=DUE) or Reading(DUE, Figure(3.8))
    low = Reading(EARLIER, Figure(2.1), 0.3)
    coded = Outcome(pulse, second, (1, 5), Reading(DUE, Figure(4.6, ">")), Reading(EARLIER, Figure(4.1), 0.3))
    then = Reading(EARLIER, Figure(3.2), 0.3)
    mean = reading_of(survey, asked, closed_on=DUE) or Reading(DUE, Figure(3.4))
    return Outcomes(
        {
            ONE.id: (
                Outcome(pulse, first, (1, 5), replace(now, margin=now.margin or 0.3), low),
                Outcome(survey, asked, (1, 5), mean, then, is_pulse=False),
            ),
            TWO.id: (coded,),
        },
        was_asked=True,
    )


def _filled(target: Looked, state: str) -> Looked:
    known = next(each for each in ("ongoing", "delayed", "done") if each == state)
    moved = replace(target, state=target.state if known == "delayed" else known, chosen=known)
    return replace(moved, went_well=WELL, changed=CHANGED, next_step=STEP, needs_support=True)


def _full() -> LookBack:
    """Give three targets with the longest texts there can be."""
    text = LONG[:LONGEST_REPORT]
    full = Looked(
        "t1", LONG[:200], "ongoing", "ongoing", text, text, text, needs_support=True, last_step=text
    )
    targets = tuple(replace(full, id=f"t{number}") for number in (1, 2, 3))
    return replace(FORM, snoozes=MOST_SNOOZES, targets=targets)
