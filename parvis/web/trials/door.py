"""Which product test an address means, and for whom."""

from __future__ import annotations

from django.http import Http404

from parvis.community.models import Topic, Trial, TrialEntry
from parvis.community.queries.trials import TrialSide, entry_of, trial_side
from parvis.community.rules.kinds import Kind
from parvis.core.clock import now
from parvis.core.models import Account
from parvis.web.forum.door import GuestRequest
from parvis.web.forum.views.topics import topic_at


def trial_at(request: GuestRequest, id: int) -> tuple[Topic, TrialSide, Trial]:
    """A test whose call is written. Raises Http404."""
    topic, side = _side(request, id)
    if side.what is None:
        raise Http404
    return topic, side, side.what


def run_by(request: GuestRequest, id: int) -> tuple[Topic, TrialSide, Account]:
    """A topic of tests, and who of the team runs the community; Http404 for everybody else."""
    topic, side = _side(request, id)
    account = request.guest.account
    if account is None or not request.guest.who.arranges:
        raise Http404
    return topic, side, account


def held_by(request: GuestRequest, id: int) -> tuple[Topic, Trial, Account]:
    """As `run_by`, of a call that is written."""
    topic, side, account = run_by(request, id)
    if side.what is None:
        raise Http404
    return topic, side.what, account


def mine(request: GuestRequest, topic: Topic) -> TrialEntry:
    """The application of who asks. Raises Http404."""
    member = request.guest.member
    entry = entry_of(topic, member.pk) if member is not None else None
    if entry is None:
        raise Http404
    return entry


def _side(request: GuestRequest, id: int) -> tuple[Topic, TrialSide]:
    topic = topic_at(request.guest, id)
    if topic.kind != Kind.TESTS:
        raise Http404
    return topic, trial_side(topic, [], request.guest.who, at=now())


def after_in(request: GuestRequest) -> int:
    """Where the next page begins. Raises Http404 for what no page of ours asks."""
    return number_in(request.GET.get("after", "0"))


def number_in(word: str) -> int:
    """Raises Http404."""
    if not (word.isdecimal() and word.isascii() and len(word) < 19):
        raise Http404
    return int(word)
