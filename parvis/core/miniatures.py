"""Small pictures made of what was brought: portraits, logos, icons. What comes in was made anew before (`core.remaking`)."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont, ImageOps

from parvis.core.remaking import QUALITY, Picture

LETTER = 0.52
"""Height of an initial, of the icon's side."""
TALLEST_NAME = 2
"""Letters that stand in an icon."""


def squared(picture: Picture, side: int) -> Picture:
    """Its middle, as a square of that many pixels; it stands still."""
    with Image.open(io.BytesIO(picture.body), formats=("WEBP",)) as image:
        return _kept(ImageOps.fit(_first(image), (side, side), Image.Resampling.LANCZOS))


def fitted(picture: Picture, width: int, height: int) -> Picture:
    """Whole, at most so wide and so high; never made larger."""
    with Image.open(io.BytesIO(picture.body), formats=("WEBP",)) as image:
        small = _first(image)
        small.thumbnail((width, height), Image.Resampling.LANCZOS)
        return _kept(small)


def icon(side: int, ground: str, *, filled: float, emblem: bytes = b"", letters: str = "", ink: str = "") -> bytes:
    """PNG: the emblem, or letters, in the middle of a ground without holes. `filled`: of the side, how much it takes; a mask may
    cut what is beyond 0.8."""
    made = Image.new("RGB", (side, side), ground)
    if emblem:
        with Image.open(io.BytesIO(emblem), formats=("WEBP",)) as image:
            inner = ImageOps.contain(_first(image), (int(side * filled),) * 2, Image.Resampling.LANCZOS)
        made.paste(inner, ((side - inner.width) // 2, (side - inner.height) // 2), inner)
    else:
        font = ImageFont.load_default(side * LETTER * filled)
        ImageDraw.Draw(made).text((side / 2, side / 2), letters[:TALLEST_NAME], fill=ink, font=font, anchor="mm")
    into = io.BytesIO()
    made.save(into, "PNG", optimize=True)
    return into.getvalue()


def _first(image: Image.Image) -> Image.Image:
    image.seek(0)
    return image.convert("RGBA")


def _kept(image: Image.Image) -> Picture:
    into = io.BytesIO()
    image.save(into, "WEBP", quality=QUALITY, method=4)
    return Picture(into.getvalue(), image.width, image.height)
