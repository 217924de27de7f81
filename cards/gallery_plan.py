"""The cards of a plan with made-up data, as they are at each step and full to the brim."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Final

from cards.elements import Card
from cards.plan import Standing, choose_plan_card, no_plan_card, plan_card
from cards.plan_above import answer_news_card, answered_card, asked_card
from cards.plan_edit import EditView, edit_card, kept_card, remove_card
from cards.plan_history import Step, history_card
from cards.plan_parts import PlanView
from cards.plan_team import (
    Audience,
    already_shared_card,
    confirm_plan_card,
    no_team_plan_card,
    shared_plan_card,
    team_plan_card,
)
from cards.samples import UNITS
from content.actions import load_actions
from followups.plan import Plan, Target
from followups.plan_changes import changes
from followups.plan_checks import Problem, next_states, typed_of
from followups.plan_words import Owners

InLanguage = Callable[[str], Card]
_DAY: Final = date(2026, 11, 23)
_DUE: Final = date(2027, 2, 23)
_UNIT: Final = UNITS[2]
_PEOPLE: Final = tuple(f"{number:08d}-0000-4000-8000-000000000000" for number in range(60))
_NAMES: Final = ("Aino Aalto", "Eero Eskola", "Helmi *Hämäläinen*", "Onni O'Connor")
_OWNERS: Final = Owners(dict(zip(_PEOPLE, _NAMES, strict=False)), frozenset(_PEOPLE[:4]))
_FILLED: Final = Target(
    id="t1",
    words="Palaverit alkavat ajallaan",
    item="trust-2",
    goal="Kaikki ehtivät mukaan, eikä kenenkään tarvitse kysyä jälkikäteen.",
    action="Hankimme kellon seinälle ja sovimme aloittajan.",
    practice="Aloitamme tasalta, vaikka joku puuttuu.\nLopetamme viimeistään puolelta.",
    owners=_PEOPLE[:2],
    others="Talonmies",
    starts_on=date(2026, 11, 30),
    due_on=date(2027, 2, 1),
    follow_up="Kysymme tiimipalaverissa kerran kuussa, miten on mennyt.",
    upwards="Tarvitsemme isomman kokoushuoneen tiistaiaamuisin.",
    state="ongoing",
)
_ANSWERED: Final = replace(
    _FILLED,
    answer="Hoidamme tämän: huone vapautuu *maaliskuussa*.",
    answered_on=date(2026, 12, 7),
)
_BARE: Final = Target(id="t2", words="Tauot 😀 <b>pidetään</b>")
_DRAFT: Final = Plan(
    id="made-up",
    code=_UNIT.code,
    wave="made-up",
    strengths=("Autamme toisiamme", "Huumori *kantaa* kiireessäkin"),
    targets=(_FILLED, _BARE),
    made_on=_DAY,
    scribe="Aino kirjasi",
)
_AGREED: Final = replace(_DRAFT, targets=(_ANSWERED, _BARE), version=4, agreed_on=_DAY)
_LONG: Final = "Ääkkösiä ja 😀 pitkää tekstiä. " * 20
_FULL: Final = replace(
    _AGREED,
    strengths=(_LONG[:200],) * 3,
    targets=tuple(
        Target(
            id=f"t{number}",
            words=_LONG[:80],
            goal=_LONG[:500],
            action=_LONG[:500],
            practice=_LONG[:500],
            owners=_PEOPLE[:8],
            others=_LONG[:200],
            starts_on=_DAY,
            due_on=_DUE,
            follow_up=_LONG[:500],
            upwards=_LONG[:500],
            answer=_LONG[:500],
            answered_on=_DAY,
            state="delayed",
        )
        for number in range(3)
    ),
)
_LEADS: Final = Standing(may_lead=True, has_result=True, unasked=["t1"])
_SHARED: Final = Standing(may_lead=True, has_result=True, shared_on=_DAY, is_shared=True)


def plan_cards() -> dict[str, InLanguage]:
    """Give every such card: name -> builder."""
    return {**_shown(), **_edited(), **_told(), **_asked()}


def _shown() -> dict[str, InLanguage]:
    def shown(plan: Plan, standing: Standing, **more: Any) -> InLanguage:
        return lambda language: plan_card(_view(plan), standing, language=language, **more)

    left = _view(_AGREED, owners=Owners())
    changed = replace(_SHARED, is_shared=False, has_above=False)
    ended = replace(_AGREED, ended_on=date(2027, 5, 21))
    steps = [
        Step(4, date(2026, 12, 7), changes(_DRAFT, _AGREED)),
        Step(2, _DAY, changes(replace(_DRAFT, targets=(_BARE,)), _DRAFT)),
        Step(1, _DAY, ()),
    ]
    return {
        "plan-draft": shown(_DRAFT, _LEADS, said="saved"),
        "plan-agreed": shown(_AGREED, _SHARED),
        "plan-changed": lambda language: plan_card(left, changed, language=language),
        "plan-looked-at": shown(_AGREED, replace(_SHARED, may_lead=False)),
        "plan-over": shown(ended, replace(_SHARED, next_wave="made-up")),
        "plan-full": shown(_FULL, _SHARED, said="full"),
        "plan-none": lambda language: no_plan_card(_UNIT, wave="made-up", may_lead=True, language=language),
        "plan-none-early": lambda language: no_plan_card(_UNIT, wave=None, may_lead=True, language=language),
        "plan-none-hr": lambda language: no_plan_card(
            UNITS[0], wave=None, may_lead=False, sees_all=True, language=language
        ),
        "plan-choose-unit": lambda language: choose_plan_card(UNITS[2:5], language=language),
        "plan-choose-of-many-units": lambda language: choose_plan_card(UNITS, language=language),
        "plan-history": lambda language: history_card(
            _UNIT, steps, owners=_OWNERS, page=1, has_older=True, language=language
        ),
    }


def _edited() -> dict[str, InLanguage]:
    def edit(view: EditView) -> InLanguage:
        return lambda language: edit_card(view, language=language)

    many = {person: f"Etunimi Pitkänimi-Sukunimi {number}" for number, person in enumerate(_PEOPLE)}
    typed = {**typed_of(_FILLED), "words": "", "goal": _LONG[:520], "due_on": "2026-11-02"}
    bad = [Problem("words", "missing"), Problem("goal", "long"), Problem("due_on", "past")]
    brim = {**typed_of(_FULL.targets[0]), "owners": ",".join(_PEOPLE[:8])}
    return {
        "plan-edit": edit(_editing(_FILLED)),
        "plan-edit-new": edit(replace(_editing(Target(id="new", words="")), target="new", may_remove=False)),
        "plan-edit-mend": edit(replace(_editing(_FILLED), typed=typed, problems=bad)),
        "plan-edit-changed": edit(
            replace(
                _editing(_FILLED),
                notice="changed",
                theirs=[("goal", "Toisen *tavoite*"), ("owners", "Helmi Hämäläinen"), ("due_on", "")],
            )
        ),
        "plan-edit-full": edit(
            replace(
                _editing(_FULL.targets[0]),
                typed=brim,
                owners=many,
                has_more=True,
                has_left=True,
                notice="full",
            )
        ),
        "plan-remove": lambda language: remove_card(
            _UNIT, plan="made-up", version=4, target="t2", words=_BARE.words, language=language
        ),
        "plan-kept": lambda language: kept_card(
            _UNIT, [("goal", _FILLED.goal), ("action", _FILLED.action)], language=language
        ),
    }


def _told() -> dict[str, InLanguage]:
    audience = Audience(team=11, has_channel=True, asks=1, has_above=True)
    alone = Audience(team=0, has_channel=False, asks=2, has_above=False)
    bare = replace(_DRAFT, targets=(_BARE,), strengths=())
    return {
        "plan-team": lambda language: team_plan_card(_view(_AGREED), language=language),
        "plan-team-full": lambda language: team_plan_card(_view(_FULL), language=language),
        "plan-team-none": lambda language: no_team_plan_card(_UNIT, language=language),
        "plan-share": lambda language: confirm_plan_card(_view(_DRAFT), audience, language=language),
        "plan-share-bare": lambda language: confirm_plan_card(_view(bare), alone, language=language),
        "plan-shared": lambda language: shared_plan_card(_view(_AGREED), audience, language=language),
        "plan-shared-before": lambda language: already_shared_card(
            _view(_AGREED), day=_DAY, language=language
        ),
    }


def _asked() -> dict[str, InLanguage]:
    return {
        "plan-asked": lambda language: asked_card(_UNIT, _DRAFT, _FILLED, language=language),
        "plan-answered": lambda language: answered_card(_UNIT, _AGREED, _ANSWERED, language=language),
        "plan-answer-news": lambda language: answer_news_card(_UNIT, _AGREED, _ANSWERED, language=language),
    }


def _view(plan: Plan, *, owners: Owners = _OWNERS) -> PlanView:
    return PlanView(plan=plan, unit=_UNIT, owners=owners, follow_up_on=_DUE)


def _editing(target: Target) -> EditView:
    return EditView(
        unit=_UNIT,
        plan="made-up",
        version=4,
        target=target.id,
        number=1,
        typed=typed_of(target),
        states=next_states(target),
        today=_DAY,
        owners={person: name.replace("*", "") for person, name in _OWNERS.names.items()},
        ideas=load_actions()[:3],
        has_more_ideas=True,
        may_remove=True,
    )
