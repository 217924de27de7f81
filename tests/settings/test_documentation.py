from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from settings import Settings, variable

README = Path(__file__).parents[2] / "README.md"
START, END = "<!-- settings -->", "<!-- /settings -->"


def test_the_readme_lists_every_setting_as_the_code_has_it():
    page = README.read_text("utf-8")
    found = re.search(f"{re.escape(START)}\n(.*?)\n{re.escape(END)}", page, re.DOTALL)
    if found is None or found[1] != wanted_table():
        pytest.fail(f"put this between {START} and {END} in README.md:\n\n{wanted_table()}\n", pytrace=False)


def wanted_table() -> str:
    rows = [
        f"| `{variable(name)}` |{_default(field)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| variable | default | what it is for |", "|---|---|---|", *rows])


def _default(field: FieldInfo) -> str:
    value = field.default
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, tuple):
        value = ",".join(value)
    if isinstance(value, float):
        value = f"{value:g}"
    return "" if value in {None, ""} else f" `{value}`"
