from __future__ import annotations

import io

import pytest
from PIL import Image, ImageColor

from manifest.icons import BRAND, color_icon, outline_icon


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize("draw", [color_icon, outline_icon])
def test_an_icon_is_drawn_the_same_every_time_and_carries_no_metadata(draw):
    assert draw() == draw()
    assert opened(draw()).format == "PNG"
    assert not opened(draw()).info


def test_the_color_icon_is_full_bleed_in_the_brand_colour_with_a_white_mark_in_the_safe_middle():
    icon = opened(color_icon())
    assert (icon.size, icon.mode) == ((192, 192), "RGB")
    brand = ImageColor.getrgb(BRAND)
    edge = [icon.getpixel(place) for n in range(192) for place in ((n, 0), (n, 191), (0, n), (191, n))]
    assert set(edge) == {brand}
    assert icon.getpixel((96, 55)) == (255, 255, 255)


def test_the_mark_stands_out_enough_to_read():
    red, green, blue = (_linear(part) for part in ImageColor.getrgb(BRAND)[:3])
    contrast = 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    assert contrast >= 4.5


def test_the_outline_icon_is_nothing_but_white_on_transparent_with_soft_edges():
    icon = opened(outline_icon())
    assert (icon.size, icon.mode) == ((32, 32), "RGBA")
    red, green, blue, alpha = icon.split()
    assert {band.getextrema() for band in (red, green, blue)} == {(255, 255)}
    assert alpha.getextrema() == (0, 255)
    assert len(alpha.getcolors() or []) > 8
    assert alpha.getpixel((0, 0)) == alpha.getpixel((31, 31)) == alpha.getpixel((16, 26)) == 0


def _linear(part: int) -> float:
    share = part / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
