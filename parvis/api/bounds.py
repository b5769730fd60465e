"""How long and how large what is given may be: said in the description, refused at its field before any database sees it."""

from __future__ import annotations

from typing import Annotated

from ninja import Field
from pydantic import AfterValidator, WithJsonSchema


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("a text has no NUL character")
    return text


def _words(text: str) -> str:
    found = _without_nul(text).strip()
    if not found:
        raise ValueError("say at least a word")
    return found


def _said(least: int, most: int) -> WithJsonSchema:
    pattern = r"^[^\u0000]*\S[^\u0000]*$" if least else r"^[^\u0000]*$"
    return WithJsonSchema({"type": "string", "minLength": least, "maxLength": most, "pattern": pattern})


Id = Annotated[int, Field(ge=1, le=2**53 - 1)]
"""As far as JSON carries whole numbers everywhere."""
Name = Annotated[str, Field(max_length=120), AfterValidator(_words), _said(1, 120)]
ShortName = Annotated[str, Field(max_length=80), AfterValidator(_words), _said(1, 80)]
PlaceName = Annotated[str, Field(max_length=200), AfterValidator(_words), _said(1, 200)]
Line = Annotated[str, Field(max_length=300), AfterValidator(_without_nul), _said(0, 300)]
Address = Annotated[str, Field(max_length=2000), AfterValidator(_words), _said(1, 2000)]
Text = Annotated[str, Field(max_length=20_000), AfterValidator(_without_nul), _said(0, 20_000)]
Words = Annotated[str, Field(max_length=20_000), AfterValidator(_words), _said(1, 20_000)]
