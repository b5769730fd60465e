"""Which reader reads which file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from parvis.connectors.forums import discourse, mbox, ours, phpbb, table
from parvis.connectors.forums.records import Line

Reader = Callable[[BinaryIO, int], Iterator[Line]]
READERS: Mapping[str, Reader] = {
    "discourse": discourse.read, "phpbb": phpbb.read, "mbox": mbox.read, "csv": table.read, "archive": ours.read,
}  # fmt: skip
"""By kind of file."""
SITE = "site"
"""The kind that is no file: a Discourse that is asked over the net."""
