"""The language of the terminal, known before Django is: French, unless the terminal asks for English."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE = PACKAGE / "site" / "locale"


def terminal_language() -> str:
    """PARVIS_LANGUAGE, else the locale of the terminal; "fr" when neither says en or fr."""
    for name in ("PARVIS_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        asked = os.environ.get(name, "")[:2].lower()
        if asked in ("fr", "en"):
            return asked
    return "fr"


def _translations() -> gettext.NullTranslations:
    """This folder's catalogue first, then those of the domains below, whose sentences commands repeat."""
    language = terminal_language()
    chain = gettext.translation("django", LOCALE, languages=[language], fallback=True)
    for folder in sorted(PACKAGE.glob("*/locale")) + sorted(PACKAGE.glob("connectors/*/locale")):
        if folder != LOCALE:
            chain.add_fallback(gettext.translation("django", folder, languages=[language], fallback=True))
    return chain


_ = _translations().gettext
