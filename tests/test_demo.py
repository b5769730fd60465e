"""The demo brand as the database has it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db.models import Count
from pytest_django import Settings as SettingsWrapper

from parvis.community.models import Topic
from parvis.conversations.models import Place, Post, Reading
from parvis.conversations.queries import due_streams
from parvis.core import journal
from parvis.core.models import Brand, Seat
from parvis.core.roles import Role
from parvis.demo.alarm import WAVE
from parvis.demo.load import load
from parvis.demo.news import GLAD
from parvis.engagement.models import Alert, Case, Crisis, CrisisProposal, Macro, Notice, SavedView, TriageRule
from parvis.engagement.rules import Outcome
from parvis.listening.bursts.queries import current
from parvis.listening.models import Watch
from parvis.outbox.models import Outgoing
from parvis.people.models import Person

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.slow
def test_the_demo_brand_is_whole_and_loads_once(settings: SettingsWrapper, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    sign_in = load(AT)
    assert load(AT + timedelta(hours=1)) == sign_in
    brand = Brand.objects.get()
    assert Post.objects.count() == Reading.objects.count()
    assert 5_900 < Post.objects.count() - len(WAVE) - len(GLAD) < 6_000, "the story is told up to now"
    lately = current(brand.pk, AT)
    assert {(b.kind, b.watch_id is None) for b in lately} == {("surge", False), ("silence", True)}
    assert [b.name for b in lately if b.place_id] == ["contact@laveilleuse.example"]
    assert Post.objects.filter(at__gt=AT - timedelta(hours=9)).exclude(remote_id__regex="^(wave|glad)-").exists()
    proposal = CrisisProposal.objects.get()
    assert (proposal.verdict, proposal.score > proposal.threshold) == ("", True), "nobody has decided yet"
    assert Crisis.objects.get().happened, "the past one was learnt from"
    assert Alert.objects.filter(closed_at=None, more__gt=0).exists()
    assert Place.objects.count() == 22, "eight of them rooms of its own community; a ninth is sealed"
    assert len(set(Place.objects.values_list("network", flat=True))) == 6
    assert Topic.objects.count() == 16 == Topic.objects.filter(thread__sealed=False).count() + 3
    named = Person.objects.annotate(names=Count("identities"))
    assert named.filter(names__gt=1).count() >= 25
    assert {Role(role) for role in Seat.objects.values_list("role", flat=True)} == set(Role)
    assert set(Case.objects.values_list("state", flat=True)) == {"open", "waiting", "snoozed", "closed"}
    assert set(Case.objects.filter(state="closed").values_list("outcome", flat=True)) <= set(Outcome)
    assert Case.objects.filter(state="open", due_at__lt=AT).exists()
    assert Case.objects.filter(state="open", due_at__gt=AT).exists()
    assert {"draft", "unconfirmed"} <= set(Outgoing.objects.values_list("state", flat=True))
    assert TriageRule.objects.count() >= 5
    assert Macro.objects.filter(owner=None).count() >= 5
    assert SavedView.objects.filter(seat=None).count() >= 2
    assert Notice.objects.filter(account__email="ines@laveilleuse.example", seen_at=None).exists(), "somebody calls her"
    assert all(count > 50 for count in Watch.objects.values_list("hit_count", flat=True))
    assert journal.verify(brand) is None
    days = Counter(at.date() for at in Post.objects.values_list("at", flat=True))
    assert 85 <= len(days) <= 92
    assert max(days.values()) > 2.5 * sorted(days.values())[len(days) // 2], "the burst stands out"
    assert not Post.objects.filter(at__gt=AT).exists()
    assert due_streams(AT + timedelta(days=365)) == [], "demo places are never due"
