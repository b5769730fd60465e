"""A picture that somebody brings, made anew: what it was is not kept, so nothing that hid in it is.

Only what decodes as one of four formats passes, whatever its name or its sender say of it. Where it was taken, and by which
camera, stays with who brought it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
LARGEST = 12_000_000
"""Bytes as it comes."""
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2_048
MOVING_SIDE, MOVING_FRAMES, MOVING_PIXELS = 480, 120, 40_000_000
"""Of one that moves: its longer side as it is kept, its frames, and all their pixels as they come."""
QUALITY = 82

Why = Literal["empty", "too_heavy", "too_large", "not_one", "broken", "moves_too_much"]


class NotAPicture(Exception):
    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


@dataclass(frozen=True, slots=True)
class Picture:
    """As it is kept: WebP."""

    body: bytes
    width: int
    height: int


def png_of(drawing: Image.Image, colours: int = 256) -> bytes:
    """What we drew ourselves, in so many colours at most."""
    into = io.BytesIO()
    few = drawing.quantize(colours, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(into, "PNG", compress_level=4)
    return into.getvalue()


def made_anew(body: bytes, longest: int = LONGEST_SIDE) -> Picture:
    """`longest`: pixels of its longer side. Raises NotAPicture. Its size is asked of its header, before a pixel of it is unpacked."""
    if not body:
        raise NotAPicture("empty")
    if len(body) > LARGEST:
        raise NotAPicture("too_heavy")
    try:
        with Image.open(io.BytesIO(body), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise NotAPicture("too_large")
            if getattr(image, "is_animated", False):
                return _moving(image)
            return _still(image, longest)
    except Image.DecompressionBombError as error:
        raise NotAPicture("too_large") from error
    except UnidentifiedImageError as error:
        raise NotAPicture("not_one") from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, OverflowError) as error:
        raise NotAPicture("broken") from error  # each of these has been raised by a decoder for a damaged file


def _still(image: Image.Image, longest: int) -> Picture:
    image.draft("RGB", (longest, longest))  # of a JPEG, only what will be kept is decoded
    upright = ImageOps.exif_transpose(image)
    seen = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    seen.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    into = io.BytesIO()
    seen.save(into, "WEBP", quality=QUALITY, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return Picture(into.getvalue(), seen.width, seen.height)


def _moving(image: Image.Image) -> Picture:
    count = getattr(image, "n_frames", 1)
    if count > MOVING_FRAMES or count * image.width * image.height > MOVING_PIXELS:
        raise NotAPicture("moves_too_much")
    frames: list[Image.Image] = []
    lasting: list[int] = []
    for frame in ImageSequence.Iterator(image):
        lasting.append(max(20, int(frame.info.get("duration", 100) or 100)))
        small = frame.convert("RGBA")
        small.thumbnail((MOVING_SIDE, MOVING_SIDE))
        frames.append(small)
    into = io.BytesIO()
    frames[0].save(
        into, "WEBP", save_all=True, append_images=frames[1:], duration=lasting, loop=0, quality=70, method=3,
        exif=b"", icc_profile=b"", xmp=b"",
    )  # fmt: skip
    return Picture(into.getvalue(), frames[0].width, frames[0].height)
