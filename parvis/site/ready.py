"""Django, set up for a command. Importing it is the one thing that makes models importable."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

import django

PACKAGE = Path(__file__).resolve().parent.parent


def ready() -> None:
    """Set Django up and register every task: each `tasks.py` knows its own. Calling it twice is fine."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.site.settings")
    django.setup()
    for path in sorted(PACKAGE.glob("**/tasks.py")):
        import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
