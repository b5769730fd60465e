"""What the log of an installation holds: lines for people, or one JSON object a line for machines. Never contents, never names."""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that this thread answers; "" outside of one."""


class Lines(logging.Formatter):
    """`2026-03-02T12:00:00+0000 WARNING parvis.flows.intake [request] message`"""

    def format(self, record: logging.LogRecord) -> str:
        asked = request_id.get()
        record.request = f"[{asked}] " if asked else ""
        return super().format(record)


class Objects(logging.Formatter):
    """`{"at", "level", "logger", "message", "request"?, "error"?, …what the line told beside}`"""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "told", {}),
        }
        if asked := request_id.get():
            told["request"] = asked
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


def configured(level: str, form: str) -> dict[str, object]:
    """Django's LOGGING. `form`: "json" or "text"."""
    line = {"()": Objects} if form == "json" else {
        "()": Lines, "format": "%(asctime)s %(levelname)s %(name)s %(request)s%(message)s", "datefmt": "%Y-%m-%dT%H:%M:%S%z",
    }  # fmt: skip
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": line},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
    }
