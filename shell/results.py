"""What is known afterwards: results, and a scenario of what they could be worth."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

import bot
from cards.scenario import scenario_in_words
from content.texts import Language
from locales import texts
from scoring.scenario import Scenario
from settings import Settings
from shell.running import Json, known_code, say, with_stores
from storage.audit import SHELL, record_audit
from storage.engine import Stores
from storage.results import get_result, list_results
from storage.waves import get_wave


def results(
    wave_id: Annotated[str, typer.Option("--wave", help="Id of a closed wave.")],
    unit: Annotated[str | None, typer.Option(help="Code of a unit; every one when left out.")] = None,
    as_json: Json = False,  # noqa: FBT002  # typer's form
    details: Annotated[  # noqa: FBT002  # typer's form
        bool, typer.Option("--details", help="JSON with margins, comparisons, trend and findings as well.")
    ] = False,
) -> None:
    """Print published results."""

    async def run(stores: Stores, _settings: Settings) -> None:
        code = await known_code(stores, unit) if unit is not None else None
        async with stores.identity.writing() as connection:
            if code is not None:
                found = [await get_result(connection, wave_id, code=code)]
            else:
                await get_wave(connection, wave_id)
                found = await list_results(connection, wave_id)
            subject = f"{wave_id}/{code or '*'}"
            await record_audit(connection, "result.viewed", subject=subject, actor=SHELL, now=bot.now())
        contracts = [each.in_full() if details else each.as_contract() for each in found]
        if as_json or details:
            say(json.dumps(contracts[0] if unit else contracts, ensure_ascii=False))
        else:
            Console().print(_result_table(contracts))

    with_stores(run)


def scenario(
    person_years: Annotated[float, typer.Option(help="Person-years of work.")],
    index_now: Annotated[float, typer.Option(help="The index now, in percent.")],
    index_then: Annotated[float, typer.Option(help="The index to think of, in percent.")],
    cost: Annotated[float, typer.Option(help="What one person-year costs, in euros.")],
    language: Annotated[Language, typer.Option(help="Language of the sentences.")] = "fi",
) -> None:
    """Print what a change of the index could be worth: a scenario, not a forecast."""
    thought = Scenario(person_years=person_years, index_now=index_now, index_then=index_then, cost=cost)
    for line in scenario_in_words(thought, say=texts(language)):
        say(line)


def _result_table(contracts: list[dict[str, Any]]) -> Table:
    table = Table("unit", "tier", "n", "response rate", "index", "covers")
    for each in contracts:
        row = (each[name] for name in ("unit", "tier", "n", "response_rate", "index", "covers"))
        table.add_row(*("" if value is None else str(value) for value in row))
    return table
