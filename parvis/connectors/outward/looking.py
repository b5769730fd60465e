"""A page looked at because somebody points to it: politely (robots), within bounds, redirects one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from parvis.connectors.addresses import origin, web_address
from parvis.connectors.contract import ConnectorError, Forbidden, Rejected
from parvis.connectors.net import Answer
from parvis.connectors.outward.caller import Caller
from parvis.connectors.outward.robots import Robots
from parvis.connectors.pages.summary import Summary, summary_of
from parvis.core.messages import Message

STEPS: Final = 4
PICTURE: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page told, and its picture as it came: b"" = none that could be had."""

    told: Summary
    picture: bytes = b""


def look(caller: Caller, address: str) -> Seen:
    """Raises ConnectorError: nobody answers, robots are not let in, or what is there is no page."""
    rules: dict[str, Robots] = {}
    answer = _walk(caller, address, rules)
    if not answer.content_type.startswith(("text/html", "application/xhtml")):
        raise Rejected(Message("This address gives a file (%(type)s), not a page.", {"type": answer.content_type[:60]}))
    told = summary_of(answer.body, answer.url, charset_of(answer))
    return Seen(told, _picture(caller, told.picture, rules))


def charset_of(answer: Answer) -> str:
    return answer.headers.get("content-type", "").partition("charset=")[2].split(";")[0].strip(" \"'")


def _walk(caller: Caller, address: str, rules: dict[str, Robots]) -> Answer:
    here, seen = address, set()
    for _step in range(STEPS):
        seen.add(here)
        _ask_leave(caller, here, rules)
        answer = caller.page(here, {})
        if not answer.moved_to:
            return answer
        here = web_address(answer.moved_to)
        if not here or here in seen:
            break
    raise Rejected(Message("This address leads round in circles."))


def _ask_leave(caller: Caller, address: str, rules: dict[str, Robots]) -> None:
    where = origin(address)
    if where not in rules:
        rules[where] = caller.robots(where)[1]
    if not rules[where].allows(address):
        raise Forbidden(Message("This site does not let robots read this page."))


def _picture(caller: Caller, address: str, rules: dict[str, Robots]) -> bytes:
    """A picture is no reason to have no title."""
    if not address:
        return b""
    try:
        answer = _walk(Caller(caller.reach, caller.contact, PICTURE, caller.seconds, caller.purpose), address, rules)
    except ConnectorError:
        return b""
    return answer.body
