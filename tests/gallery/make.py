"""Makes the gallery: the page, its pictures, and what was noticed when it was looked at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from cards.gallery import gallery
from demo.playground import PROJECT
from tests.gallery.charts import picture_charts
from tests.gallery.look import Look, look_at
from tests.gallery.page import EVERY, Figure, write_page

FOLDER: Final = PROJECT / "build" / "gallery"
PAGE: Final = FOLDER / "index.html"


async def make_gallery(figures: Sequence[Figure] = EVERY) -> Look:
    """Write build/gallery anew: index.html and a picture of each topic in each of the figures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    cards = gallery()
    with TemporaryDirectory() as folder:
        write_page(cards, await picture_charts(cards, Path(folder)), PAGE, figures=figures)
    return await look_at(PAGE)
