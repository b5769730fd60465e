"""What the codes of the settings are called: types of case, kinds of post, priorities, languages."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.analysis.labels import INTENTS, SENTIMENTS
from parvis.web.ui.wording import say

Names = Mapping[str, str | Promise]

TYPES: Names = {
    "complaint": _("complaint"),
    "question": _("question"),
    "help": _("call for help"),
    "praise": _("praise"),
    "suggestion": _("suggestion"),
    "purchase": _("purchase"),
    "crisis": _("crisis"),
    "other": _("other"),
}
PRIORITIES: Mapping[int, str | Promise] = {
    -1: _("Low priority"),
    0: _("Normal priority"),
    1: _("High priority"),
    2: _("Urgent"),
}
KINDS: Names = {
    "post": _("Post"),
    "comment": _("Comment"),
    "reply": _("Answer"),
    "review": _("Review"),
    "mail": _("E-mail"),
    "article": _("Article"),
    "pingback": _("Pingback"),
    "trackback": _("Trackback"),
}
LANGUAGES: Names = {
    "fr": _("French"),
    "en": _("English"),
    "de": _("German"),
    "es": _("Spanish"),
    "it": _("Italian"),
    "nl": _("Dutch"),
    "pt": _("Portuguese"),
}


def intents() -> dict[str, str]:
    return {code: say(name) for code, name in INTENTS.items()}


def moods() -> dict[str, str]:
    return {code: say(name) for code, name in SENTIMENTS.items()}


def named(names: Mapping[str, str | Promise], code: str) -> str:
    """A code that nobody named is shown as it is."""
    return str(names.get(code, code))
