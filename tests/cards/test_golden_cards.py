"""Every card of the gallery equals its golden file; UPDATE_GOLDEN=1 writes the files anew."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cards.gallery import gallery

GOLDEN = Path(__file__).parent / "golden"
CARDS = {f"{name}.{language}": card for name, made in gallery().items() for language, card in made.items()}


@pytest.mark.parametrize("name", CARDS)
def test_a_card_is_as_its_golden_file_says(name):
    written = json.dumps(CARDS[name], ensure_ascii=False, indent=2) + "\n"
    file = GOLDEN / f"{name}.json"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        file.parent.mkdir(exist_ok=True)
        file.write_text(written, encoding="utf-8")
    assert json.loads(file.read_text(encoding="utf-8")) == CARDS[name]


def test_no_golden_file_is_left_behind():
    if os.environ.get("UPDATE_GOLDEN") == "1":
        for file in GOLDEN.glob("*.json"):
            if file.stem not in CARDS:
                file.unlink()
    assert {file.stem for file in GOLDEN.glob("*.json")} == set(CARDS)
