"""What happened to a case since somebody looked."""

from __future__ import annotations

from parvis.engagement.models import Case, CaseEvent

SHOWN = 20


def since_version(case: Case, version: int) -> list[CaseEvent]:
    """The lines of history that are newer than this version, the last SHOWN of them, oldest first."""
    rows = CaseEvent.objects.filter(case=case, version__gt=version).select_related("actor")
    return list(rows.order_by("-pk")[:SHOWN])[::-1]
