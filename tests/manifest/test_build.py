from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from content.texts import LANGUAGES, Text
from locales import texts
from manifest.build import BadManifest, Command, Developer, build_manifest

APP_ID = "3F0C9B1E-5A7D-4C62-9E55-2B8D10F4A7C3"
RESULTS = Command(
    Text("näytä yksikköni tulokset", "visa min enhets resultat", "show my unit results"),
    Text("Oman yksikkösi tulokset", "Resultaten för din enhet", "The results of your unit"),
    ("personal",),
)
HELP = Command(
    Text("apua", "hjälp", "help"),
    Text("Mitä osaan", "Vad jag kan", "What I can do"),
)
DOMAINS = ("pulse.example.org",)
OWNER = Developer("Exampleton", "https://www.example.org/pulssi", "https://www.example.org/privacy")
KEY = "bots[0].commandLists[{}].commands[{}].{}"


def build(**changed: Any) -> dict[str, bytes]:
    return unpacked(package(**changed))


def package(**changed: Any) -> bytes:
    given: dict[str, Any] = {
        "app_id": APP_ID,
        "version": "1.4.0",
        "domains": DOMAINS,
        "commands": (RESULTS, HELP),
        "developer": OWNER,
    }
    return build_manifest(**(given | changed))


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def flaws(**changed: Any) -> list[str]:
    with pytest.raises(BadManifest) as caught:
        package(**changed)
    return [str(flaw) for flaw in caught.value.flaws]


def check(document: bytes, schema: str) -> Any:
    path = Path(__file__).parent / "schemas" / f"{schema}.schema.json"
    Draft4Validator(json.loads(path.read_text(encoding="utf-8-sig"))).validate(json.loads(document))
    return json.loads(document)


def test_the_package_holds_the_manifest_the_icons_and_the_other_languages_side_by_side():
    assert list(build()) == ["color.png", "fi.json", "manifest.json", "outline.png", "sv.json"]


def test_every_document_is_valid_against_its_schema():
    files = build()
    check(files["manifest.json"], "MicrosoftTeams")
    check(files["fi.json"], "MicrosoftTeams.Localization")
    check(files["sv.json"], "MicrosoftTeams.Localization")


def test_the_schemas_here_do_refuse():
    broken = json.loads(build()["manifest.json"]) | {"accentColor": "teal"}
    assert list(
        Draft4Validator(
            json.loads((Path(__file__).parent / "schemas/MicrosoftTeams.schema.json").read_text("utf-8-sig"))
        ).iter_errors(broken)
    )


def test_the_manifest_names_the_bot_its_scopes_and_its_app():
    manifest = json.loads(build()["manifest.json"])
    (bot,) = manifest["bots"]
    assert manifest["manifestVersion"] == "1.30"
    assert manifest["id"] == bot["botId"] == manifest["webApplicationInfo"]["id"] == APP_ID.lower()
    assert bot["scopes"] == ["personal", "team", "groupChat"]
    assert manifest["validDomains"] == ["pulse.example.org"]
    assert manifest["developer"]["termsOfUseUrl"] == "https://www.example.org/pulssi"
    assert manifest["developer"]["privacyUrl"] == "https://www.example.org/privacy"


def test_the_command_lists_are_the_commands_given_each_where_it_belongs():
    lists = json.loads(build()["manifest.json"])["bots"][0]["commandLists"]
    assert [(found["scopes"], [command["title"] for command in found["commands"]]) for found in lists] == [
        (["personal"], ["show my unit results", "help"]),
        (["team", "groupChat"], ["help"]),
    ]


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_text_of_the_manifest_is_there_in_the_other_languages(language):
    files = build()
    manifest, found = json.loads(files["manifest.json"]), json.loads(files[f"{language}.json"])
    keys = {"$schema", "name.short", "name.full", "description.short", "description.full"}
    for place, commands in enumerate(manifest["bots"][0]["commandLists"]):
        for number in range(len(commands["commands"])):
            keys |= {KEY.format(place, number, "title"), KEY.format(place, number, "description")}
    assert found.keys() == keys
    assert found[KEY.format(0, 0, "title")] == RESULTS.title.say(language)
    assert found[KEY.format(1, 0, "description")] == HELP.description.say(language)
    assert found["description.full"] == texts(language)("manifest.description.full")


def test_no_language_promises_full_anonymity_and_each_says_confidential():
    said = {language: texts(language)("manifest.description.full").lower() for language in LANGUAGES}
    assert "luottamuksellinen" in said["fi"]
    assert "konfidentiell" in said["sv"]
    assert "confidential" in said["en"]
    assert not any(
        word in text for text in said.values() for word in ("täysin", "helt anonym", "fully anonymous")
    )


def test_the_default_language_is_english_and_the_others_are_listed():
    assert json.loads(build()["manifest.json"])["localizationInfo"] == {
        "defaultLanguageTag": "en",
        "additionalLanguages": [
            {"languageTag": "fi", "file": "fi.json"},
            {"languageTag": "sv", "file": "sv.json"},
        ],
    }


def test_two_builds_are_byte_identical_and_carry_no_time():
    first, second = package(), package()
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_another_name_is_shown_in_every_language():
    files = build(bot_name="Pulssi (test)")
    assert json.loads(files["manifest.json"])["name"]["short"] == "Pulssi (test)"
    assert {json.loads(files[f"{language}.json"])["name.short"] for language in ("fi", "sv")} == {
        "Pulssi (test)"
    }


def test_without_a_developer_the_first_real_domain_answers():
    manifest = json.loads(
        build(developer=None, domains=("*.example.org", "pulse.example.org"))["manifest.json"]
    )
    assert manifest["developer"]["websiteUrl"] == "https://pulse.example.org/"
    assert manifest["developer"]["name"] == "pulse.example.org"


def test_with_neither_developer_nor_domain_there_is_nobody_to_name():
    assert flaws(developer=None, domains=()) == [
        "developer.name: empty",
        "developer.website: 'https:///' is not an https link",
    ]


@pytest.mark.parametrize(
    "app_id",
    ["", "YOUR-APP-ID", "${{TEAMS_APP_ID}}", "00000000-0000-0000-0000-000000000000", "{" + APP_ID + "}"],
)
def test_an_app_id_that_is_no_uuid_or_nobodys_is_refused(app_id):
    assert flaws(app_id=app_id) == ["app_id: not the UUID of a registered app"]


@pytest.mark.parametrize("version", ["", "1", "1.4", "v1.4.0", "1.04.0", "1.4.0-beta", "1.4.0.1"])
def test_a_version_is_three_numbers(version):
    assert flaws(version=version) == ["version: not three numbers such as 1.4.0"]


@pytest.mark.parametrize(
    "domain", ["", "https://pulse.example.org", "pulse.example.org/api", "localhost", "a b.fi", "*"]
)
def test_what_is_no_domain_is_refused(domain):
    assert flaws(domains=(domain,)) == [f"domains: {domain!r} is not a domain such as pulse.example.org"]


def test_a_link_without_https_is_refused():
    assert flaws(developer=replace(OWNER, privacy="http://www.example.org/")) == [
        "developer.privacy: 'http://www.example.org/' is not an https link"
    ]


def test_long_and_empty_words_are_refused_in_whichever_language_they_stand():
    long = replace(HELP, title=Text("apua", "h" * 33, "help"), description=Text("", "Vad", "What"))
    assert flaws(commands=(RESULTS, long), bot_name="P" * 31) == [
        "commands[1].title (sv): 33 characters, the limit is 32",
        "commands[1].description (fi): empty",
        "name.short (fi): 31 characters, the limit is 30",
        "name.short (sv): 31 characters, the limit is 30",
        "name.short (en): 31 characters, the limit is 30",
    ]


def test_the_longest_words_allowed_are_taken():
    longest = Command(Text("f" * 32, "s" * 32, "e" * 32), Text("f" * 128, "s" * 128, "e" * 128))
    check(build(commands=(longest,), bot_name="P" * 30)["manifest.json"], "MicrosoftTeams")


def numbered(number: int) -> Command:
    title = f"command {number}"
    return Command(Text(title, title, title), HELP.description)


def test_twelve_commands_fit_and_thirteen_do_not():
    files = build(commands=[numbered(number) for number in range(12)])
    check(files["manifest.json"], "MicrosoftTeams")
    check(files["fi.json"], "MicrosoftTeams.Localization")
    assert flaws(commands=[numbered(number) for number in range(13)]) == [
        "commands for personal: 13, the limit is 12",
        "commands for team: 13, the limit is 12",
    ]


def test_a_scope_without_commands_and_the_same_words_twice_are_refused():
    assert flaws(commands=(RESULTS,)) == ["commands for team: none, but phones hide a bot without commands"]
    twin = replace(HELP, title=Text("opastus", "Hjälp", "guide"))
    assert flaws(commands=(HELP, twin)) == [
        "commands for personal (sv): 'hjälp' twice",
        "commands for team (sv): 'hjälp' twice",
    ]
