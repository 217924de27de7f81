"""A file made anew, in another process, is the same bytes: what somebody consents to is what is stored."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from hashlib import sha256

import pytest

from demo.playground import PROJECT
from tests.reports.exports import FORMATS, SHOWN, made

ANOTHER = """
import json
from hashlib import sha256
from tests.reports.exports import FORMATS, SHOWN, made
print(json.dumps({each: sha256(made(SHOWN[0], each)).hexdigest() for each in FORMATS}))
"""


@pytest.mark.parametrize("seed", ["1", "2"])
async def test_every_format_is_the_same_in_another_process(seed: str):
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", ANOTHER),
        cwd=PROJECT,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(PROJECT)},
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await process.communicate()
    assert process.returncode == 0
    assert json.loads(told) == {each: sha256(made(SHOWN[0], each)).hexdigest() for each in FORMATS}
