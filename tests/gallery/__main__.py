"""`make gallery`: every card in every language on one page, and what is wrong with them."""

from __future__ import annotations

import asyncio
import sys

from demo.playground import PlaygroundMissing
from tests.gallery.make import PAGE, make_gallery


def main() -> int | str:
    """Make the gallery, and return what is wrong with it or 0."""
    try:
        look = asyncio.run(make_gallery())
    except PlaygroundMissing as missing:
        return str(missing)
    sys.stdout.write(f"{PAGE}: {look.drawn} drawings, {look.pictures} pictures\n")
    return "\n".join([*look.complaints, *look.cut, *look.asked, *look.said]) or 0


if __name__ == "__main__":
    sys.exit(main())
