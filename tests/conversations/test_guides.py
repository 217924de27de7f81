"""Questions for the team's talk: asked for in words, by a result, alone and among others."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain

import pytest

from cards.guides import questions_in_words
from content.guides import load_guides
from storage.audit import list_audit
from storage.results import find_result
from tests.conversations.conftest import ON_BOTH, colleague
from tests.conversations.people import Member, Town, words
from tests.conversations.test_story import CLOSES, answers, everybody_answers, opened

GUIDES = load_guides()
CARD = "application/vnd.microsoft.card.adaptive"
CHANNEL = {"id": "19:team@thread.tacv2;messageid=1", "conversationType": "channel", "isGroup": True}
GROUP = {"id": "19:group@thread.v2", "conversationType": "groupChat", "isGroup": True}


async def closed(town: Town) -> str:
    """Let home care answer so that processes are its first target and competence its strength."""
    wave = await opened(town)
    low = {name: "1" for name in answers() if name.startswith("processes")}
    high = {name: "5" for name in answers() if name.startswith("competence")}
    await everybody_answers(town, wave, {"k3": range(7)})
    for number in range(10):
        member = Member(town, colleague(f"k1-{number}"))
        await member.presses("survey.submit", wave=wave, **answers(3 + number % 2) | low | high)
    await town.passes(CLOSES + timedelta(minutes=1))
    return wave


def asked(card) -> list[str]:
    """Give the questions on a card."""
    boxes = [element for element in card["body"] if element["type"] == "Container"]
    return [box["items"][0]["inlines"][0]["text"] for box in boxes]


def of(theme: str, language: str = "fi") -> list[str]:
    return [question.text.say(language) for question in GUIDES[theme].questions]


def posted(town: Town) -> list[dict]:
    """Give everything that the bot has sent, with where it went."""
    return [{"to": call.conversation, **call.body} for call in town.connector.calls if call.method == "POST"]


@pytest.mark.parametrize(
    ("said", "theme"),
    [
        ("kysymyksiä luottamus", "trust"),
        ("frågor om tillit", "trust"),
        ("questions trust", "trust"),
        ("Kysymyksiä luottamuksesta!", "trust"),
        ("kysymyksia autonomiasta", "autonomy"),
        ("frågor samhörighet", "belonging"),
        ("questions supervision", "supervision"),
    ],
)
async def test_anybody_asks_for_questions_in_words(aino: Member, said, theme):
    (card,) = await aino.says(said)
    shown = asked(card)
    assert shown == of(theme)[: len(shown)]
    assert 3 <= len(shown) <= 5


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_questions_come_in_the_language_of_whoever_asks(aino: Member, language):
    await aino.presses("survey.language", language=language)
    (card,) = await aino.says("kysymyksiä luottamus")
    assert card["lang"] == language
    assert asked(card)[0] == of("trust", language)[0]


@pytest.mark.parametrize(
    "said", ["kysymyksiä", "kysymyksiä säästä", "frågor till samtalet", "questions salary"]
)
async def test_without_a_theme_that_exists_the_themes_are_offered(aino: Member, said):
    (card,) = await aino.says(said)
    assert asked(card) == []
    for name in (
        "Luottamus",
        "Yhteenkuuluvuus",
        "Kyvykkyys",
        "Autonomia",
        "Palveluprosessit",
        "Esihenkilötyö",
    ):
        assert name in words(card)


STRANGE = ("salary", "TRUST", "' OR 1=1 --", "../trust", "{theme}", "<b>trust</b>", "x" * 2000)


@pytest.mark.parametrize("theme", STRANGE)
async def test_an_edited_theme_brings_the_choice_of_themes(aino: Member, theme):
    body = await aino.presses("guide.theme", theme=theme)
    assert body == await aino.presses("guide.theme")
    assert "Mistä teemasta" in words(body["value"])


async def test_more_goes_on_and_round(aino: Member):
    seen = []
    for page in ("0", "1", "2", "3"):
        body = await aino.presses("guide.theme", theme="trust", page=page)
        seen.append(asked(body["value"]))
    assert list(chain(*seen[:3])) == of("trust")
    assert seen[3] == seen[0]


@pytest.mark.parametrize(
    "page", ["-1", "9999", "1e3", "٣", "²", "", " 1", None, 1, True, ["1"], {"a": 1}, "x" * 999]
)
async def test_a_page_that_is_none_is_the_first(aino: Member, page):
    body = await aino.presses("guide.theme", theme="trust", page=page)
    assert body == await aino.presses("guide.theme", theme="trust")


async def test_pressing_twice_gives_the_same(aino: Member):
    first, second = [await aino.presses("guide.theme", theme="trust", page="1") for _ in range(2)]
    assert first == second


@ON_BOTH
async def test_all_questions_come_as_plain_words_that_can_be_copied(town: Town, aino: Member):
    body = await aino.presses("guide.theme", theme="trust", page="all")
    assert "kopioida" in body["value"]
    await _until(town, lambda: posted(town))
    (sent,) = posted(town)
    assert sent["to"] == aino.chat
    assert sent["textFormat"] == "plain"
    assert sent["text"] == questions_in_words(GUIDES["trust"], language="fi")


async def test_an_old_client_that_only_submits_gets_the_same(town: Town, aino: Member):
    (card,) = await aino.submits("guide.theme", theme="trust", page="1")
    assert card == (await aino.presses("guide.theme", theme="trust", page="1"))["value"]
    await aino.submits("guide.theme", theme="trust", page="all")
    await _until(town, lambda: "textFormat" in posted(town)[-1])
    assert posted(town)[-1]["text"] == questions_in_words(GUIDES["trust"], language="fi")


@ON_BOTH
async def test_eero_starts_from_his_result_with_the_theme_of_its_first_target(town: Town, eero: Member):
    wave = await closed(town)
    body = await eero.presses("guide.theme", unit="K1", wave=wave)
    card = body["value"]
    assert "Palveluprosessit" in words(card)
    assert "Kotihoito" in words(card)
    assert "Tuloksen mukaan tässä teemassa on kehittämiskohde" in words(card)
    uses = {question.text.fi: question.use for question in GUIDES["processes"].questions}
    assert {uses[question] for question in asked(card)} == {"target"}
    (back,) = card["actions"]
    shown = await eero.presses(back["verb"], unit=back["data"]["unit"], wave=back["data"]["wave"])
    assert "Kotihoito" in words(shown["value"])
    assert "Chart.Gauge" in str(shown["value"])


async def test_a_strength_is_asked_about_as_a_strength_and_nothing_more_than_published_is_said(
    town: Town, eero: Member
):
    wave = await closed(town)
    async with town.house.stores.identity.reading() as connection:
        published = await find_result(connection, wave, code="K1")
    assert {name.partition("-")[0] for name in published.strengths} == {"competence"}
    card = (await eero.presses("guide.theme", unit="K1", wave=wave, theme="capability"))["value"]
    assert "Tuloksen mukaan tässä teemassa on vahvuus" in words(card)
    uses = {question.text.fi: question.use for question in GUIDES["capability"].questions}
    assert {uses[question] for question in asked(card)} == {"strength"}
    cells = {"leadership-belonging", "culture-safety", "culture-belonging"}
    assert not cells & {*published.strengths, *published.targets}
    card = (await eero.presses("guide.theme", unit="K1", wave=wave, theme="belonging"))["value"]
    assert asked(card) == of("belonging")[: len(asked(card))]
    assert "Tuloksen mukaan" not in words(card)


async def test_a_small_unit_is_asked_by_the_result_that_it_shares(town: Town, onni: Member):
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(10), "k2": range(3), "k3": range(7)})
    await town.passes(CLOSES + timedelta(minutes=1))
    card = (await onni.presses("guide.theme", unit="K2", wave=wave))["value"]
    assert "Biblioteket" in words(card)
    assert "gemensamt med grannenheterna" in words(card)


async def test_every_look_at_a_result_through_questions_is_in_the_audit_log(town: Town, eero: Member):
    wave = await closed(town)
    await eero.presses("guide.theme", unit="K1")
    async with town.house.stores.identity.reading() as connection:
        entries = await list_audit(connection, newest=1)
    assert (entries[-1].action, entries[-1].subject) == ("questions.viewed", f"{wave}/K1")


async def test_words_to_copy_say_nothing_of_the_result_they_were_asked_from(town: Town, eero: Member):
    wave = await closed(town)
    before = len(posted(town))
    await eero.presses("guide.theme", unit="K1", wave=wave, theme="processes", page="all")
    await _until(town, lambda: len(posted(town)) > before)
    assert posted(town)[-1]["text"] == questions_in_words(GUIDES["processes"], language="fi")


async def test_whoever_has_no_right_to_a_result_is_refused_as_if_there_were_none(
    town: Town, aino: Member, onni: Member
):
    wave = await closed(town)
    for who in (aino, onni):
        nowhere = await who.presses("guide.theme", unit="NOWHERE", wave=wave, theme="trust")
        assert "Tulosta ei voi näyttää" in words(nowhere["value"]) or "Resultatet" in words(nowhere["value"])
        for unit in ("K1", "K", "K3", "' OR 1=1 --", "K1%"):
            for named in (wave, "", "no-such-wave"):
                for theme in ("trust", "", "salary"):
                    body = await who.presses("guide.theme", unit=unit, wave=named, theme=theme)
                    assert body == nowhere, (unit, named, theme)


async def test_a_result_of_an_open_wave_raises_nothing(town: Town, eero: Member):
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(10)})
    body = await eero.presses("guide.theme", unit="K1", wave=wave)
    assert body == await eero.presses("guide.theme", unit="NOWHERE", wave=wave)


@pytest.mark.parametrize("unit", [None, 7, [], {"a": "K1"}, ""])
async def test_a_unit_that_is_no_text_brings_questions_in_general(town: Town, eero: Member, unit):
    await closed(town)
    body = await eero.presses("guide.theme", unit=unit, theme="trust")
    assert body == await eero.presses("guide.theme", theme="trust")


@pytest.mark.parametrize("place", [CHANNEL, GROUP])
async def test_in_a_team_the_answer_comes_where_it_was_asked_and_names_no_unit(
    town: Town, eero: Member, place
):
    await closed(town)
    eero.conversation = place
    before = len(posted(town))
    await eero.says("<at>Pulssi</at> kysymyksiä luottamuksesta")
    (sent,) = posted(town)[before:]
    assert sent["to"] == place["id"]
    card = sent["attachments"][0]["content"]
    assert asked(card) == of("trust")[: len(asked(card))]
    assert "Kotihoito" not in str(sent)
    assert "K1" not in str(sent)


@pytest.mark.parametrize("place", [CHANNEL, GROUP])
async def test_anybody_presses_the_card_of_a_team_and_only_they_get_the_answer(
    town: Town, onni: Member, place
):
    onni.conversation = place
    before = len(posted(town))
    body = await onni.presses("guide.theme", theme="trust", page="1")
    assert body["type"] == CARD
    whole = await onni.presses("guide.theme", theme="trust", page="all")
    assert asked(whole["value"]) == of("trust", whole["value"]["lang"])
    chosen = await onni.presses("guide.theme")
    assert asked(chosen["value"]) == []
    assert len(posted(town)) == before, "nothing is said to all"


async def test_in_a_team_no_card_brings_anything_of_a_result(town: Town, eero: Member):
    wave = await closed(town)
    eero.conversation = CHANNEL
    bodies = [
        await eero.presses("guide.theme", unit=unit, wave=wave, theme=theme)
        for unit in ("K1", "K2", "NOWHERE")
        for theme in ("", "processes")
    ]
    assert all(body == bodies[0] for body in bodies)
    assert "kahden kesken" in words(bodies[0]["value"])


async def test_help_among_others_offers_the_questions(town: Town, aino: Member):
    aino.conversation = CHANNEL
    await aino.says("<at>Pulssi</at> apua")
    assert "guide.theme" in str(posted(town)[-1])


async def _until(town: Town, is_so) -> None:
    while not is_so():
        await town.connector.wait_for(len(town.connector.calls) + 1)
