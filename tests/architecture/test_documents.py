"""The documents say what the program does: settings, commands, log lines, links."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command

import cli
from settings import Settings, variable
from tests.architecture.house import DOCS, ROOT, sources

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
LONGEST_DECISION = 72
LOG_CALL = re.compile(r"(?:_log|get_logger\([^)]*\))\.(?:debug|info|warning|error)\(\s*\"([^\"]+)\"")


def test_the_readme_lists_every_setting_with_its_default_and_purpose():
    written = README.partition("<!-- settings -->\n")[2].partition("\n<!-- /settings -->")[0]
    assert written == settings_table()


def test_the_readme_lists_every_command_with_its_purpose_and_options():
    rows = re.findall(r"^\| `pulssi (.+?)` \| (.+?) \|$", README, re.MULTILINE)
    written = {_path(usage): (_optional(usage), _required(usage), purpose) for usage, purpose in rows}
    assert written == dict(_commands())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)", text):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), target
        if anchor:
            assert anchor in _anchors(found.read_text(encoding="utf-8")), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_picture_is_there_and_has_words_for_who_cannot_see_it(page):
    for words, target in re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        assert words, target
        assert (page.parent / target).exists(), target


def test_the_runbook_explains_every_line_of_the_log():
    section = (
        (DOCS / "runbook.md").read_text(encoding="utf-8").partition("## Logs\n")[2].partition("\n## ")[0]
    )
    explained = set(re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE))
    assert explained == {
        event
        for source in sources()
        if source.part not in {"demo", "bench"}
        for event in LOG_CALL.findall(source.text)
    }


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_every_decision_fits_a_screen_and_has_the_three_parts(page):
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert len(text.splitlines()) <= LONGEST_DECISION


def test_every_declared_library_is_justified_once():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    (page,) = (page for page in DECISIONS if page.stem.endswith("-libraries"))
    rows = re.findall(r"^\| `(.+?)` \| .+? \| .+? \|$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(re.split(r"[><=\[]", each, maxsplit=1)[0] for each in declared)


def test_decisions_are_numbered_without_a_gap():
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_no_document_names_a_machine():
    wrong = re.compile(r"(?<![\w.])/(?:home|root|work|tmp|Users)/")
    assert [page.name for page in PAGES if wrong.search(page.read_text(encoding="utf-8"))] == []


def settings_table() -> str:
    """Give the table that stands between the two marks of the README."""
    rows = [
        f"| `{variable(field)}` | {_default(info.default)} | {info.description} |".replace("|  |", "| |")
        for field, info in Settings.model_fields.items()
    ]
    return "\n".join(["| variable | default | what it is for |", "|---|---|---|", *rows])


def _default(value: Any) -> str:
    if hasattr(value, "get_secret_value"):
        value = value.get_secret_value()
    if value in {None, "", ()}:
        return ""
    written = ",".join(value) if isinstance(value, tuple) else value
    return f"`{written:g}`" if isinstance(written, float) else f"`{written}`"


def _commands() -> Iterator[tuple[str, tuple[set[str], set[str], str]]]:
    """Walk the commands: path, optional options, required options and arguments, the first help line."""
    waiting: list[tuple[str, Any]] = [("", get_command(cli.app))]
    while waiting:
        path, command = waiting.pop()
        inner = getattr(command, "commands", None)
        if inner is not None:
            waiting += [(f"{path} {name}".strip(), each) for name, each in inner.items()]
            continue
        needed = {
            each.opts[0] if each.opts[0].startswith("--") else str(each.metavar)
            for each in command.params
            if each.required
        }
        free = {each.opts[0] for each in command.params if not each.required}
        yield path, (free, needed, command.help)


def _path(usage: str) -> str:
    return re.split(r" (?=[\[A-Z-])", usage, maxsplit=1)[0]


def _optional(usage: str) -> set[str]:
    return set(re.findall(r"\[(--[a-z-]+)", usage))


def _required(usage: str) -> set[str]:
    rest = re.sub(r"\[.*?\]", "", usage.removeprefix(_path(usage)))
    options = set(re.findall(r"--[a-z-]+", rest))
    return options | set(re.findall(r"\b[A-Z]+\b", re.sub(r"--[a-z-]+ [A-Z]+", "", rest)))


def _anchors(text: str) -> set[str]:
    """Give the anchors of the headings as they are made by the usual Markdown sites."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}
