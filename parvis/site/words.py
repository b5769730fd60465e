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

CLICK = (
    *(_("Usage:"), _("Options"), _("Positional arguments"), _("Show this message and exit.")),
    *(_("Try '{command} {option}' for help."), _("Error: {message}"), _("Aborted!")),
    *(_("No such option {name!r}."), _("No such command {name!r}."), _("Missing command."), _("Missing parameter")),
    *(_("Missing argument"), _("Missing option"), _("Invalid value: {message}")),
    *(_("Invalid value for {param_hint}: {message}"), _("Option {name!r} does not take a value.")),
    *(_("{value!r} is not a valid {number_type}."), _("{value} is not in the range {range}.")),
    *(_("{name} {filename!r} does not exist."), _("{name} {filename!r} is not readable.")),
    *(_("default: {default}"), _("Repeat for confirmation"), _("Error: The two entered values do not match.")),
)
"""What click itself says, so that our catalogue has it."""


def click_speaks() -> None:
    """click asks Python's own gettext, which reads the language from the environment and words from the domain named."""
    os.environ["LANGUAGE"] = terminal_language()
    gettext.bindtextdomain("django", str(LOCALE))
    gettext.textdomain("django")
