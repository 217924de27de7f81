"""Runs a command in a process of its own that has everything imported already.

Importing the product takes two seconds, a command a fraction of one. The forkserver imports once and forks
for each command, which gets its own folder, environment, arguments and output, as from a shell.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

_SECONDS: Final = 60
_PLACES: Final = ("out", "err")


def run(words: Sequence[str], *, folder: Path, environment: Mapping[str, str]) -> tuple[int | None, str, str]:
    """Run `pulssi <words>` to its end; give its exit code and what it printed. Raise TimeoutError."""
    with TemporaryDirectory() as outputs:
        process = _context().Process(target=_act, args=(list(words), folder, dict(environment), outputs))
        process.start()
        process.join(_SECONDS)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise TimeoutError(" ".join(words))
        told = [Path(outputs, place) for place in _PLACES]
        return process.exitcode, *(each.read_text() if each.exists() else "" for each in told)


def _context() -> Any:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["cli"])
    return context


def _act(words: list[str], folder: Path, environment: dict[str, str], outputs: str) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for descriptor, place in enumerate(_PLACES, start=1):
        file = os.open(Path(outputs, place), os.O_WRONLY | os.O_CREAT)
        os.dup2(file, descriptor)
    with suppress(OSError):
        os.close(0)
    sys.argv = ["pulssi", *words]
    from cli import main  # noqa: PLC0415 - in the forked process only

    main()
