"""The lines of the inbox, drawn once and remembered under exactly what they show: a page is mostly lines seen before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from markupsafe import Markup

from parvis.engagement.queries import InboxRow
from parvis.engagement.queries.presence import Here
from parvis.web.inbox import words
from parvis.web.ui.wording import moment

REMEMBERED = 4096
"""Lines of some 1.5 kB: a busy team's views in both languages."""


def lines(
    rows: list[InboxRow], inbox: str, query: str, opened: int | None, here: Mapping[int, Sequence[Here]]
) -> list[Markup]:
    """`inbox`: the address under which cases stand; `query`: what follows a case's own; `opened`: the case beside;
    `here`: which colleagues are where."""
    language, zone = translation.get_language() or "", timezone.get_current_timezone_name()
    return [
        _drawn(
            row, f"{inbox}{row.pk}{query}", row.pk == opened, tuple(here.get(row.pk, ())), moment(_when(row)), language,
            zone,
        )
        for row in rows
    ]  # fmt: skip


def _when(row: InboxRow) -> datetime | None:
    if row.state == "open":
        return row.waiting_since
    return row.snoozed_until if row.state == "snoozed" else row.updated_at


@lru_cache(maxsize=REMEMBERED)
def _drawn(
    row: InboxRow, address: str, opened: bool, here: tuple[Here, ...], when: Markup, language: str, zone: str
) -> Markup:
    """`language` and `zone` are part of the key only: what is said in them was decided before."""
    said = {
        "row": row,
        "address": address,
        "opened": opened,
        "here": words.here_line(here),
        "typing": any(one.typing for one in here),
        "moment": when,
        "name": row.person or _("Somebody unknown"),
        "kind": words.TYPES[row.type],
    }
    return Markup(render_to_string("inbox/row.html", said))  # noqa: S704  a template's own output, escaped there
