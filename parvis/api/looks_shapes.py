"""What the API gives and takes about the look of the community, and what it says of its accessibility."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Field, Schema

from parvis.api.bounds import Line, Name, Words
from parvis.community.rules.looks import Font

Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$", max_length=7)]
Said = Annotated[Line, Field(max_length=40)]
Email = Annotated[Name, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Lines = Annotated[str, Field(max_length=4000, pattern=r"^[^\u0000]*$")]


class ColoursShape(Schema):
    """`ground`, `ink` (text), `accent` (links, buttons)."""

    ground: Colour
    ink: Colour
    accent: Colour


class BothLights(Schema):
    light: ColoursShape
    dark: ColoursShape


class WordsShape(Schema):
    """What the team words itself; "" = as it comes."""

    members: Said = ""
    new_topic: Said = ""
    welcome: Annotated[str, Field(max_length=400, pattern=r"^[^\u0000]*$")] = ""


class BothTongues(Schema):
    fr: WordsShape = WordsShape()
    en: WordsShape = WordsShape()


class LookIn(Schema):
    """`colours` None = the house's own. A colour that cannot be read is refused, with the nearest that can."""

    colours: BothLights | None = None
    font: Font = Font.HOUSE
    words: BothTongues = BothTongues()
    domain: Annotated[Line, Field(max_length=253)] = ""


class LookShape(Schema):
    """`logo`, `logo_dark`, `emblem`: whether one hangs there. `sheet`: address of the style sheet."""

    colours: BothLights | None
    font: str
    words: BothTongues
    domain: str
    logo: bool
    logo_dark: bool
    emblem: bool
    version: int
    sheet: str


class PictureIn(Schema):
    """`content`: a JPEG, PNG, WebP or GIF in base64, 12 MB at most; it is made anew."""

    content: Annotated[Words, Field(max_length=1_900_000)]


class AccessIn(Schema):
    """`state`: full asks for a rate of 100, partial for 50 and more, none for anything, and for no audit. One failure a line."""

    organisation: Annotated[Name, Field(max_length=160)]
    state: Literal["full", "partial", "none"]
    assessed_on: date
    email: Email
    rate: Annotated[int, Field(ge=0, le=100)] | None = None
    auditor: Annotated[Line, Field(max_length=160)] = ""
    failures: Lines = ""
    burdens: Lines = ""
    outside: Lines = ""
    contact: Line = ""


class AccessShape(AccessIn):
    url: str
