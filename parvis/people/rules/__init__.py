"""Names of people, and what they allow, as pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from parvis.connectors.contract import Author


def clip(text: str, length: int) -> str:
    """`text` without characters that no database keeps, at most `length` characters, with an ellipsis where cut."""
    kept = "".join(c for c in text if c != "\x00" and not "\ud800" <= c <= "\udfff").strip()
    return kept if len(kept) <= length else kept[: length - 1] + "…"


def display_name(author: Author) -> str:
    """How a newcomer is called until somebody knows better."""
    return clip(author.name or author.handle or author.remote_id, 200) or "?"


STAGES = ("prospect", "customer", "fan", "influencer", "ambassador", "partner")
"""Where a person stands with the brand, from stranger's first step to ally."""


@dataclass(frozen=True, slots=True)
class Face:
    """What a person is known by: of their own, or together with those who were merged into them."""

    stage: str
    languages: tuple[str, ...]
    first_seen_at: datetime
    last_seen_at: datetime
    last_contact_at: datetime | None


def together(own: Face, merged: Sequence[Face]) -> Face:
    """How somebody is seen with those merged into them, in the order of the merges: the first stage that somebody gave,
    every language, the whole span of time. Of one's own alone it is the same."""
    everybody = (own, *merged)
    contacts = [f.last_contact_at for f in everybody if f.last_contact_at]
    return Face(
        stage=next((f.stage for f in everybody if f.stage), ""),
        languages=tuple(dict.fromkeys(code for f in everybody for code in f.languages)),
        first_seen_at=min(f.first_seen_at for f in everybody),
        last_seen_at=max(f.last_seen_at for f in everybody),
        last_contact_at=max(contacts, default=None),
    )


CHANNELS = ("email", "message", "phone", "post", "public")
"""By e-mail, by direct message, by telephone, by letter, in public."""
PURPOSES = ("answer", "newsletter", "outreach", "test", "quote")
"""Answering them, the newsletter, a proposal of ours, a test programme, publishing their words."""


class Act(Protocol):
    """Leave given or withdrawn, at a moment."""

    @property
    def channel(self) -> str: ...
    @property
    def purpose(self) -> str: ...
    @property
    def given(self) -> bool: ...
    @property
    def at(self) -> datetime: ...


def may_reach(consents: Iterable[Act], channel: str, purpose: str, at: datetime) -> bool:
    """Whether the person allows it at `at`: their last act about this channel and purpose by then was to give leave.

    Silence is no leave. Of two acts of one moment, the withdrawal counts.
    """
    acts = [act for act in consents if (act.channel, act.purpose) == (channel, purpose) and act.at <= at]
    return bool(acts) and max(acts, key=lambda act: (act.at, not act.given)).given
