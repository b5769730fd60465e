"""The whole application as a WSGI server calls it, inside the transaction of a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections


@contextmanager
def application() -> Iterator[Any]:
    """As Django's own test client does: a request does not close the connection that the test writes through.

    Answers come as they are: who calls a function and no server does not unpack what a network would.
    """
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    try:
        whole = get_wsgi_application()
        yield lambda environ, begin: whole({k: v for k, v in environ.items() if k != "HTTP_ACCEPT_ENCODING"}, begin)
    finally:
        request_started.connect(close_old_connections)
        request_finished.connect(close_old_connections)
