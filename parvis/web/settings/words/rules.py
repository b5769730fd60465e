"""A triage rule in plain words: if …, then …"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from parvis.conversations.models import Place
from parvis.engagement.models import TriageRule
from parvis.listening.models import Watch
from parvis.web.settings.words import codes
from parvis.web.settings.words.codes import named
from parvis.web.settings.words.listing import either, listed, quoted
from parvis.web.ui.wording import network_name, number


@dataclass(frozen=True, slots=True)
class Known:
    """The brand's own names: watches and places by id."""

    watches: Mapping[int, str]
    places: Mapping[int, str]


def known_to(brand_id: int) -> Known:
    """Two queries, for any number of rules."""
    return Known(
        watches=dict(Watch.objects.filter(brand_id=brand_id).order_by("name").values_list("pk", "name")),
        places=dict(Place.objects.filter(brand_id=brand_id).order_by("name").values_list("pk", "name")),
    )


def condition_words(conditions: Mapping[str, Any], known: Known) -> str:
    """« If the post is caught by “La Veilleuse” and asks a question »"""
    if not conditions:
        return _("Whatever the post")
    return _("If the post %(conditions)s") % {
        "conditions": listed([_fragment(name, value, known) for name, value in conditions.items()])
    }


def decision_words(rule: TriageRule) -> str:
    """« open a case: question, Customer relations, urgent »"""
    if not rule.opens:
        return _("open no case")
    details = [
        *([named(codes.TYPES, rule.type)] if rule.type else [_("sorted by what it says")]),
        *([rule.department.name] if rule.department else []),
        *([str(codes.PRIORITIES.get(rule.priority, rule.priority)).lower()] if rule.priority else []),
    ]
    return _("open a case: %(details)s") % {"details": ", ".join(details)}


def _fragment(name: str, value: Any, known: Known) -> str:
    if isinstance(value, bool):
        return _flag(name, value)
    if name == "min_followers":
        return _("has an author with %(n)s followers or more") % {"n": number(value)}
    said = _choices(name, value, known)
    return _SENTENCES[name]() % {"names": said} if name in _SENTENCES else f"{name} = {value}"


def _choices(name: str, value: Sequence[Any], known: Known) -> str:
    match name:
        case "watches":
            return either([quoted(known.watches.get(pk, _("a removed watch"))) for pk in value])
        case "places":
            return either([quoted(known.places.get(pk, _("a removed place"))) for pk in value])
        case "networks":
            return either([network_name(code) for code in value])
    names: dict[str, Callable[[], codes.Names]] = {
        "intents": codes.intents,
        "sentiment": codes.moods,
        "kinds": lambda: codes.KINDS,
        "language": lambda: codes.LANGUAGES,
    }
    return either([named(names[name](), code).lower() for code in value]) if name in names else str(value)


_SENTENCES: dict[str, Callable[[], str]] = {
    "watches": lambda: _("is caught by %(names)s"),
    "networks": lambda: _("comes by %(names)s"),
    "places": lambda: _("is written in %(names)s"),
    "intents": lambda: _("is read as %(names)s"),
    "sentiment": lambda: _("has a mood that is %(names)s"),
    "kinds": lambda: _("is of the kind %(names)s"),
    "language": lambda: _("speaks %(names)s"),
}


def _flag(name: str, value: bool) -> str:
    yes_no = {
        "watched": (_("is caught by a watch"), _("is caught by no watch")),
        "place_is_ours": (_("is written in a place of ours"), _("is written in a place that is not ours")),
        "reply_to_us": (_("answers us"), _("does not answer us")),
        "mentions_question": (_("asks a question"), _("asks no question")),
        "held": (_("awaits a decision"), _("is published")),
        "author_is_known": (_("comes from somebody we know"), _("comes from somebody new")),
    }
    return yes_no[name][0 if value else 1] if name in yes_no else f"{name} = {value}"
