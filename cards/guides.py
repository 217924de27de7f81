"""Questions for the team's talk: a few of a theme on a card, a whole theme, and the choice of a theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from microsoft_teams.cards import Action, CardElement, Choice, ChoiceSetInput

from cards.elements import Card, box, buttons, card, execute, paragraph, plain, plain_name, small, title
from content.guide import TALKS, Guide, Question
from directory.organisation import Unit
from locales import Texts, texts
from scoring.disclosure import Published

WHOLE: Final = "all"
"""The page that is the whole theme, to copy, pass on or print."""
_VERB: Final = "guide.theme"


@dataclass(frozen=True, slots=True)
class Basis:
    """The result that questions are chosen by: whose it is, what is published, and what its themes hold.

    `raised` has the themes of published strengths and targets, the one to begin with first; `leads` says
    that the reader leads the unit, and so its meeting about the result.
    """

    unit: Unit
    published: Published
    raised: Mapping[str, frozenset[str]]
    leads: bool = False


def theme_card(guide: Guide, *, page: int, language: str, basis: Basis | None = None) -> Card:
    """Show a few questions about a theme; a page beyond the last goes on from the first."""
    say = texts(language)
    raised = basis.raised.get(guide.theme, frozenset()) if basis else frozenset[str]()
    pages = guide.fitted(raised).pages()
    place = page % len(pages)
    before = sum(map(len, pages[:place]))
    body: list[CardElement] = [
        *_heads(guide, say=say),
        *(_whose(basis, say=say) if basis else []),
        *_why(raised, say=say),
        *_questions(pages[place], say=say),
        small(_count(before + 1, before + len(pages[place]), len(guide.questions), say=say)),
        small(say("cardguide.care")),
        buttons(_choices(guide, place + 1, basis, say=say)),
        *_others(guide, basis, say=say),
        *_meeting(basis, say=say),
    ]
    return card(body, language=language, actions=_back(basis, say=say))


def whole_theme_card(guide: Guide, *, language: str) -> Card:
    """Show all the questions about a theme, in the order in which everybody has them."""
    say = texts(language)
    body = [*_heads(guide, say=say), *_questions(guide.questions, say=say), small(say("cardguide.care"))]
    back = execute(say("cardguide.back"), _VERB, data={"theme": guide.theme})
    return card(body, language=language, actions=[back])


def choose_theme_card(*, language: str, basis: Basis | None = None) -> Card:
    """Ask which theme to talk about."""
    say = texts(language)
    names = [execute(name_of(each, say=say), _VERB, data={"theme": each, **_of(basis)}) for each in TALKS]
    body: list[CardElement] = [
        title(say("cardguide.choose.heading")),
        paragraph(say("cardguide.choose.what")),
    ]
    return card([*body, *(buttons([name]) for name in names)], language=language)


def questions_in_words(guide: Guide, *, language: str) -> str:
    """Write all the questions about a theme as plain text that says nothing of any result."""
    say = texts(language)
    asked = (f"{number}. {each.text.say(language)}" for number, each in enumerate(guide.questions, start=1))
    return "\n\n".join((say("cardguide.title", theme=name_of(guide.theme, say=say)), *asked))


def name_of(theme: str, *, say: Texts) -> str:
    """Name a theme of the talk."""
    if theme == "supervision":
        return say("terms.capability.supervision")
    return say(f"terms.theme.{theme}")


def _heads(guide: Guide, *, say: Texts) -> list[CardElement]:
    return [title(say("cardguide.title", theme=name_of(guide.theme, say=say)))]


def _whose(basis: Basis, *, say: Texts) -> list[CardElement]:
    """Name the unit, and say where the result is not its own."""
    name: CardElement = plain_name(basis.unit.name(say.language))
    return [name, small(say("cardguide.shared"))] if basis.published.tier == "group" else [name]


def _why(raised: frozenset[str], *, say: Texts) -> list[CardElement]:
    """Say what the result raises in this theme, which is no more than which of its statements were named."""
    if not raised:
        return []
    return [paragraph(say(f"cardguide.why.{'both' if len(raised) > 1 else next(iter(raised))}"))]


def _questions(questions: Sequence[Question], *, say: Texts) -> list[CardElement]:
    return [box([plain(question.text.say(say.language))], tone="emphasis") for question in questions]


def _count(first: int, last: int, of: int, *, say: Texts) -> str:
    return say("cardguide.count", first=say.number(first, 0), last=say.number(last, 0), of=say.number(of, 0))


def _choices(guide: Guide, page: int, basis: Basis | None, *, say: Texts) -> list[Action]:
    """Offer the next questions, and all of them to copy, pass on or print."""
    data = {"theme": guide.theme, **_of(basis)}
    more = execute(say("cardguide.more"), _VERB, data={**data, "page": str(page)})
    return [more, execute(say("cardguide.whole"), _VERB, data={**data, "page": WHOLE})]


def _back(basis: Basis | None, *, say: Texts) -> list[Action]:
    return [execute(say("cardguide.result"), "results.show", data=_of(basis))] if basis else []


def _meeting(basis: Basis | None, *, say: Texts) -> list[CardElement]:
    """Lead whoever leads the unit on to the meeting about its result."""
    if basis is None or not basis.leads:
        return []
    return [buttons([execute(say("cardagenda.offer"), "guide.agenda", data=_of(basis))])]


def _others(guide: Guide, basis: Basis | None, *, say: Texts) -> list[CardElement]:
    others = [theme for theme in TALKS if theme != guide.theme]
    chosen = ChoiceSetInput(
        id="theme",
        label=say("cardguide.others.label"),
        style="compact",
        choices=[Choice(title=name_of(theme, say=say), value=theme) for theme in others],
        placeholder=say("cardguide.others.placeholder"),
        is_required=True,
        error_message=say("cardguide.others.required"),
    )
    show = execute(say("cardguide.others.show"), _VERB, data=_of(basis), inputs="auto")
    return [chosen, buttons([show])]


def _of(basis: Basis | None) -> dict[str, str]:
    return {"unit": basis.unit.code, "wave": basis.published.wave} if basis else {}
