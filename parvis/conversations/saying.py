"""What a person may say of how a post was read: facets, their closed sets of values, and what each changes in a reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from parvis.analysis.labels import INTENTS, REGISTERS, SENTIMENTS, TIERS

YES, NO = "yes", "no"
TYPES = tuple(label for label in INTENTS if label not in ("other", "spam"))
"""Types that one adds or takes away; spam has its own facet, and a post without any is of type other."""
FACETS = ("sentiment", "type", "toxicity", "spam", "language", "register")
_VALUES: Mapping[str, tuple[str, ...]] = {
    "sentiment": tuple(SENTIMENTS),
    "type": (YES, NO),
    "toxicity": tuple(TIERS),
    "spam": (YES, NO),
    "register": tuple(REGISTERS),
}
Columns = dict[str, Any]


class NotSayable(ValueError):
    """No such facet, or not one of its values."""


def check(facet: str, value: str, label: str, languages: tuple[str, ...]) -> None:
    """`languages`: codes that the brand reads; "" says that it is none of them. Raises NotSayable."""
    values = ("", *languages) if facet == "language" else _VALUES.get(facet, ())
    if value not in values or label not in (TYPES if facet == "type" else ("",)):
        raise NotSayable(facet)


def said(reading: Columns, facet: str, label: str) -> str:
    """What a reading says now, as one of the facet's values."""
    if facet == "type":
        return YES if any(entry["label"] == label for entry in reading["intents"]) else NO
    if facet == "spam":
        return YES if reading["spam"] >= 0.5 else NO
    column = {"sentiment": "sentiment", "toxicity": "tier", "language": "language", "register": "register"}[facet]
    return str(reading[column])


def kept(reading: Columns, facet: str, label: str) -> Columns:
    """What `restored` needs to bring this facet back as it stands."""
    if facet == "type":
        return {"entry": _entry(reading["intents"], label)}
    if facet == "spam":
        return {"spam": reading["spam"], "entry": _entry(reading["intents"], "spam")}
    return {name: reading[name] for name in _COLUMNS[facet]}


_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "sentiment": ("sentiment", "confidence", "uncertain"),
    "toxicity": ("toxicity", "tier"),
    "language": ("language",),
    "register": ("register",),
}


def changed(reading: Columns, facet: str, label: str, value: str) -> Columns:
    """The columns that a person's word sets, with full confidence."""
    if facet == "sentiment":
        return {"sentiment": value, "confidence": 1.0, "uncertain": False}
    if facet == "toxicity":
        return {"tier": value, "toxicity": 0.0 if value == "none" else 1.0}
    if facet in ("type", "spam"):
        entry = {"label": label or "spam", "confidence": 1.0} if value == YES else None
        types: Columns = {"intents": _with(reading["intents"], label or "spam", entry)}
        return types if facet == "type" else {"spam": 1.0 if value == YES else 0.0, **types}
    return {_COLUMNS[facet][0]: value}


def restored(reading: Columns, facet: str, label: str, was: Columns) -> Columns:
    """The columns as `kept` found them."""
    if facet == "type":
        return {"intents": _with(reading["intents"], label, was.get("entry"))}
    if facet == "spam":
        return {"spam": was.get("spam", 0.0), "intents": _with(reading["intents"], "spam", was.get("entry"))}
    return {name: was[name] for name in _COLUMNS[facet] if name in was}


def _entry(types: list[Columns], label: str) -> Columns | None:
    return next((entry for entry in types if entry["label"] == label), None)


def _with(types: list[Columns], label: str, entry: Columns | None) -> list[Columns]:
    """Most confident first; `other` alone when nothing is left."""
    left = [one for one in types if one["label"] not in (label, "other")]
    left += [entry] if entry else []
    return sorted(left, key=lambda one: -one["confidence"]) or [{"label": "other", "confidence": 1.0}]
