"""Places and what was found at an address, as the API tells them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from parvis.api.places_shapes import (
    AbilityShape,
    ChoiceShape,
    FindingShape,
    HealthShape,
    NeedShape,
    PlaceInFull,
)
from parvis.connectors.contract import ConnectorError, Finding, Need
from parvis.conversations.doing import behind, health_of, stream_of
from parvis.conversations.health import Health
from parvis.conversations.models import Place
from parvis.core.messages import Message
from parvis.flows.places import needs_of


def finding_shape(finding: Finding) -> FindingShape:
    return FindingShape(
        network=finding.network,
        kind=finding.kind,
        address=finding.address,
        title=finding.title,
        summary=str(finding.summary),
        language=finding.language,
        visibility=finding.visibility,
        abilities=[
            AbilityShape(name=can.value, state=said.state, reason=str(said.reason or ""))
            for can, said in finding.support.items()
        ],
        needs=[need_shape(need) for need in finding.needs],
        choices=[ChoiceShape(title=title, address=address) for title, address in finding.choices],
    )


def need_shape(need: Need) -> NeedShape:
    return NeedShape(
        name=need.name, label=str(need.label), help=str(need.help or ""), secret=need.secret, required=need.required,
        default="" if need.secret else need.default,
    )  # fmt: skip


def place_in_full(place: Place, at: datetime) -> PlaceInFull:
    """From `places_of`: no query."""
    stream = stream_of(place)
    return PlaceInFull(
        id=place.pk,
        network=place.network,
        kind=place.kind,
        name=place.name,
        address=place.address,
        language=place.language,
        post_count=place.post_count,
        last_post_at=place.last_post_at,
        paused_at=place.paused_at,
        ended_at=place.ended_at,
        url=place.url,
        visibility=place.visibility,
        tags=place.tags,
        retention_days=place.retention_days,
        access=place.credential_id,
        health=health_shape(health_of(place, at)),
        abilities=_abilities(place),
        needs=[need_shape(need) for need in needs_of(place)],
        behind_seconds=lag.total_seconds() if (lag := behind(place, at)) is not None else None,
        last_read_at=stream.succeeded_at if stream else None,
        next_reading_at=stream.due_at if stream and not place.paused_at else None,
    )


def health_shape(health: Health) -> HealthShape:
    return HealthShape(state=health.state.value, said=str(health.message), mend=str(health.mend or ""))


def _abilities(place: Place) -> list[AbilityShape]:
    """As they were found when the place was last tried."""
    reasons = place.settings.get("reasons", {})
    return [
        AbilityShape(name=name, state=state, reason=_kept(reasons.get(name)))
        for name, state in place.settings.get("support", {}).items()
    ]


def _kept(said: Mapping[str, Any] | None) -> str:
    if not said:
        return ""
    text, params = str(said["text"]), said.get("params") or {}
    return str(Message(text, params))


def words_of(problem: ConnectorError) -> str:
    """What happened, then what to do."""
    return " ".join(filter(None, (str(problem.message), str(problem.mend or ""))))
