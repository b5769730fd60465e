"""An exploration and its candidates as their screens show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from parvis.core.messages import Message
from parvis.listening.discovery.actions.candidates import evidence_of
from parvis.listening.discovery.models import Candidate, Exploration
from parvis.listening.discovery.queries import Facets, Filters
from parvis.listening.discovery.rules import Budget, Score, minutes_for, reasons, score
from parvis.web.ui.wording import language_name, network_name

BRIEF = 4
CONFIDENCE = {"good": "good", "fair": "info", "low": "warn"}
Pill = tuple[str, str, bool, int | None]


@dataclass(frozen=True, slots=True)
class CandidateRow:
    candidate: Candidate
    score: Score
    reasons: list[Message]
    new: bool

    @property
    def brief(self) -> list[Message]:
        return self.reasons[:BRIEF]

    @property
    def confidence(self) -> tuple[str, str]:
        """(words, kind of chip)"""
        words = {"good": _("Well known"), "fair": _("Partly known"), "low": _("Little seen")}
        return words[self.candidate.confidence], CONFIDENCE[self.candidate.confidence]


def row_of(one: Candidate, exploration: Exploration, at: datetime) -> CandidateRow:
    """No query."""
    told = evidence_of(one, at)
    said = reasons(told, language_name(one.language) if one.language else "", one.ears)
    return CandidateRow(one, score(told), said, exploration.round > 1 and one.round == exploration.round)


def state_of(one: Exploration) -> tuple[str, str, str]:
    """(words, kind of chip, icon)"""
    if one.ended_at is None:
        return (_("Resting"), "", "pause") if one.paused_at else (_("On its way"), "info", "refresh")
    words = {
        "done": _("Finished: nothing is left to see"), "pages": _("Finished: its pages are spent"),
        "minutes": _("Finished: its time is spent"), "stopped": _("Stopped"),
    }  # fmt: skip
    return words.get(one.ending, _("Finished")), "good" if one.ending != "stopped" else "", "check"


def minutes_left(one: Exploration) -> int:
    """At most, and honestly."""
    whole = minutes_for(Budget(one.most_pages, one.most_hosts, one.most_depth, one.most_minutes))
    return max(1, round(whole * (1 - min(one.pages / one.most_pages, 1))))


def asked_of(query: QueryDict) -> Filters:
    active = query.get("active", "")
    community = query.get("community", "")
    decision = query.get("decision", "open")
    return Filters(
        decision=decision if decision in ("open", "accepted", "refused", "later") else "",
        network=query.get("network", "")[:32],
        language=query.get("language", "")[:8],
        active=1.0 if active == "1" else 0.0,
        community=int(community) if community.isascii() and community.isdecimal() and len(community) < 7 else 0,
        new=query.get("new") == "1",
    )


def pills(query: QueryDict, facets: Facets, asked: Filters, *, rounds: bool) -> tuple[list[Pill], list[Pill]]:
    """(by what was decided, by what they are)"""
    decisions: list[Pill] = [
        (_("To decide"), _address(query, decision="open"), asked.decision == "open", facets.decisions.get("open", 0)),
        (
            _("Listened to"),
            _address(query, decision="accepted"),
            asked.decision == "accepted",
            facets.decisions.get("accepted", 0),
        ),
        (_("Later"), _address(query, decision="later"), asked.decision == "later", facets.decisions.get("later", 0)),
        (
            _("Refused"),
            _address(query, decision="refused"),
            asked.decision == "refused",
            facets.decisions.get("refused", 0),
        ),
    ]
    kinds: list[Pill] = []
    if len(facets.networks) > 1:
        for name, n in sorted(facets.networks.items()):
            kinds.append((network_name(name), _toggled(query, "network", name), asked.network == name, n))
    if len(facets.languages) > 1:
        for code, n in sorted(facets.languages.items()):
            if code:
                kinds.append((language_name(code), _toggled(query, "language", code), asked.language == code, n))
    kinds.append((_("At least a message a week"), _toggled(query, "active", "1"), asked.active > 0, None))
    if rounds:
        kinds.append((_("New"), _toggled(query, "new", "1"), asked.new, facets.new))
    if asked.community:
        kinds.append((_("One community only"), _toggled(query, "community", str(asked.community)), True, None))
    return decisions, kinds


def _address(query: QueryDict, **changed: str) -> str:
    kept = {
        name: query[name]
        for name in ("decision", "network", "language", "active", "new", "community")
        if query.get(name)
    }
    return f"?{urlencode({**kept, **changed})}"


def _toggled(query: QueryDict, name: str, value: str) -> str:
    """On, or off again."""
    return _address(query, **{name: "" if query.get(name) == value else value})
