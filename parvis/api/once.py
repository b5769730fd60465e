"""`Idempotency-Key` on writes (draft-ietf-httpapi-idempotency-key-header): asked twice, carried out once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from parvis.core import once
from parvis.core.clock import now

HEADER = "Idempotency-Key"
LONGEST = 200
WRITES = ("POST", "PUT", "PATCH", "DELETE")


def answered_once(request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer of `answer`, or the one that was given to the same request before.

    Of a refusal (4xx) or a failure of ours (5xx) nothing was carried out: the key may be used again, for the same or for
    what was mended. An answer that holds a secret (no-store) is not kept either: asked again, the caller is told that the
    first was carried out or not, nobody knows, and looks.
    """
    key = request.headers.get(HEADER, "")
    if not key or request.method not in WRITES:
        return answer()
    if len(key) > LONGEST or not key.isprintable():
        return _problem(400, "An Idempotency-Key has at most 200 printable characters")
    before = once.begin(_who(request), key, _what(request), now())
    match before.state:
        case "same":
            kept = before.kept
            repeated = HttpResponse(bytes(kept.body), status=kept.status, content_type=kept.content_type)
            repeated["Idempotent-Replayed"] = "true"
            return repeated
        case "other":
            return _problem(422, "This Idempotency-Key was used for another request")
        case "unknown":
            return _problem(
                409,
                "The first request with this Idempotency-Key has not ended, or its answer is not told twice: look before you try again",
            )
    try:
        response = answer()
    except Exception:
        once.give_back(before.kept)  # its transaction was rolled back
        raise
    if response.status_code >= 400:
        once.give_back(before.kept)
    elif "no-store" not in response.headers.get("Cache-Control", ""):
        once.keep(
            before.kept, status=response.status_code, content_type=response.headers.get("Content-Type", ""),
            body=response.content,
        )  # fmt: skip
    return response


def _who(request: HttpRequest) -> str:
    """One caller's keys are not another's: by what they show at the door."""
    shown = request.headers.get("Authorization", "") or request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return hashlib.sha256(shown.encode()).hexdigest()


def _what(request: HttpRequest) -> str:
    said = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    said.update(request.body)
    return said.hexdigest()


def _problem(status: int, title: str) -> JsonResponse:
    told = {"type": "about:blank", "title": title, "status": status}
    return JsonResponse(told, status=status, content_type="application/problem+json")
