"""Who may write to whom in private. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from parvis.community.rules.access import TRUSTED, Refusal, Who

MOST = 20
"""People in one conversation beside the one who begins it: more is a room."""
BEGUN_EVERY, BEGUN_AT_ONCE = timedelta(hours=1), 20
"""New conversations of a member: twenty at once, then one an hour."""
SAID_EVERY, SAID_AT_ONCE = timedelta(seconds=4), 15
"""Answers of a member in private."""
TITLE = 60
"""Characters of the title that a conversation takes from its first words."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """`team`: holds a seat of the brand; `apart`: one of the two has blocked the other."""

    id: int
    team: bool = False
    apart: bool = False


def why_not_write(who: Who, to: Sequence[Addressee]) -> Refusal | None:
    """None = this member may begin a conversation with these. Newcomers write to the team: whoever only comes to
    advertise or to harass has no way in, and whoever needs help has one."""
    if not who.agreed and not who.team:
        return Refusal.CHARTER
    if not to:
        return Refusal.NOBODY
    if len(to) > MOST:
        return Refusal.CROWD
    if any(one.apart for one in to):
        return Refusal.APART
    if not who.team and who.trust < TRUSTED and not all(one.team for one in to):
        return Refusal.NEWCOMER
    return None


def why_not_go_on(who: Who, others: Sequence[Addressee]) -> Refusal | None:
    """None = this member may answer in a conversation where `others` still take part. Between several, whoever blocked
    somebody finds their words folded; between two, nothing arrives."""
    if not who.agreed and not who.team:
        return Refusal.CHARTER
    if not others:
        return Refusal.ALONE
    if all(one.apart for one in others):
        return Refusal.APART
    return None


def title_of(title: str, body: str) -> str:
    """The title given, or the first words."""
    if title.strip():
        return title.strip()[:200]
    said = " ".join(body.replace("#", " ").replace("*", " ").replace(">", " ").split())
    if len(said) <= TITLE:
        return said or "…"
    cut = said[: TITLE + 1].rsplit(" ", 1)[0]
    return (cut if len(cut) > TITLE // 2 else said[:TITLE]) + "…"
