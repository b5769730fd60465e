"""What the walk of `tests.test_every_door` sends to the operations beside the tables, gathered from them.

A module of a screen may hold `SENT`: operation → what it takes, made of the ids of one brand's furniture; and `ASKED_MORE`:
operation → what it answers, past the door, to that.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from tests import parity
from tests.parity.kinds import Sent

OF_THE_MECHANISM = ("kinds", "sent")
SCREENS = {
    found.name: import_module(f"tests.parity.{found.name}")
    for found in iter_modules(parity.__path__)
    if found.name not in OF_THE_MECHANISM and not found.name.startswith("test_")
}
SENT: dict[str, Sent] = {name: sent for one in SCREENS.values() for name, sent in getattr(one, "SENT", {}).items()}
ASKED_MORE: dict[str, tuple[int, ...]] = {
    name: statuses for one in SCREENS.values() for name, statuses in getattr(one, "ASKED_MORE", {}).items()
}
