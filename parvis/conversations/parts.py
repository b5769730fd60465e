"""A stream that is too much for one process is split by who speaks: each says of whom it hears. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

import xxhash

MOST = 256
_WRITTEN = re.compile(r"([1-9]\d{0,2})/([1-9]\d{0,2})")


@dataclass(frozen=True, slots=True)
class Part:
    """The `number`-th of `of` parts, from 1."""

    number: int = 1
    of: int = 1

    def has(self, key: str) -> bool:
        """Whether what bears this key is heard here: in exactly one of the parts, for ever the same."""
        if self.of == 1:
            return True
        return xxhash.xxh3_64_intdigest(key.encode("utf-8", "surrogatepass")) % self.of == self.number - 1

    @property
    def name(self) -> str:
        """Of its row among the cursors of a place."""
        return "main" if self.of == 1 else f"{self.number}/{self.of}"


def parts(of: int) -> tuple[Part, ...]:
    return tuple(Part(number, of) for number in range(1, of + 1))


def read_part(written: str) -> Part:
    """`2/4`, or `main`. Raises ValueError."""
    if written == "main":
        return Part()
    found = _WRITTEN.fullmatch(written)
    part = Part(int(found[1]), int(found[2])) if found else Part(0)
    if not 1 <= part.number <= part.of <= MOST:
        raise ValueError(written)
    return part
