"""`gettext` for templates: each sentence is translated and marked safe once per language, not at each of 700 uses a page."""

from __future__ import annotations

from functools import lru_cache

from django.utils import translation
from markupsafe import Markup

SENTENCES = 8192
"""Ours are some two thousand in each language; a template that translates what a person typed cannot fill the memory."""


def gettext(sentence: str, /, **variables: object) -> Markup:
    """Variables are escaped; the sentence, which is ours, is not. `%%` is a percent sign, with variables or without."""
    said = _translated(translation.get_language() or "", "", sentence)
    return said % variables if variables else _plain(said)


def pgettext(context: str, sentence: str, /, **variables: object) -> Markup:
    said = _translated(translation.get_language() or "", context, sentence)
    return said % variables if variables else _plain(said)


def ngettext(singular: str, plural: str, number: int, /, **variables: object) -> Markup:
    variables.setdefault("num", number)
    return Markup(translation.ngettext(singular, plural, number)) % variables  # noqa: S704  our own sentence


def npgettext(context: str, singular: str, plural: str, number: int, /, **variables: object) -> Markup:
    variables.setdefault("num", number)
    return Markup(translation.npgettext(context, singular, plural, number)) % variables  # noqa: S704  our own sentence


@lru_cache(maxsize=SENTENCES)
def _translated(_language: str, context: str, sentence: str) -> Markup:
    """`_language` is the active one: it is part of the key."""
    return Markup(translation.pgettext(context, sentence) if context else translation.gettext(sentence))  # noqa: S704


@lru_cache(maxsize=SENTENCES)
def _plain(said: Markup) -> Markup:
    return said % {}
