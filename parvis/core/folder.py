"""Where this installation keeps what is its own. Known without Django, for whoever needs nothing else."""

from __future__ import annotations

import os
from pathlib import Path


def data_folder() -> Path:
    """`PARVIS_DATA`, or ~/.local/share/parvis."""
    return Path(os.environ.get("PARVIS_DATA") or Path.home() / ".local/share/parvis").expanduser().resolve()


def weights_folder() -> Path:
    """Of the weights that `parvis train` made."""
    return data_folder() / "reading"
