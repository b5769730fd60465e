"""Parts of pages that are drawn once and remembered under exactly what they show."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils import translation
from markupsafe import Markup

REMEMBERED = 4096
"""Parts of some 1.5 kB, most of them lines of the inbox: a busy team's views in both languages."""


def remembered(template: str, **shown: Hashable) -> Markup:
    """`template`, which knows `shown` and the reader's language and nothing else: no request, no desk, no token."""
    return _drawn(template, translation.get_language() or "", tuple(shown.items()))


@lru_cache(maxsize=REMEMBERED)
def _drawn(template: str, language: str, shown: tuple[tuple[str, Hashable], ...]) -> Markup:
    """`language` is the active one: it is part of the key."""
    return Markup(render_to_string(template, dict(shown)))  # noqa: S704  a template's own output, escaped there
