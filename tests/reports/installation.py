"""What the tests of the privacy reports share: a made-up installation, and the words of a page."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

from content.loader import load_instruments
from content.texts import LANGUAGES
from reports.live import Live, Retention, Setting, StoredTable, StorePlace
from reports.privacy import DOCUMENTS, privacy_reports
from reports.wording import wording
from storage.migrate import metadata_of, version_table
from storage.retention import RULES

STORES = ("identity", "ballots", "secrets")
EACH = [(language, document) for language in LANGUAGES for document in DOCUMENTS]
VOID = {"meta", "br"}
CELLS = {"td", "th"}


def schema(store: str) -> tuple[StoredTable, ...]:
    tables = metadata_of(store).sorted_tables
    return tuple(StoredTable(table.name, tuple(table.columns.keys())) for table in tables)


def place(store: str, **changes) -> StorePlace:
    facts = {"kind": "postgresql", "tables": schema(store), "version_table": version_table(store)}
    return StorePlace(**{"store": store, **facts, **changes})


def installation(**changes) -> Live:
    """Production on three databases, all settings told; `changes` are what a test is about."""
    facts = {
        "made": date(2026, 12, 6),
        "version": "1.2.3",
        "timezone": "Europe/Helsinki",
        "is_production": True,
        "instruments": tuple(load_instruments().values()),
        "places": tuple(place(store) for store in STORES),
        "master_key": "file",
        "settings": tuple(
            Setting(name, f"PULSSI_{name.upper()}", "default") for name in wording("settings")["settings"]
        ),
        "retention": tuple(Retention(rule.name, rule.months, rule.days) for rule in RULES),
        "reminders": 2,
        "comment_length": 1000,
        "ballot_bytes": 6144,
    }
    return Live(**{**facts, **changes})


def page(document: str, language: str, **changes) -> str:
    return privacy_reports(installation(**changes), language=language)[f"{document}-{language}.html"]


def words(html: str) -> str:
    """Give what a reader reads, with single spaces."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return " ".join("".join(reader.read).split())


class Reader(HTMLParser):
    """Read a page, and note tags that are not closed in turn."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag, attrs):
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.read += [f" {value} " for name, value in attrs if name == "aria-label"]
        self.read += [" "] if tag in CELLS else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data):
        if "style" not in self.open:
            self.read.append(data)
