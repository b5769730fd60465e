"""The language of the terminal, known before Django is: French, unless the terminal asks for English."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

LOCALE = Path(__file__).resolve().parent / "locale"


def terminal_language() -> str:
    """PARVIS_LANGUAGE, else the locale of the terminal; "fr" when neither says en or fr."""
    for name in ("PARVIS_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        asked = os.environ.get(name, "")[:2].lower()
        if asked in ("fr", "en"):
            return asked
    return "fr"


_ = gettext.translation("django", LOCALE, languages=[terminal_language()], fallback=True).gettext
