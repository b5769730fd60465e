"""`/healthz`: for whoever watches the machine. Figures only, no names."""

from __future__ import annotations

import logging

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse

from parvis.core import clock
from parvis.core.jobs.engine import engine
from parvis.web.ui.door import open_to_all

log = logging.getLogger(__name__)


@open_to_all
def healthz(request: HttpRequest) -> JsonResponse:
    """200 `{"database": "ok", "jobs": {"waiting", "running", "failed", "last_at"}}`, or 503."""
    try:
        figures = engine().figures(clock.now())
    except DatabaseError:
        log.exception("the database does not answer")
        return JsonResponse({"database": "down"}, status=503)
    jobs = {
        "waiting": figures.waiting,
        "running": figures.running,
        "failed": figures.failed,
        "last_at": figures.last_at,
    }
    return JsonResponse({"database": "ok", "jobs": jobs}, headers={"Cache-Control": "no-store"})
