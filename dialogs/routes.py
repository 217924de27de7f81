"""The tables from verbs and words to handlers; the manifest's command lists are made from them."""

from __future__ import annotations

from typing import Final, Literal

from content.texts import LANGUAGES, Text
from dialogs import (
    agenda,
    annual_clock,
    annual_clock_edit,
    audit,
    channels,
    choose,
    choose_agree,
    choose_vote,
    comments,
    connections,
    consents,
    deputies,
    details,
    directory,
    exports,
    follow_up_done,
    follow_ups,
    guides,
    levels,
    next_steps,
    personal,
    plan_answer,
    plan_edit,
    plan_history,
    plan_share,
    plan_show,
    plans_overview,
    reminders,
    results,
    scenario,
    sharing,
    survey,
    wave_confirm,
    wave_new,
    wave_open,
    wave_run,
    waves,
    welcome,
)
from dialogs.heard import Heard
from dialogs.intents import INTENTS, intent_of
from dialogs.turn import Route
from locales import texts
from manifest.build import Command

_VERBS: Final = (
    Route("survey.submit", survey.submit),
    Route("survey.privacy", survey.privacy),
    Route("survey.language", survey.language, writes=True),
    Route("results.show", results.show),
    Route("results.detail", details.detail),
    Route("guide.theme", guides.theme),
    Route("guide.agenda", agenda.show),
    Route("guide.post", agenda.post, writes=True),
    Route("guide.held", agenda.mark_held, writes=True),
    Route("admin.channel", channels.change, writes=True),
    Route("admin.deputy", deputies.deputy, writes=True),
    Route("admin.audit", audit.show),
    Route("admin.reach", connections.show),
    Route("results.level", levels.level),
    Route("results.scenario", scenario.scenario),
    Route("results.export", exports.export),
    Route("results.share", sharing.share, writes=True),
    Route("choose.propose", choose.propose, writes=True),
    Route("choose.vote", choose_vote.vote),
    Route("choose.sum", choose.sum_up),
    Route("choose.agree", choose_agree.agree, writes=True),
    Route("choose.feel", choose_vote.feel),
    Route("choose.felt", choose.felt),
    Route("reminders.show", reminders.show),
    Route("reminders.pause", reminders.pause, writes=True),
    Route("reminders.resume", reminders.resume, writes=True),
    Route("settings.show", personal.show),
    Route("settings.save", personal.save, writes=True),
    Route("comments.review", comments.review, writes=True),
    Route("comments.release", comments.release, writes=True),
    Route("comments.delete", comments.delete, writes=True),
    Route("followup.report", follow_ups.report, writes=True),
    Route("followup.done", follow_up_done.done, writes=True),
    Route("followup.snooze", follow_ups.snooze, writes=True),
    Route("waves.status", waves.status),
    Route("waves.pause", waves.pause, writes=True),
    Route("waves.resume", waves.resume, writes=True),
    Route("waves.new", wave_new.new),
    Route("waves.open", wave_open.open_, writes=True),
    Route("waves.preview", wave_open.preview),
    Route("waves.confirm", wave_confirm.answer, writes=True),
    Route("waves.extend", wave_run.extend, writes=True),
    Route("waves.close", wave_run.close, writes=True),
    Route("waves.cancel", wave_run.cancel, writes=True),
    Route("plan.show", plan_show.show),
    Route("plan.edit", plan_edit.edit),
    Route("plan.save", plan_edit.save, writes=True),
    Route("plan.share", plan_share.share, writes=True),
    Route("plan.answer", plan_answer.answer, writes=True),
    Route("plan.history", plan_history.history),
    Route("plan.export", plan_show.export),
    Route("next.show", next_steps.show),
    Route("next.calendar", next_steps.calendar),
    Route("plans.overview", plans_overview.overview),
    Route("clock.show", annual_clock.show),
    Route("clock.edit", annual_clock_edit.edit),
    Route("clock.save", annual_clock_edit.save, writes=True),
    Route("clock.remove", annual_clock.remove, writes=True),
    Route("clock.times", annual_clock.times, writes=True),
    Route("admin.directory", directory.show),
    Route("admin.sync", directory.answer, writes=True),
)
_WORDS: Final = {
    "results": Route("words.results", results.show),
    "plan": Route("words.plan", plan_show.show),
    "explain": Route("words.explain", details.explain),
    "survey": Route("words.survey", survey.show),
    "questions": Route("words.questions", guides.theme),
    "link": Route("words.link", channels.show),
    "choose": Route("words.choose", choose_vote.show),
    "next": Route("words.next", next_steps.show),
    "plans": Route("words.plans", plans_overview.asked_for),
    "clock": Route("words.clock", annual_clock.asked_for),
    "directory": Route("words.directory", directory.show),
    "deputies": Route("words.deputies", deputies.asked_for, writes=True),
    "review": Route("words.review", comments.review, writes=True),
    "status": Route("words.status", waves.status),
    "audit": Route("words.audit", audit.show),
    "pulse": Route("words.pulse", wave_new.asked_for),
    "connections": Route("words.connections", connections.show),
    "privacy": Route("words.privacy", survey.privacy),
    "reminders": Route("words.reminders", reminders.show),
    "settings": Route("words.settings", personal.show),
    "language": Route("words.language", welcome.explain),
    "help": Route("words.help", welcome.explain),
}
VERBS: Final = {route.name: route for route in _VERBS}

_IN_COMPANY: Final = frozenset({"questions", "help"})
"""What is of use where others read along."""
_IN_TEAMS_ONLY: Final = frozenset({"link"})
"""What is of use in a team's channel and nowhere else."""
_NOT_OFFERED: Final = frozenset(
    {"choose", "review", "status", "pulse", "plans", "clock", "directory", "deputies", "audit", "connections"}
)
"""What Teams would offer to everybody though it is for a few: they are told on their own cards."""

_GREETING: Final = Route("installed", welcome.greet)
_PARTING: Final = Route("removed", welcome.part)
_CONSENT: Final = Route("consent", consents.consent)
_NOT_UNDERSTOOD: Final = Route("words.other", welcome.explain)
_NO_SUCH_BUTTON: Final = Route("press.other", welcome.refuse_button)


def route_of(heard: Heard) -> Route:
    """Give the handler of what was heard."""
    if heard.kind == "press":
        return VERBS.get(heard.verb, _NO_SUCH_BUTTON)
    if heard.kind == "consent":
        return _CONSENT
    if heard.kind == "installed":
        return _GREETING
    if heard.kind == "removed":
        return _PARTING
    if heard.kind == "other":
        return _NO_SUCH_BUTTON
    return _WORDS.get(intent_of(heard.words) or "", _NOT_UNDERSTOOD)


def commands() -> tuple[Command, ...]:
    """Give what Teams offers to write: the first phrase of every intent."""
    return tuple(
        Command(
            title=Text(**{language: spoken[0] for language, spoken in phrases.items()}),
            description=Text(**{each: texts(each)(f"command.{intent}") for each in LANGUAGES}),
            scopes=_scopes(intent),
        )
        for intent, phrases in INTENTS.items()
        if intent not in _NOT_OFFERED
    )


def _scopes(intent: str) -> tuple[Literal["personal", "team"], ...]:
    if intent in _IN_TEAMS_ONLY:
        return ("team",)
    return ("personal", "team") if intent in _IN_COMPANY else ("personal",)
