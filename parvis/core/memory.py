"""Memory that this process has done with goes back to the machine: after large things were made from larger ones."""

from __future__ import annotations

import ctypes
import gc


def give_back() -> None:
    """Where the C library can (glibc does): it keeps what was freed for itself otherwise. Some milliseconds."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
