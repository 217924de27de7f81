"""Arrows point inward: which part may import what, of ours and of others."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import requires

import pytest

from tests.architecture.house import (
    DOCS,
    ROOT,
    Import,
    Source,
    imports_of,
    is_ours,
    is_third_party,
    module_names,
    parts,
    sources,
)

EVERYTHING = frozenset({"everything"})

# An entry is a part, or one module of a part. The standard library is free for all.
OURS: dict[str, frozenset[str]] = {
    "bot": EVERYTHING,
    "cli": EVERYTHING,
    "shell": EVERYTHING,
    "demo": EVERYTHING,
    "bench": EVERYTHING,
    "entra": frozenset({"settings", "storage", "delivery", "directory", "jobs", "followups"}),
    "dialogs": frozenset(
        {"cards", "scoring", "content", "followups", "directory.organisation", "directory.rights"}
        | {"directory.findings", "storage", "reports", "locales", "manifest.build"}
    ),
    "jobs": frozenset(
        {"cards", "scoring", "content", "followups", "directory", "storage", "delivery", "locales"}
    ),
    "delivery": frozenset({"storage", "followups"}),
    "cards": frozenset(
        {"scoring", "content", "followups", "directory.organisation", "directory.rights", "locales"}
        | {"directory.findings", "directory.guard"}
    ),
    "reports": frozenset({"scoring", "content", "followups", "directory.organisation", "locales"}),
    "storage": frozenset(
        {
            "scoring",
            "content",
            "followups",
            "directory.organisation",
            "directory.rights",
            "directory.changes",
            "directory.listed",
            "directory.roster",
            "directory.known",
            "directory.findings",
            "directory.guard",
        }
    ),
    "scoring": frozenset({"content.instrument"}),
    "manifest": frozenset({"content", "locales"}),
    "directory": frozenset(),
    "content": frozenset(),
    "followups": frozenset(),
    "locales": frozenset(),
    "settings": frozenset(),
    "logs": frozenset(),
}

OTHERS: dict[str, frozenset[str]] = {
    "bot": frozenset({"aiohttp"}),
    "cli": frozenset({"typer"}),
    "shell": frozenset({"rich", "typer"}),
    "demo": EVERYTHING,
    "bench": EVERYTHING,
    "entra": frozenset({"aiohttp"}),
    "dialogs": frozenset(
        {"aiohttp", "botbuilder", "botframework", "jwt", "pydantic", "rapidfuzz"}
        | {"sqlalchemy", "structlog", "typing_extensions"}
    ),
    "jobs": frozenset({"nacl", "numpy", "pandas", "prometheus_client", "sqlalchemy", "structlog"}),
    "delivery": frozenset({"aiohttp", "msal", "requests", "structlog", "yarl"}),
    "cards": frozenset({"microsoft_teams"}),
    "reports": frozenset({"icalendar", "jinja2", "markupsafe", "pptx", "weasyprint", "xlsxwriter"}),
    "storage": frozenset({"aiosqlite", "alembic", "nacl", "sqlalchemy"}),
    "scoring": frozenset({"numpy", "pandas", "scipy"}),
    "manifest": frozenset({"PIL"}),
    "directory": frozenset({"aiohttp", "yarl"}),
    "content": frozenset({"phonenumbers", "stdnum"}),
    "followups": frozenset({"holidays"}),
    "locales": frozenset({"babel"}),
    "settings": frozenset({"pydantic", "pydantic_settings"}),
    "logs": frozenset({"structlog"}),
}

# What a part may take out of a module that belongs to somebody else's trade.
ONLY_THESE_NAMES: dict[tuple[str, str], frozenset[str]] = {
    ("dialogs", "sqlalchemy"): frozenset({"AsyncConnection"}),
    ("dialogs", "manifest.build"): frozenset({"Command"}),
    ("jobs", "sqlalchemy"): frozenset({"AsyncConnection"}),
    ("jobs", "nacl"): frozenset({"PrivateKey", "SealedBox"}),
}

RIM = frozenset(part for part, allowed in OURS.items() if allowed == EVERYTHING)
MAY_IMPORT_THE_RIM = {
    "bot": {"bot", "cli", "shell", "demo", "bench"},
    "cli": {"bot"},
    "shell": {"cli"},
    "demo": {"cli", "bench"},
}

# Imported under its own name, but brought along by a package that is declared.
BROUGHT_BY = {
    "botframework": ("botframework-connector", "botbuilder-core"),
    "markupsafe": ("markupsafe", "jinja2"),
    "typing_extensions": ("typing-extensions", "sqlalchemy"),
}
DISTRIBUTIONS = {
    "PIL": "pillow",
    "prometheus_client": "prometheus-client",
    "botbuilder": "botbuilder-core",
    "jwt": "pyjwt",
    "microsoft_teams": "microsoft-teams-cards",
    "nacl": "pynacl",
    "pptx": "python-pptx",
    "pydantic_settings": "pydantic-settings",
    "stdnum": "python-stdnum",
}

CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
}
MAY_READ_THE_CLOCK = {"bot", "demo", "bench"}
EMPTY_WORDS = {"utils", "util", "helpers", "helper", "common", "base", "manager", "service", "services"}


def test_every_part_has_a_line_in_the_table():
    assert set(OURS) == set(OTHERS)
    assert parts() <= set(OURS)
    assert set(OURS) - parts() <= {"bench"}


def test_each_part_imports_only_what_the_table_allows_of_ours():
    refused = [
        _say(source, each)
        for source in sources()
        for each in source.imports
        if is_ours(each) and each.top != source.part and not _allows(OURS[source.part], each)
    ]
    assert refused == []


def test_each_part_imports_only_what_the_table_allows_of_others():
    refused = [
        _say(source, each)
        for source in sources()
        for each in source.imports
        if is_third_party(each) and not _allows(OTHERS[source.part], each)
    ]
    assert refused == []


def test_the_table_of_the_documentation_is_this_one():
    rows = re.findall(r"^\| (`.+?) \| (.+?) \| (.+?) \|$", _section("## Who may import what"), re.MULTILINE)
    written = {part: (_names(ours), _names(others)) for named, ours, others in rows for part in _names(named)}
    assert written == {part: (OURS[part], OTHERS[part]) for part in OURS}


def test_nothing_imports_the_rim_but_the_rim():
    refused = [
        _say(source, each)
        for source in sources()
        for each in source.imports
        if each.top in RIM and each.top != source.part and source.part not in _importers_of(each.top)
    ]
    assert refused == []


def test_only_a_few_names_are_taken_from_another_parts_trade():
    refused = [
        _say(source, each)
        for source in sources()
        for each in source.imports
        for (part, module), names in ONLY_THESE_NAMES.items()
        if source.part == part
        and _is_within(each.module, module)
        and (not each.names or set(each.names) - names)
    ]
    assert refused == []


def test_the_parts_form_no_cycle():
    inner = {
        part: {entry.partition(".")[0] for entry in allowed}
        for part, allowed in OURS.items()
        if part not in RIM
    }
    assert _cycle(inner) == []


def test_the_modules_form_no_cycle():
    graph = {
        source.name: {
            each.module
            for node in source.tree.body
            if isinstance(node, ast.Import | ast.ImportFrom)
            for each in imports_of(node)
            if each.module in module_names() - {source.name}
        }
        for source in sources()
    }
    assert _cycle(graph) == []


def test_imports_are_written_out_in_full():
    refused = [
        _say(source, each)
        for source in sources()
        if source.part != "bench"
        for each in source.imports
        if each.module.startswith(".")
        or "*" in each.names
        # What is installed may be asked for; what is imported at run time would be no arrow here.
        or (each.top == "importlib" and each.module != "importlib.metadata")
    ]
    assert refused == []


def test_what_is_imported_is_declared_or_brought_by_what_is():
    declared = _declared()
    imported = {
        each.top
        for source in sources()
        if source.part != "bench"
        for each in source.imports
        if is_third_party(each)
    }
    undeclared = {name for name in imported if DISTRIBUTIONS.get(name, name).lower() not in declared}
    assert undeclared <= set(BROUGHT_BY)
    for name in undeclared:
        distribution, carrier = BROUGHT_BY[name]
        assert carrier in declared
        assert distribution in {_plain(each) for each in requires(carrier) or ()}


def test_the_sdk_of_bots_stays_in_dialogs():
    # A benchmark may name the bare SDK as its baseline.
    assert _parts_that_import("botbuilder", "botframework") <= {"dialogs", "bench"}


def test_sql_is_written_in_storage_only():
    refused = [
        _say(source, each)
        for source in sources()
        for each in source.imports
        if _is_within(each.module, "sqlalchemy")
        and source.part not in {"storage", "bench"}
        and (each.module, each.names) != ("sqlalchemy.ext.asyncio", ("AsyncConnection",))
    ]
    assert refused == []


def test_only_settings_reads_the_environment():
    refused = [
        f"{source.place}:{line}"
        for source in sources()
        if source.part not in {"settings", "demo", "bench"}
        for line in _environment_reads(source.tree)
    ]
    assert refused == []


def test_the_present_moment_comes_from_the_composition_root():
    refused = [
        f"{source.place}:{line}"
        for source in sources()
        if source.part not in MAY_READ_THE_CLOCK
        for line in _clock_reads(source.tree)
    ]
    assert refused == []


def test_nothing_is_printed():
    refused = [
        f"{source.place}:{node.lineno}"
        for source in sources()
        if source.part != "bench"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert refused == []


def test_no_storage_function_commits():
    refused = [
        f"{source.place}:{node.lineno}"
        for source in sources()
        if source.part != "bench"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert refused == []


def test_every_module_is_named_for_what_it_holds():
    refused = [source.name for source in sources() if EMPTY_WORDS & set(re.split(r"[._]", source.name))]
    assert refused == []


def test_every_module_says_what_it_is_for():
    assert [source.place for source in sources() if not ast.get_docstring(source.tree)] == []


@pytest.mark.parametrize(
    "text",
    [
        "import os\nos.environ['A']",
        "import os\nos.getenv('A')",
        "from os import environ",
        "from os import getenv as g",
    ],
)
def test_every_way_to_the_environment_is_noticed(text):
    assert list(_environment_reads(ast.parse(text)))


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime\ndatetime.now(tz)",
        "import datetime\ndatetime.datetime.utcnow()",
        "from datetime import date\ndate.today()",
        "import time\ntime.time()",
        "from time import time",
        "clock = datetime.now",
    ],
)
def test_every_way_to_the_clock_is_noticed(text):
    assert list(_clock_reads(ast.parse(text)))


def test_measuring_how_long_something_takes_is_no_clock():
    assert not list(_clock_reads(ast.parse("from time import perf_counter\nperf_counter()")))


def _allows(allowed: frozenset[str], imported: Import) -> bool:
    return allowed == EVERYTHING or any(_is_within(imported.module, entry) for entry in allowed)


def _is_within(module: str, entry: str) -> bool:
    return module == entry or module.startswith(f"{entry}.")


def _importers_of(part: str) -> set[str]:
    return MAY_IMPORT_THE_RIM.get(part, set())


def _parts_that_import(*tops: str) -> set[str]:
    return {source.part for source in sources() for each in source.imports if each.top in tops}


def _cycle(graph: Mapping[str, Iterable[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {_plain(each) for each in project["dependencies"]}


def _plain(requirement: str) -> str:
    return re.split(r"[\s<>=!~;\[(]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def _environment_reads(tree: ast.AST) -> Iterable[int]:
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr="environ" | "environb" | "getenv"):
                yield node.lineno
            case ast.ImportFrom(module="os") if {alias.name for alias in node.names} & {"environ", "getenv"}:
                yield node.lineno


def _clock_reads(tree: ast.AST) -> Iterable[int]:
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner)) if (
                owner,
                node.attr,
            ) in CLOCKS:
                yield node.lineno
            case ast.ImportFrom(module="time") if {alias.name for alias in node.names} & {"time", "time_ns"}:
                yield node.lineno


def _section(heading: str) -> str:
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    return page.partition(f"{heading}\n")[2].partition("\n## ")[0]


def _names(cell: str) -> frozenset[str]:
    """Read a cell: names in backticks, the word "everything", or a dash for nothing."""
    return EVERYTHING if cell.strip() == "everything" else frozenset(re.findall(r"`([\w.]+)`", cell))


def _say(source: Source, imported: Import) -> str:
    return f"{source.place}:{imported.line} {imported.module} {' '.join(imported.names)}".rstrip()
