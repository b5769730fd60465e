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
        """Raises ValueError, which the library tells as a body that cannot be read."""
        read = super().parse_body(request)
        if any(not kept(text) for text in texts(read)):
            raise ValueError(NOT_KEPT)
        return read

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> DictStrAny:
        """Raises Refused(422)."""
        read = super().parse_querydict(data, list_fields, request)
        wrong = {name: NOT_KEPT for name, value in read.items() if any(not kept(text) for text in texts(value))}
        if wrong:
            raise Refused(422, "What was sent does not fit", errors=wrong)
        return read


def texts(read: object) -> Iterator[str]:
    """Every text of what was read, names of members too. Not by recursion: what is sent may be nested deeply."""
    waiting = [read]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            waiting += one


def kept(text: str) -> bool:
    return "\0" not in text and HALVES.search(text) is None
