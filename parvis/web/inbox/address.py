"""What the inbox shows, as an address that one can share: `?view=mine&place=12&q=vienne`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import get_args
from urllib.parse import urlencode

from parvis.engagement.queries import After, Filters, View
from parvis.engagement.rules import CaseType
from parvis.web.ui.cursor import cursor_of

VIEWS: tuple[View, ...] = get_args(View)
NUMBERS = {"place": "place_id", "assignee": "assignee_id", "department": "department_id", "watch": "watch_id"}
WORDS = {"network": "network", "type": "type", "q": "text"}


@dataclass(frozen=True, slots=True)
class Shown:
    """The filters, and where the page begins (None = at the top)."""

    filters: Filters
    after: After | None = None

    def query(self, **changes: object) -> str:
        """`?view=…` with `changes` by parameter name ("" or None removes one); the page starts at the top again."""
        kept = {**self.parameters(), **{k: "" if v is None else str(v) for k, v in changes.items()}}
        left = {k: v for k, v in kept.items() if v}
        return "?" + urlencode(left) if left else ""

    def parameters(self) -> dict[str, str]:
        """The filters as parameters of an address; what is not asked is left out."""
        found = {"view": str(self.filters.view)}
        for name, field in {**NUMBERS, **WORDS}.items():
            value = getattr(self.filters, field)
            if value not in (None, ""):
                found[name] = str(value)
        return found

    @property
    def narrowed(self) -> bool:
        return len(self.parameters()) > 1


def read(given: Mapping[str, str], seat_id: int) -> Shown:
    """From an address; what makes no sense there is passed over, since old links must still open."""
    view = given.get("view", "")
    chosen: dict[str, object] = {field: _number(given.get(name, "")) for name, field in NUMBERS.items()}
    chosen["network"] = given.get("network", "")[:32]
    chosen["type"] = given.get("type", "") if given.get("type", "") in list(CaseType) else ""
    chosen["text"] = given.get("q", "").strip()[:100]
    known = {f.name for f in fields(Filters)}
    filters = Filters(
        view=view if view in VIEWS else "all",
        seat_id=seat_id,
        **{name: value for name, value in chosen.items() if name in known},  # type: ignore[arg-type]
    )
    after = cursor_of(given.get("after", ""))
    return Shown(filters, After(*after) if after else None)


def read_kept(asked: Mapping[str, object], seat_id: int) -> Shown:
    """From what a saved view keeps: filters that make no sense any more are passed over as in any old link."""
    return read({name: str(value) for name, value in asked.items()}, seat_id)


def after_word(after: After) -> str:
    """`2026-03-02T12:00:00+00:00_42`"""
    return f"{after.moment.isoformat()}_{after.case_id}"


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() and len(word) < 18 else None
