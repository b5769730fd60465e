"""WordPress's own description of its routes: what each takes, as recorded from a real one, and a check of requests by it.

`routes.json` holds names, types and bounds of parameters as WordPress 6.1 (Debian) publishes them at `/wp-json/`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("routes.json")
KEPT = ("/", "/wp/v2/posts", "/wp/v2/comments", "/wp/v2/comments/(?P<id>[\\d]+)", "/wp/v2/users/me")
OF_ALL = ("_fields", "_embed", "rest_route")
"""Parameters that every route takes without saying so (rest-api/class-wp-rest-server.php)."""
_FACTS = ("type", "enum", "format", "minimum", "maximum", "items", "required")


class Refused(Exception):
    """The request does not keep to the description; the message says where."""


def recorded(index: Mapping[str, Any]) -> dict[str, Any]:
    """What of a site's index is kept: route → method → parameter → its bounds."""
    found: dict[str, Any] = {}
    for route in KEPT:
        found[route] = {}
        for endpoint in index["routes"][route]["endpoints"]:
            for method in set(endpoint["methods"]) & {"GET", "POST"}:
                found[route][method] = {
                    name: {fact: _bare(told[fact]) for fact in _FACTS if told.get(fact) not in (None, False)}
                    for name, told in sorted((endpoint["args"] or {}).items())
                }
    return found


def _bare(value: Any) -> Any:
    return {"type": value["type"]} if isinstance(value, dict) else value


def load() -> dict[str, Any]:
    described: dict[str, Any] = json.loads(FILE.read_text())
    return described


def check(described: Mapping[str, Any], method: str, path: str, given: Mapping[str, Any]) -> str:
    """The route that takes this request. Raises Refused for one that WordPress does not describe."""
    route = next((one for one in described if re.fullmatch(one, path)), None)
    if route is None or method not in described[route]:
        raise Refused(f"no route {method} {path}")
    takes = described[route][method]
    for name, value in given.items():
        if name in OF_ALL:
            continue
        if name not in takes:
            raise Refused(f"{method} {route} takes no {name}")
        _check_value(name, takes[name], value)
    missing = [name for name, told in takes.items() if told.get("required") and name not in given and name != "id"]
    if missing:
        raise Refused(f"{method} {route} needs {missing}")
    return route


def _check_value(name: str, told: Mapping[str, Any], value: Any) -> None:
    kinds = told.get("type", "string")
    kind = kinds[0] if isinstance(kinds, list) else kinds
    if kind == "array":
        for one in str(value).split(","):
            _check_value(name, told.get("items", {}), one)
        return
    if kind == "integer":
        if not re.fullmatch(r"-?\d+", str(value)):
            raise Refused(f"{name} is no integer: {value}")
        if not told.get("minimum", -(10**18)) <= int(value) <= told.get("maximum", 10**18):
            raise Refused(f"{name} is out of bounds: {value}")
    if "enum" in told and value not in told["enum"]:
        raise Refused(f"{name} cannot be {value}")
    if told.get("format") == "date-time":
        try:
            datetime.fromisoformat(str(value))
        except ValueError:
            raise Refused(f"{name} is no date: {value}") from None
