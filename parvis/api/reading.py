"""How a request is read: as JSON, and without the characters that no database keeps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser
from ninja.types import DictStrAny

from parvis.api.door import Refused

HALVES = re.compile("[\ud800-\udfff]")
NOT_KEPT = "A text has no NUL character and no half of a character"


class Reading(Parser):
    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """Raises Refused(422)."""
        return _checked(super().parse_body(request))

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> DictStrAny:
        """Raises Refused(422)."""
        return _checked(super().parse_querydict(data, list_fields, request))


def _checked(read: DictStrAny) -> DictStrAny:
    wrong = {field: NOT_KEPT for field, text in texts(read) if not kept(text)}
    if wrong:
        raise Refused(422, "What was sent does not fit", errors=wrong)
    return read


def texts(read: object) -> Iterator[tuple[str, str]]:
    """Every text of what was read with its field ("cases.0.name"), names of members too. Not by recursion: what is sent may be
    nested deeply."""
    waiting: list[tuple[str, object]] = [("", read)]
    while waiting:
        field, one = waiting.pop()
        if isinstance(one, str):
            yield field, one
        elif isinstance(one, dict):
            inner = f"{field}." if field else ""
            waiting += [(field, name) for name in one]
            waiting += [(f"{inner}{name}" if kept(name) else field, value) for name, value in one.items()]
        elif isinstance(one, list):
            waiting += [(f"{field}.{n}" if field else str(n), value) for n, value in enumerate(one)]


def kept(text: str) -> bool:
    return "\0" not in text and HALVES.search(text) is None
