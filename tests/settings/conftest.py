from __future__ import annotations

import os

import pytest

from settings import Settings, variable


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch, tmp_path) -> None:
    """No setting of this machine and no .env of this folder reaches the test."""
    known = {variable(field).lower() for field in Settings.model_fields}
    for name in list(os.environ):
        if name.lower() in known or name.upper().startswith("PULSSI_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
