"""Deputies: who stands in now and later, with the form for another one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from microsoft_teams.cards import CardElement

from cards.deputy_form import form, wrong_in_words
from cards.deputy_parts import DeputiesView, Wrong, among, days_of, name_of, press
from cards.elements import Card, box, buttons, card, line, paragraph, plain, plain_name, small, title
from locales import Texts, texts


def deputies_card(
    view: DeputiesView, *, done: Iterable[str] = (), wrong: Sequence[tuple[Wrong, str]] = (), language: str
) -> Card:
    """Show who stands in and the form; `done` says what has happened, `wrong` what cannot be, and where."""
    say = texts(language)
    told: list[CardElement] = [plain(each) for each in done]
    mistakes: list[CardElement] = [plain(wrong_in_words(*each, say=say)) for each in wrong]
    body: list[CardElement] = [
        title(say("carddeputies.heading")),
        *([plain_name(view.unit.name(language))] if view.unit else []),
        *([box(told, tone="good")] if told else []),
        *([box(mistakes, tone="attention")] if mistakes else []),
        *_standing(view, say=say),
        *form(view, say=say),
    ]
    return card(body, language=language)


def _standing(view: DeputiesView, *, say: Texts) -> Iterator[CardElement]:
    if not view.standing:
        yield paragraph(say("carddeputies.none"))
    for each in view.standing:
        days = days_of(each.term, say=say)
        state = say("carddeputies.now" if each.has_begun else "carddeputies.later", days=days)
        place = [] if view.unit else [plain(each.unit.name(say.language))]
        label = say("carddeputies.end" if each.has_begun else "carddeputies.withdraw")
        sent = {"end": each.id, "unit": each.unit.code, **among(view)}
        yield box(
            [line(name_of(each.name, say=say), note=state), *place, buttons([press(label, sent)])],
            tone="emphasis",
        )
    if view.left:
        yield small(say.count("carddeputies.left", view.left))
        unit = {"unit": view.unit.code} if view.unit else {}
        yield buttons([press(say("carddeputies.next"), {**unit, "page": str(view.page + 1)})])
