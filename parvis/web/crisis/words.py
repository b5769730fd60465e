"""A crisis in the words of its pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from parvis.engagement.models import CrisisEvent
from parvis.engagement.rules.crisis_words import ROLES, factor_said
from parvis.flows.crisis import said_of
from parvis.web.ui.wording import number, say


@dataclass(frozen=True, slots=True)
class Line:
    """One act in the journal. `text`: what was written, "" without."""

    at: datetime
    who: str
    said: str
    text: str
    kind: str


def lines_of(events: Sequence[CrisisEvent], names: Mapping[str, str]) -> list[Line]:
    return [
        Line(
            event.at,
            event.actor.name if event.actor else "Parvis",
            said_of(event, names),
            str(event.data.get("text", "")),
            event.kind,
        )
        for event in events
    ]


def factors_of(stored: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, int]]:
    """(its name, the evidence, percent) of what a proposal keeps."""
    told = []
    for factor in stored:
        title, sentence = factor_said(str(factor["name"]), float(factor["n"]), float(factor["of"]))
        params = {name: number(int(value)) for name, value in sentence.params.items()}
        told.append((say(title), _(sentence.text) % params, round(100 * float(factor["value"]))))
    return told


def roles() -> list[tuple[str, str]]:
    return [(role, say(message)) for role, message in ROLES.items()]
