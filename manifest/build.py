"""The app package for Teams, built from what the program really answers to.

The commands come from the caller's table of routes, so the lists Teams shows cannot drift from what works.
The same input gives the same bytes, so two packages can be compared.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from content.texts import LANGUAGES, Language
from locales import texts
from manifest.icons import BRAND, color_icon, outline_icon
from manifest.parts import BadManifest, Command, Developer, Parts, Scope, find_flaws

__all__ = ["BadManifest", "Command", "Developer", "build_manifest"]

CommandList = tuple[list[str], list[Command]]  # the scopes of a list and its commands

_SCHEMAS = "https://developer.microsoft.com/json-schemas/teams/v1.30"
_DEFAULT: Language = "en"
_OTHERS = tuple(language for language in LANGUAGES if language != _DEFAULT)
_LISTS: Mapping[Scope, list[str]] = {"personal": ["personal"], "team": ["team", "groupChat"]}
_BORN = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip file can hold


def build_manifest(
    *,
    app_id: str,
    version: str,
    domains: Sequence[str],
    commands: Sequence[Command],
    bot_name: str | None = None,
    developer: Developer | None = None,
) -> bytes:
    """Return the package as the bytes of a zip file; raises BadManifest with every flaw of the input.

    `bot_name` replaces the product's short name in all languages, `developer` the first domain's owner.
    """
    parts = Parts(
        app_id=app_id,
        version=version,
        domains=domains,
        commands=commands,
        developer=developer or Developer.of(domains),
        words={language: _words(language, bot_name) for language in LANGUAGES},
    )
    if flaws := find_flaws(parts):
        raise BadManifest(flaws)
    lists = _command_lists(commands)
    files = {
        "manifest.json": _json(_manifest(parts, lists)),
        "color.png": color_icon(),
        "outline.png": outline_icon(),
        **{f"{language}.json": _json(_localisation(language, parts, lists)) for language in _OTHERS},
    }
    return _zip(files)


def _words(language: str, bot_name: str | None) -> dict[str, str]:
    """Return the texts of the package by their key in a localisation file."""
    say = texts(language)
    return {
        "name.short": bot_name or say("manifest.name.short"),
        "name.full": say("manifest.name.full"),
        "description.short": say("manifest.description.short"),
        "description.full": say("manifest.description.full"),
    }


def _command_lists(commands: Sequence[Command]) -> list[CommandList]:
    return [
        (scopes, [command for command in commands if scope in command.scopes])
        for scope, scopes in _LISTS.items()
    ]


def _manifest(parts: Parts, lists: Sequence[CommandList]) -> dict[str, Any]:
    app_id, owner, words = parts.app_id.lower(), parts.developer, parts.words[_DEFAULT]
    return {
        "$schema": f"{_SCHEMAS}/MicrosoftTeams.schema.json",
        "manifestVersion": "1.30",
        "version": parts.version,
        "id": app_id,
        "localizationInfo": {
            "defaultLanguageTag": _DEFAULT,
            "additionalLanguages": [
                {"languageTag": language, "file": f"{language}.json"} for language in _OTHERS
            ],
        },
        "developer": {
            "name": owner.name,
            "websiteUrl": owner.website,
            "privacyUrl": owner.privacy or owner.website,
            "termsOfUseUrl": owner.terms or owner.website,
        },
        "name": {"short": words["name.short"], "full": words["name.full"]},
        "description": {"short": words["description.short"], "full": words["description.full"]},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": BRAND,
        "defaultInstallScope": "personal",
        "bots": [_bot(app_id, lists)],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": list(parts.domains),
        "webApplicationInfo": {"id": app_id, "resource": f"api://botid-{app_id}"},
    }


def _bot(app_id: str, lists: Sequence[CommandList]) -> dict[str, Any]:
    return {
        "botId": app_id,
        "scopes": ["personal", "team", "groupChat"],
        "isNotificationOnly": False,
        "supportsCalling": False,
        "supportsFiles": True,
        "supportsVideo": False,
        "commandLists": [
            {
                "scopes": scopes,
                "commands": [
                    {"title": command.title.say(_DEFAULT), "description": command.description.say(_DEFAULT)}
                    for command in listed
                ],
            }
            for scopes, listed in lists
        ],
    }


def _localisation(language: Language, parts: Parts, lists: Sequence[CommandList]) -> dict[str, Any]:
    said = {"$schema": f"{_SCHEMAS}/MicrosoftTeams.Localization.schema.json", **parts.words[language]}
    for place, (_, listed) in enumerate(lists):
        for number, command in enumerate(listed):
            key = f"bots[0].commandLists[{place}].commands[{number}]"
            said[f"{key}.title"] = command.title.say(language)
            said[f"{key}.description"] = command.description.say(language)
    return said


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _zip(files: Mapping[str, bytes]) -> bytes:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=_BORN)
            entry.create_system = 3  # the same on every system
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return package.getvalue()
