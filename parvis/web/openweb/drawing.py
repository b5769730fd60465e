"""The picture of a topic, for wherever its address is passed on: drawn here, so that nobody else learns of it.

The letters are Source Sans (OFL), which Vite puts beside the islands; without them DejaVu where the machine has it, and at
last those of Pillow, which know no accents. What no letter is there for is left to the words that stand beside the picture.
"""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from parvis.core.remaking import png_of

DIST = Path(__file__).resolve().parent.parent / "static/dist/letters"
WIDTH, HEIGHT, EDGE = 1200, 630, 72
SIZES = (76, 64, 54, 46)
LINES = 4
_LATIN = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)])) | frozenset("ŒœŸ’‘“”„«»…–—‹›€•†")
_PLAIN = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("’«»…")


@dataclass(frozen=True, slots=True)
class Colours:
    """Of the house; what a brand chooses takes their place."""

    paper: str = "#fbf8f2"
    ink: str = "#1b1a17"
    faint: str = "#5d594f"
    accent: str = "#2447b8"


@dataclass(frozen=True, slots=True)
class Told:
    """What a drawing shows. `said`: how many take part, in words."""

    title: str
    room: str
    house: str
    said: str = ""
    colours: Colours = Colours()


def kept(brand_id: int, topic_id: int, digest: str, told: Callable[[], Told]) -> bytes:
    """PNG; drawn once, kept in the data folder until the topic shows something else. `told`: asked only to draw."""
    folder = Path(settings.DATA) / "cards" / str(brand_id)
    path = folder / f"{topic_id}-{digest}.png"
    if path.exists():
        return path.read_bytes()
    body = drawn(told())
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = folder / f".{uuid.uuid4().hex}"
    part.write_bytes(body)
    part.replace(path)
    for former in folder.glob(f"{topic_id}-*.png"):
        if former != path:
            former.unlink(missing_ok=True)
    return body


def drawn(told: Told) -> bytes:
    """1200 × 630, the measure that everybody who shows such pictures asks for."""
    colours = told.colours
    image = Image.new("RGB", (WIDTH, HEIGHT), colours.paper)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 18, HEIGHT), fill=colours.accent)
    pen.text((EDGE, EDGE), _fit(readable(told.room), 34, 900), font=_font(34, True), fill=colours.accent)
    lines, size = _lines(readable(told.title))
    top = 160
    for line in lines:
        pen.text((EDGE, top), line, font=_font(size, True), fill=colours.ink)
        top += int(size * 1.22)
    pen.line((EDGE, HEIGHT - 128, WIDTH - EDGE, HEIGHT - 128), fill=colours.accent, width=3)
    pen.text((EDGE, HEIGHT - 100), _fit(readable(told.house), 36, 640), font=_font(36, True), fill=colours.ink)
    said = _fit(readable(told.said), 30, 400)
    pen.text((WIDTH - EDGE - _width(said, 30), HEIGHT - 96), said, font=_font(30), fill=colours.faint)
    return png_of(image, 32)


def readable(text: str) -> str:
    """What of it these letters can write: a letter without its accent rather than none."""
    known = _letters()[2]
    kept = []
    for sign in unicodedata.normalize("NFC", " ".join(text.split())):
        if sign in known:
            kept.append(sign)
        else:
            kept += [part for part in unicodedata.normalize("NFKD", sign) if part in known]
    return " ".join("".join(kept).split())


def _lines(title: str) -> tuple[list[str], int]:
    """As large as it fits."""
    for size in SIZES:
        lines = _wrapped(title, size)
        if len(lines) <= (3 if size > SIZES[-1] else LINES):
            return lines, size
    lines = lines[:LINES]
    lines[-1] = _fit(f"{lines[-1]}…", SIZES[-1], WIDTH - 2 * EDGE)
    return lines, SIZES[-1]


def _wrapped(text: str, size: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer, size) <= WIDTH - 2 * EDGE:
            lines[-1] = longer
        else:
            lines.append(_fit(word, size, WIDTH - 2 * EDGE))
    return lines


def _fit(text: str, size: int, width: int) -> str:
    if _width(text, size) <= width:
        return text
    while text and _width(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _width(text: str, size: int) -> float:
    return _font(size, True).getlength(text)


@lru_cache(maxsize=32)
def _font(size: int, strong: bool = False) -> ImageFont.FreeTypeFont:
    regular, heavy, _known = _letters()
    if not regular:
        found = ImageFont.load_default(size)
        assert isinstance(found, ImageFont.FreeTypeFont)
        return found
    return ImageFont.truetype(heavy if strong else regular, size)


@lru_cache(maxsize=1)
def _letters() -> tuple[str, str, frozenset[str]]:
    """Files of the two weights ("" = Pillow's own), and the signs that they have."""
    if (DIST / "strong.woff").exists():
        return str(DIST / "regular.woff"), str(DIST / "strong.woff"), _LATIN
    try:
        ImageFont.truetype("DejaVuSans-Bold.ttf", 20)
    except OSError:
        return "", "", _PLAIN
    return "DejaVuSans.ttf", "DejaVuSans-Bold.ttf", _LATIN
