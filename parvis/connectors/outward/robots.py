"""What a site lets robots read: robots.txt as RFC 9309 has it (longest rule first, `*` and `$`), and Crawl-delay.

The standard library's parser takes the first rule that fits and reads `*` as a letter: it would open doors that are shut.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote_to_bytes, urlsplit

OURS: Final = "parvis"
LONGEST: Final = 500_000
"""Characters of a robots.txt that are read, as the RFC asks for at least."""
MOST: Final = 5_000
_SAFE: Final = "/?&=:;,@+!~'()*$-._%[]|"


@dataclass(frozen=True, slots=True)
class Robots:
    """`rules`: (pattern, whether it allows). `delay`: seconds between two requests, 0 when not said."""

    rules: tuple[tuple[str, bool], ...] = ()
    delay: float = 0.0

    def allows(self, address: str) -> bool:
        """The longest rule that fits decides; at equal length the one that allows. robots.txt itself may always be read."""
        parts = urlsplit(address)
        path = _even((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        if path == "/robots.txt":
            return True
        fitting = [(len(pattern), allowed) for pattern, allowed in self.rules if fits(pattern, path)]
        return max(fitting)[1] if fitting else True


OPEN: Final = Robots()
SHUT: Final = Robots((("/", False),))


def read_robots(text: str) -> Robots:
    """The rules for us: of the groups that name us, else of those for everybody. Never raises."""
    ours: list[tuple[str, str]] = []
    everybodys: list[tuple[str, str]] = []
    named = False
    for agents, said in _groups(text[:LONGEST]):
        if any(agent == OURS for agent in agents):
            named = True
            ours += said
        elif "*" in agents:
            everybodys += said
    chosen = ours if named else everybodys
    rules = [(_even(path), verb == "allow") for verb, path in chosen if path and verb in ("allow", "disallow")]
    return Robots(
        tuple(rules[:MOST]), max((_seconds(said) for verb, said in chosen if verb == "crawl-delay"), default=0.0)
    )


def _groups(text: str) -> Iterator[tuple[set[str], list[tuple[str, str]]]]:
    """Each group: the names above it, in lower case, and its lines."""
    agents: set[str] = set()
    said: list[tuple[str, str]] = []
    for line in text.replace("\ufeff", "").splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        verb, value = name.strip().lower(), value.strip()
        if not colon:
            continue
        if verb == "user-agent":
            if said:
                yield agents, said
                agents, said = set(), []
            agents.add(value.lower().partition("/")[0].strip())
        elif agents and verb in ("allow", "disallow", "crawl-delay"):
            said.append((verb, value))
    if agents:
        yield agents, said


def fits(pattern: str, path: str) -> bool:
    """Whether `path` begins as `pattern` says; `*` stands for anything, a final `$` for the end. Linear: no backtracking."""
    ended = pattern.endswith("$")
    first, *rest = (pattern[:-1] if ended else pattern).split("*")
    if not path.startswith(first):
        return False
    if not rest:
        return not ended or len(path) == len(first)
    at = len(first)
    for piece in rest[:-1]:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    last = rest[-1]
    return len(path) - len(last) >= at and path.endswith(last) if ended else path.find(last, at) >= 0


def _even(path: str) -> str:
    """Percent signs and letters beyond ASCII written one way."""
    return quote(unquote_to_bytes(path.replace("%2F", "%252F").replace("%2f", "%252F")), safe=_SAFE)


def _seconds(said: str) -> float:
    try:
        found = float(said)
    except ValueError:
        return 0.0
    return min(max(found, 0.0), 86_400.0) if found == found else 0.0
