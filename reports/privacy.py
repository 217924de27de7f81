"""Two documents about privacy from what is in force: an annex for the assessment, a sheet for employees."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from content.instrument import Instrument
from locales import texts
from reports.live import Live, Setting, StoredTable, StorePlace
from reports.wording import said, wording

DOCUMENTS: Final = ("dpia", "information")

_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def privacy_reports(live: Live, *, language: str) -> dict[str, str]:
    """Write the documents in one language: their file names and HTML that needs nothing else."""
    parts: dict[str, Any] = {
        "language": language,
        "live": live,
        "instruments": [_instrument(each, live, language) for each in live.instruments],
        "stores": _stores(live, language),
        "kept": _kept(live, language),
        "settings": _settings(live, language),
    }
    facts = facts_of(live, language)
    return {
        f"{name}-{language}.html": _TEMPLATES.get_template(f"{name}.html.jinja").render(
            parts, t=said(wording(name), language, facts)
        )
        for name in DOCUMENTS
    }


def facts_of(live: Live, language: str) -> dict[str, str]:
    """Give every fact a text may name, written the language's way."""
    say = texts(language)
    months = {f"{rule.name}_months": say.number(rule.months, 0) for rule in live.retention if rule.months}
    return {
        **live.rules.in_words(say),
        **months,
        "date": say.date(live.made),
        "version": live.version,
        "timezone": live.timezone,
        "reminders": say.number(live.reminders, 0),
        "comment_length": say.number(live.comment_length, 0),
        "ballot_bytes": say.number(live.ballot_bytes, 0),
        "version_tables": ", ".join(place.version_table for place in live.places),
    }


def _instrument(instrument: Instrument, live: Live, language: str) -> dict[str, Any]:
    at_a_time = max(map(len, instrument.rotation)) if instrument.rotation else None
    return {
        "id": instrument.id,
        "name": instrument.name.say(language),
        "version": instrument.version,
        "count": len(instrument.items),
        "at_a_time": at_a_time,
        "is_template": instrument.is_template,
        "is_sensitive": any(item.sensitive for item in instrument.items),
        "has_comment": instrument.comment is not None,
        "threshold": max(live.rules.k, instrument.smallest_group),
        "is_own": instrument.id in live.own,
    }


def _kept(live: Live, language: str) -> dict[str, dict[str, Any]]:
    """Say each rule of retention with its months, and the tables that go by it."""
    say = texts(language)
    times = {
        rule.name: {"months": say.number(rule.months or 0, 0), "days": say.number(rule.days or 0, 0)}
        for rule in live.retention
    }
    return {
        name: {
            **said(rule, language, times.get(name, {})),
            "tables": [table for table, words in wording("schema").items() if words["kept"] == name],
        }
        for name, rule in wording("retention").items()
    }


def _stores(live: Live, language: str) -> list[dict[str, Any]]:
    return [{"place": place, "tables": _tables(place, language)} for place in live.places]


def _tables(place: StorePlace, language: str) -> list[dict[str, Any]]:
    """Describe the tables of a store in the order of the descriptions."""
    schema = wording("schema")
    ordered = sorted(place.tables, key=lambda table: list(schema).index(table.name))
    return [_table(table, said(schema[table.name], language, {})) for table in ordered]


def _table(table: StoredTable, words: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": table.name,
        "purpose": words["purpose"],
        "kept": words["kept"],
        "fields": [(column, words["columns"][column]) for column in table.columns],
    }


def _settings(live: Live, language: str) -> dict[str, Any]:
    words = said(wording("settings"), language, {})

    def told(setting: Setting) -> dict[str, Any]:
        value = words["values"].get(setting.value, setting.value)
        return {
            "variable": setting.variable,
            "value": value,
            "detail": setting.detail,
            "meaning": words["settings"][setting.name],
        }

    return {"lines": [told(each) for each in live.settings], "values": words["values"]}
