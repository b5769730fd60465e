"""The parts of the inbox that are remembered: its lines, since a page is mostly lines seen before, and what many can be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from markupsafe import Markup

from parvis.core.models import Seat
from parvis.engagement.queries import InboxRow
from parvis.engagement.queries.presence import Here
from parvis.web.inbox import words
from parvis.web.ui.remembered import remembered
from parvis.web.ui.wording import moment


def lines(
    rows: list[InboxRow], inbox: str, query: str, opened: int | None, here: Mapping[int, Sequence[Here]]
) -> list[Markup]:
    """`inbox`: the address under which cases stand; `query`: what follows a case's own; `opened`: the case beside;
    `here`: which colleagues are where."""
    return [
        remembered(
            "inbox/row.html",
            row=row,
            address=f"{inbox}{row.pk}{query}",
            opened=row.pk == opened,
            here=words.here_line(here.get(row.pk, ())),
            typing=any(one.typing for one in here.get(row.pk, ())),
            moment=moment(_when(row)),
            name=row.person or _("Somebody unknown"),
            kind=str(words.TYPES[row.type]),
        )
        for row in rows
    ]


def _when(row: InboxRow) -> datetime | None:
    if row.state == "open":
        return row.waiting_since
    return row.snoozed_until if row.state == "snoozed" else row.updated_at


def bulk_acts(team: Sequence[Seat]) -> Markup:
    """What can be done to many cases at once."""
    return remembered("inbox/bulk_acts.html", team=tuple((seat.pk, seat.account.name) for seat in team), words=words)
