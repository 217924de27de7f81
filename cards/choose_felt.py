"""Whether a choice feels shared: asked of each member with two buttons, told as a coded share."""

from __future__ import annotations

from microsoft_teams.cards import Action

from cards.choose import Matter
from cards.choose_agree import Agreed, agreed_part
from cards.elements import Card, buttons, card, execute, paragraph, plain_name, small, title
from locales import texts
from scoring.choices import Times


def felt_card(matter: Matter, agreed: Agreed, *, language: str) -> Card:
    """Show somebody what was agreed and ask whether it feels shared."""
    say = texts(language)
    answers = [
        execute(
            say(f"cardchoose.felt.{feels}"), "choose.feel", data={"choice": matter.choice, "feels": feels}
        )
        for feels in ("yes", "no")
    ]
    body = [
        title(say("cardchoose.felt.heading")),
        plain_name(matter.unit.name(language)),
        paragraph(say("cardchoose.felt.intro")),
        *agreed_part(agreed, say=say),
        small(say("cardchoose.felt.secret")),
        buttons(answers),
    ]
    return card(body, language=language)


def felt_receipt_card(matter: Matter, *, language: str) -> Card:
    """Thank for the answer; a second answer gets this very card too."""
    say = texts(language)
    body = [
        title(say("cardchoose.felt.thanks")),
        plain_name(matter.unit.name(language)),
        paragraph(say("cardchoose.felt.sealed")),
    ]
    return card(body, language=language)


def feeling_card(matter: Matter, felt: Times | None, *, language: str) -> Card:
    """Tell to what share of those who answered the choice feels shared; None: too few have."""
    return _told(matter, _share(felt, language), language=language)


def feeling_needed_card(matter: Matter, *, needed: int, language: str) -> Card:
    """Tell how many more answers are needed."""
    say = texts(language)
    again = execute(say("cardchoose.standing.refresh"), "choose.felt", data={"choice": matter.choice})
    return _told(matter, say.count("cardchoose.feeling.needed", needed), again, language=language)


def _share(felt: Times | None, language: str) -> str:
    say = texts(language)
    if felt is None:
        return say("cardchoose.feeling.none")
    if isinstance(felt, int):
        return say("cardchoose.feeling.about", share=say.percent(felt))
    return say(f"cardchoose.feeling.{'nearly_all' if felt == 'most' else 'hardly_any'}")


def _told(matter: Matter, sentence: str, *ways: Action, language: str) -> Card:
    say = texts(language)
    body = [
        title(say("cardchoose.feeling.heading")),
        plain_name(matter.unit.name(language)),
        paragraph(sentence),
        small(say("cardchoose.feeling.next")),
        *(buttons([way]) for way in ways),
    ]
    return card(body, language=language)
