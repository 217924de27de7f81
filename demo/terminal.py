"""The story in the terminal, for machines without Node: the same bot, the same cards, drawn as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console
from rich.panel import Panel

from content.loader import load_instruments
from demo.people import AINO, EERO, DemoPerson
from demo.stage import INSTRUMENT, Stage
from directory.organisation import Person

_QUESTIONS_SHOWN = 3


async def act(built: Stage, wave: str, console: Console) -> None:
    """Let Aino answer, close the wave and show Eero the result."""
    form = _newest(built, AINO)
    console.print(_panel("Aino gets", [*_lines(form)][: 8 + _QUESTIONS_SHOWN], more=True))
    answers = {
        item: str(3 + number % 3) for number, item in enumerate(load_instruments()[INSTRUMENT].item_ids)
    }
    receipt = await built.press(_person(AINO), "survey.submit", {"wave": wave, **answers})
    console.print(_panel("Aino answers and sees", _lines(receipt["value"])))
    await built.say(_person(EERO), "näytä yksikköni tulokset")
    console.print(_panel("Eero asks: näytä yksikköni tulokset", _lines(_newest(built, EERO))))
    with console.status("Closing the wave: counting, publishing, destroying single answers"):
        await built.close(wave)
    await built.say(_person(EERO), "näytä yksikköni tulokset")
    console.print(_panel("The wave has closed; Eero asks again", _lines(_newest(built, EERO))))
    await built.say(_person(AINO), "näytä yksikköni tulokset")
    console.print(_panel("Aino asks the same", _lines(_newest(built, AINO))))


def _person(who: DemoPerson) -> Person:
    return Person(who.aad_object_id, "", who.language, (), frozenset())


def _newest(built: Stage, who: DemoPerson) -> dict[str, Any]:
    chat = f"a:{who.aad_object_id}"
    sent = [call.body for call in built.shim.calls if call.conversation == chat and call.method == "POST"]
    card: dict[str, Any] = sent[-1]["attachments"][0]["content"]
    return card


def _panel(title: str, lines: Iterable[str], *, more: bool = False) -> Panel:
    text = "\n".join([*lines, *(["..."] if more else [])])
    return Panel(text, title=title, title_align="left", width=76)


def _lines(part: Any) -> Iterator[str]:
    """Read a card from top to bottom as people without charts see it."""
    match part:
        case {"isVisible": False} | {"selectAction": dict()}:
            return  # nothing can be pressed here to unfold it
        case {"type": "TextBlock", "text": str(text)}:
            yield text
        case {"type": "RichTextBlock", "inlines": [*inlines]}:
            yield "".join(each["text"] if isinstance(each, dict) else each for each in inlines)
        case {"type": str(kind), "fallback": dict(instead)} if kind.startswith("Chart."):
            yield from _lines(instead)
        case {"type": "TableRow", "cells": [*cells]}:
            yield " | ".join(" ".join(_lines(cell["items"])) for cell in cells)
        case {"type": str(kind), "label": str(label)} if kind.startswith("Input."):
            yield f"[ ] {label}"
        case {"body": inner} | {"items": inner} | {"rows": inner}:
            yield from _lines(inner)
        case [*parts]:
            for each in parts:
                yield from _lines(each)
