"""Compiled catalogues, made where they are missing: a checkout speaks French without a build step."""

from __future__ import annotations

import importlib
import logging
from pathlib import Path
from typing import IO

PACKAGE = Path(__file__).resolve().parent.parent
log = logging.getLogger(__name__)


def compile_missing() -> int:
    """How many were compiled. A folder that cannot be written is left alone: English shows there."""
    done = 0
    for source in PACKAGE.glob("**/locale/*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        aside = target.with_suffix(".mo.new")
        try:
            with source.open("rb") as text, aside.open("wb") as binary:
                _compile(text, binary)
            aside.replace(target)
            done += 1
        except OSError as error:
            log.info("%s was not compiled: %s", source, error)
    return done


def _compile(text: IO[bytes], binary: IO[bytes]) -> None:
    """Babel is loaded when there is something to compile: seldom, and every start would pay for it."""
    read = importlib.import_module("babel.messages.pofile").read_po(text)
    importlib.import_module("babel.messages.mofile").write_mo(binary, read)
