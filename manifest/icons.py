"""The app's two icons, drawn here so that their shape is reviewable and their bytes are the same every time.

Both show one mark, a pulse line in a speech bubble, described once on a grid of 32 x 32 and drawn many times
larger than needed before it is reduced, which gives smooth edges.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence

from PIL import Image, ImageDraw

BRAND = "#0B5C6B"

_GRID = 32
_SMOOTH = 16
_WHITE = "#FFFFFF"
_LEFT, _TOP, _RIGHT, _BOTTOM, _RADIUS = 3.0, 4.0, 29.0, 23.0, 5.0
_TAIL = ((15.0, _BOTTOM), (9.0, 28.5), (9.0, _BOTTOM))
_PULSE = ((7.0, 14.0), (10.5, 14.0), (12.4, 11.2), (15.2, 18.6), (18.4, 8.4), (20.9, 14.0), (25.0, 14.0))

Point = tuple[float, float]


def color_icon() -> bytes:
    """Draw the mark in white on the brand colour, edge to edge; PNG, 192 x 192."""
    size = 192
    large = Image.new("RGB", (size * _SMOOTH // 2, size * _SMOOTH // 2), BRAND)
    draw = ImageDraw.Draw(large)
    scale = large.width / _GRID * 0.8
    margin = large.width * 0.1
    bubble = _placed(_bubble(), scale, margin)
    draw.polygon(bubble, fill=_WHITE)
    _stroke(draw, [*bubble, *bubble[:2]], width=scale, fill=_WHITE)
    _stroke(draw, _placed(_PULSE, scale, margin), width=1.9 * scale, fill=BRAND)
    return _png(large.reduce(large.width // size))


def outline_icon() -> bytes:
    """Draw the mark as white lines on nothing; PNG, 32 x 32."""
    size = 32
    mask = Image.new("L", (size * _SMOOTH, size * _SMOOTH), 0)
    draw = ImageDraw.Draw(mask)
    bubble = _placed(_bubble(), _SMOOTH, 0)
    _stroke(draw, [*bubble, *bubble[:2]], width=2 * _SMOOTH, fill=255)
    _stroke(draw, _placed(_PULSE, _SMOOTH, 0), width=2 * _SMOOTH, fill=255)
    icon = Image.new("RGBA", (size, size), _WHITE)
    icon.putalpha(mask.reduce(_SMOOTH))
    return _png(icon)


def _bubble() -> Iterator[Point]:
    """Go round the speech bubble clockwise from the left end of its upper edge."""
    yield from _corner(_LEFT + _RADIUS, _TOP + _RADIUS, quarter=2)
    yield from _corner(_RIGHT - _RADIUS, _TOP + _RADIUS, quarter=3)
    yield from _corner(_RIGHT - _RADIUS, _BOTTOM - _RADIUS, quarter=0)
    yield from _TAIL
    yield from _corner(_LEFT + _RADIUS, _BOTTOM - _RADIUS, quarter=1)


def _corner(x: float, y: float, *, quarter: int) -> Iterator[Point]:
    for degree in range(quarter * 90, quarter * 90 + 91, 5):
        angle = math.radians(degree)
        yield x + _RADIUS * math.cos(angle), y + _RADIUS * math.sin(angle)


def _placed(points: Iterator[Point] | Sequence[Point], scale: float, margin: float) -> list[Point]:
    return [(x * scale + margin, y * scale + margin) for x, y in points]


def _stroke(draw: ImageDraw.ImageDraw, points: list[Point], *, width: float, fill: str | int) -> None:
    """Draw a line with round ends and corners."""
    draw.line(points, fill=fill, width=round(width))
    for x, y in points:
        draw.circle((x, y), width / 2, fill=fill)


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, format="PNG", optimize=True)
    return file.getvalue()
