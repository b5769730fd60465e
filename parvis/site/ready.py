"""Django, set up for a command. Importing it is the one thing that makes models importable."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

import django

PACKAGE = Path(__file__).resolve().parent.parent


def models_ready() -> None:
    """Set Django up, for a process that asks for jobs and runs none: what only jobs need stays out of its memory."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.site.settings")
    django.setup()


def ready() -> None:
    """Set Django up and register every task: each `tasks.py` knows its own. Calling it twice is fine."""
    models_ready()
    for path in sorted(PACKAGE.glob("**/tasks.py")):
        import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
