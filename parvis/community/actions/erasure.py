"""A member who is forgotten: topics keep their numbers, and nothing that says who it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from parvis.community.actions.forgetting_choices import leave_tests
from parvis.community.actions.forgetting_shown import forget_written
from parvis.community.actions.portraits import let_go
from parvis.community.models import (
    Applicant,
    Bookmark,
    BroughtThing,
    Device,
    Draft,
    GroupMember,
    MailedAnswer,
    MailRefusal,
    Member,
    MemberBadge,
    MemberLetter,
    MemberNotice,
    MemberTie,
    NoticeConsent,
    NoticeWish,
    OldAddress,
    OldPerson,
    Report,
    SignUp,
    SpaceState,
    Topic,
    TopicMember,
    TopicState,
    Trust,
)
from parvis.community.rendering import VERSION, rendered
from parvis.community.rules.naming import slug_of
from parvis.community.rules.traces import GONE, without
from parvis.conversations.incoming import canonical_hash
from parvis.conversations.models import Post, Revision
from parvis.core.models import Account
from parvis.core.traces import Traces


def members_of(brand_id: int, identity_ids: Sequence[int]) -> list[Member]:
    return list(Member.objects.filter(brand_id=brand_id, identity__in=list(identity_ids)).select_related("account"))


def at_home_elsewhere(account: Account) -> bool:
    """Whether it is, or was, a member of another brand's community too."""
    return Member.objects.filter(account=account).exists()


@transaction.atomic
def forget_members(brand_id: int, members: Sequence[Member], *, at: datetime) -> list[Account]:
    """Their rows stand without a name, for the topics that they began; whose accounts they were."""
    ids = [member.pk for member in members]
    accounts = [member.account for member in members if member.account is not None]
    forget_written(brand_id, members)
    detach(brand_id, members)
    Topic.objects.filter(brand_id=brand_id, author__in=ids).update(title=GONE, slug="t")
    for member in members:
        strip_name(member, at)
    return accounts


@transaction.atomic
def detach(brand_id: int, members: Sequence[Member]) -> None:
    """All that ties them to rooms, topics and others goes, and how they came in. Pages that show them are drawn anew."""
    identities = [member.identity_id for member in members]
    ids = [member.pk for member in members]
    said = Post.sealed_too.filter(brand_id=brand_id, author_id__in=identities).values("thread_id")
    theirs = Q(thread__in=said) | Q(author__in=ids) | Q(last_author__in=ids)
    Topic.objects.filter(theirs, brand_id=brand_id).update(version=F("version") + 1)
    MemberTie.objects.filter(Q(member__in=ids) | Q(other__in=ids)).delete()
    Report.objects.filter(member__in=ids).update(member=None, words="")
    leave_tests(ids)
    for model in (
        Draft, Bookmark, TopicMember, TopicState, GroupMember, SpaceState, Trust, MemberBadge, Applicant, Device,
    ):  # fmt: skip
        model._default_manager.filter(member__in=ids).delete()
    for told in (MemberNotice, NoticeWish, MemberLetter, MailedAnswer, MailRefusal):
        told._default_manager.filter(member__in=ids).delete()
    _hide_faces(brand_id, members)
    accounts = [member.account for member in members if member.account is not None]
    Applicant.objects.filter(brand_id=brand_id, account__in=accounts).delete()
    SignUp.objects.filter(brand_id=brand_id, account__in=accounts).delete()
    SignUp.objects.filter(brand_id=brand_id, email__in=[account.email for account in accounts]).delete()


def _hide_faces(brand_id: int, members: Sequence[Member]) -> None:
    Member.objects.filter(pk__in=[member.pk for member in members]).update(picture="")
    for member in members:
        let_go(brand_id, member.picture)
        member.picture = ""


def strip_name(member: Member, at: datetime) -> None:
    """Nor does an old forum know them any more."""
    OldPerson.objects.filter(member=member).delete()
    for model in (OldAddress, BroughtThing):
        model._default_manager.filter(brand_id=member.brand_id, kind="person", target=member.pk).delete()
    NoticeConsent.objects.filter(member=member).delete()
    member.account = member.identity = None
    # No handle has a hyphen in its key: nobody else's is ever met.
    member.name = member.name_key = member.title = member.about = member.links = member.handle = ""
    member.handle_key, member.listed, member.left_at = f"-{member.pk}", False, member.left_at or at
    member.save()


@transaction.atomic
def clean_hosted(posts: Iterable[Post], traces: Traces, handles: Sequence[str]) -> int:
    """What members answered to somebody who is forgotten: without quotes and mentions of them; how many changed. The team's
    own words lose every trace. Earlier wordings go where they held some."""
    changed = 0
    for post in posts:
        ours = post.direction == "out"

        def clean(source: str, ours: bool = ours) -> str:
            return str(traces.clean(source)) if ours else without(source, traces.clean, handles)

        if _clean_revisions(post, clean) | _clean_post(post, clean, traces):
            changed += 1
    return changed


def _clean_revisions(post: Post, clean: Callable[[str], str]) -> bool:
    held = [one.pk for one in Revision.objects.filter(post=post) if clean(one.source) != one.source]
    Revision.objects.filter(pk__in=held).delete()
    return bool(held)


def _clean_post(post: Post, clean: Callable[[str], str], traces: Traces) -> bool:
    source, title = clean(post.source), traces.clean(post.title)
    if (source, title) == (post.source, post.title):
        return False
    post.title = title
    post.source, post.html, post.text = rendered(source)
    post.html_version, post.canonical_hash = VERSION, canonical_hash(post.text)
    post.save(update_fields=["title", "source", "html", "text", "html_version", "canonical_hash"])
    return True


@transaction.atomic
def clean_topics(thread_ids: Sequence[int], traces: Traces) -> None:
    """Topics that others began, whose title names somebody who is forgotten; their pages are drawn anew."""
    topics = Topic.objects.filter(pk__in=list(thread_ids))
    topics.update(version=F("version") + 1)
    for topic in topics:
        if traces.within(topic.title):
            topic.title = traces.clean(topic.title)
            topic.slug = slug_of(topic.title)
            topic.save(update_fields=["title", "slug"])
