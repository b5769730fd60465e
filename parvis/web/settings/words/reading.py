"""Judgements, and what people said of them, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from parvis.analysis.labels import INTENTS, REGISTERS, SENTIMENTS, TIERS
from parvis.conversations.models import Correction
from parvis.web.ui.wording import language_name, say


def facet_words(facet: str) -> str:
    names = {
        "": _("Posts that nobody corrected"),
        "sentiment": _("Mood"),
        "type": _("What it is"),
        "toxicity": _("Hostile words"),
        "spam": _("Spam"),
        "language": _("Language"),
        "register": _("Register"),
    }
    return names.get(facet, facet)


def head_words(name: str) -> str:
    known = {**SENTIMENTS, **INTENTS, **TIERS}
    return say(known[name]) if name in known else _("Hostile words") if name == "toxic" else name


def correction_words(one: Correction) -> tuple[str, str, str]:
    """(what was judged, what the machine said, what the person said)"""
    if one.facet in ("type", "spam"):
        named = say(INTENTS[one.label or "spam"]) if (one.label or "spam") in INTENTS else one.label
        return named, _yes(one.before), _yes(one.after)
    said = {"sentiment": SENTIMENTS, "toxicity": TIERS, "register": REGISTERS}.get(one.facet, {})
    if one.facet == "language":
        return facet_words(one.facet), _language(one.before), _language(one.after)
    return facet_words(one.facet), say(said.get(one.before, one.before)), say(said.get(one.after, one.after))


def _yes(value: str) -> str:
    return _("Yes") if value == "yes" else _("No")


def _language(code: str) -> str:
    return language_name(code) if code else _("Another language")
