"""Memory that is free in the process, given back to the machine."""

from __future__ import annotations

import ctypes
from functools import cache


def give_back() -> bool:
    """After large arrays were freed: glibc keeps their pages for the process, twice the size of what is in use. False where
    the C library has no such thing (macOS, musl): there they go by themselves, or stay."""
    trim = _trim()
    return bool(trim is not None and trim(0))


@cache
def _trim() -> ctypes._NamedFuncPointer | None:
    try:
        return ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):
        return None
