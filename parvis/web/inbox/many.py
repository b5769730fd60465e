"""A bulk act as its strip shows it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.core.models import Seat
from parvis.engagement.models import Bulk, BulkCase
from parvis.engagement.rules.bulk import UNDONE_WITHIN, Act
from parvis.web.inbox import words
from parvis.web.ui.wording import clock

NAMED = 10
"""Cases left as they were that are named; the rest are counted."""


@dataclass(frozen=True, slots=True)
class ShownBulk:
    """`left`: (case id, whose it is) of those that had changed meanwhile; `more_left`: how many beyond."""

    pk: int
    line: str
    asked: int
    ready: int
    running: bool
    undoable: bool
    left: list[tuple[int, str]]
    more_left: int
    left_line: str


def shown_bulk(bulk: Bulk, at: datetime) -> ShownBulk:
    """Two queries, three for an assignment."""
    rows = BulkCase.objects.filter(bulk=bulk)
    states = Counter(rows.order_by().values_list("state", flat=True))
    undone = bulk.undone_at is not None
    left = "kept" if undone else "stale"
    named = list(
        rows.filter(state=left).order_by("pk").values_list("case_id", "case__person__name", "case__thread__title")[:NAMED]
    ) if states[left] else []  # fmt: skip
    n, running = (
        states["back"] if undone else states["done"],
        (states["todo"] > 0 and not undone) or (undone and states["done"] > 0),
    )
    return ShownBulk(
        pk=bulk.pk,
        line=ngettext("Undone: %(n)s case is as it was.", "Undone: %(n)s cases are as they were.", n) % {"n": n}
        if undone
        else f"{_did(bulk, n)}",
        asked=sum(states.values()),
        ready=sum(states.values()) - (states["done"] if undone else states["todo"]),
        running=running,
        undoable=not undone and at - bulk.at <= UNDONE_WITHIN and n > 0,
        left=[(pk, name or title or _("no. %(number)s") % {"number": pk}) for pk, name, title in named],
        more_left=states[left] - len(named),
        left_line=ngettext(
            "%(n)s had changed meanwhile and was left as it is:",
            "%(n)s had changed meanwhile and were left as they are:",
            states[left],
        )
        % {"n": states[left]},
    )


def _did(bulk: Bulk, n: int) -> str:
    act = Act.of(bulk.act)
    said = {"n": n, "what": _value(bulk, act)}
    lines = {
        "assign": ngettext("%(n)s case given to %(what)s.", "%(n)s cases given to %(what)s.", n),
        "snooze": ngettext("%(n)s case put aside until %(what)s.", "%(n)s cases put aside until %(what)s.", n),
        "close": ngettext("%(n)s case closed: %(what)s.", "%(n)s cases closed: %(what)s.", n),
        "priority": ngettext("%(n)s case: priority %(what)s.", "%(n)s cases: priority %(what)s.", n),
        "type": ngettext("%(n)s case sorted as: %(what)s.", "%(n)s cases sorted as: %(what)s.", n),
    }
    return lines[act.kind] % said


def _value(bulk: Bulk, act: Act) -> str:
    match act.kind:
        case "assign":
            seat = Seat.objects.select_related("account").filter(pk=act.value or 0, brand=bulk.brand_id).first()
            return seat.account.name if seat else _("all")
        case "snooze":
            moment = parse_datetime(act.value)
            return clock(moment) if moment else ""
        case "close":
            return str(words.OUTCOMES.get(act.value, act.value))
        case "priority":
            return str(words.PRIORITIES.get(int(act.value), act.value))
        case _:
            return str(words.TYPES.get(act.value, act.value))
