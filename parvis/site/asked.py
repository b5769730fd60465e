"""Each request: an id, a line in the log, a measure."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from parvis.site.logs import request_id
from parvis.site.measures import observe

GIVEN = re.compile(r"[\w.-]{8,64}")
log = logging.getLogger("parvis.request")
Answer = Callable[[HttpRequest], HttpResponse]


def requests(answer: Answer) -> Answer:
    """Middleware: each request has an id, is told at INFO, and is measured. The server in front may give the id."""

    def asked(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        token = request_id.set(given if GIVEN.fullmatch(given) else uuid.uuid4().hex)
        began = time.perf_counter()
        try:
            response = answer(request)
            seconds = time.perf_counter() - began
            route = _route(request)
            observe(request.method or "", route, response.status_code, seconds)
            if log.isEnabledFor(logging.INFO):
                told = {
                    "method": request.method,
                    "route": route,
                    "status": response.status_code,
                    "ms": round(seconds * 1000, 1),
                }
                log.info("%(method)s %(route)s %(status)s %(ms)s ms", told, extra={"told": told})
            response.headers["X-Request-ID"] = request_id.get()
            return response
        finally:
            request_id.reset(token)

    return asked


def _route(request: HttpRequest) -> str:
    """The pattern of the address, not the address: no ids, no names, and as many values as there are routes."""
    match = request.resolver_match
    return f"/{match.route}" if match else "none"
