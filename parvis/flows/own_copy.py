"""A copy of all that a community holds of a member, for the member alone: their posts in rooms that the team does not enter
too. A page to read and JSON for machines, in one archive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils import translation

from parvis.community.actions.parcels import address_of
from parvis.community.models import (
    Article,
    Bookmark,
    Coming,
    ContestEntry,
    Device,
    Draft,
    GroupMember,
    Member,
    MemberBadge,
    MemberNotice,
    MemberTie,
    NoticeConsent,
    NoticeWish,
    PostReaction,
    Rating,
    Report,
    Shelf,
    ShelfItem,
    SpaceState,
    Spotlight,
    TopicMember,
    TopicState,
    TrialEntry,
    TrialFeedback,
    TrialParcel,
    Trust,
    Work,
)
from parvis.conversations.models import Post, Revision
from parvis.core.pictures import path_of
from parvis.flows.portable import as_json, few
from parvis.flows.portable_page import closing, opening, section
from parvis.people.models import Consent, Identity

BATCH = 500
Row = dict[str, Any]
_MEMBER = (
    "handle",
    "name",
    "title",
    "about",
    "links",
    "joined_at",
    "charter_version",
    "charter_at",
    "days",
    "post_count",
)
_POST = ("id", "place__name", "thread__title", "title", "source", "at", "edited_at")
_IDENTITY = ("network", "handle", "name", "verified", "first_seen_at")
_CONSENT = ("channel", "purpose", "given", "at", "wording", "proof", "recorded_at")
_NOTICE = ("kind", "what", "topic__title", "words", "at", "read_at")
_WISH = ("page", "mail", "push", "timezone", "quiet_from", "quiet_to", "rhythm")
_AGREED = ("channel", "about", "given", "wording", "way", "at")
_ARTICLE = ("title", "summary", "body", "made_at", "published_at")
_COLLECTED = ("shelf__name", "topic__title", "url", "title", "note", "at")
_TRUST = ("level", "since", "days", "topics", "written", "heard", "liked", "counted_at")


def write(member: Member, to: IO[bytes], *, language: str, at: datetime) -> None:
    """The archive: index.html and data.json."""
    page = StringIO()
    with translation.override(language), ZipFile(to, "w", ZIP_DEFLATED) as archive:
        page.write(opening(member.brand.name, member.name, language, at))
        with archive.open("data.json", "w", force_zip64=True) as data:
            data.write(b'{\n"copy": ' + as_json({"brand": member.brand.name, "person": member.name, "made_at": at}))
            for name, batches in _sections(member):
                data.write(b',\n"%s": [' % name.encode())
                first = True
                for batch in batches:
                    for row in batch:
                        data.write((b"\n  " if first else b",\n  ") + as_json(row))
                        first = False
                    page.write(section(name, batch))
                data.write(b"\n]")
            data.write(b"\n}\n")
        page.write(closing())
        if member.picture and (face := path_of(member.brand_id, member.picture)).exists():
            archive.write(face, "portrait.webp")
        archive.writestr("index.html", page.getvalue())


def _sections(member: Member) -> Iterator[tuple[str, Iterator[list[Row]]]]:
    of: dict[str, Any] = {"member": member}
    who = member.signs_as
    yield "people", few(Member, _MEMBER, pk=member.pk)
    yield "identities", few(Identity, _IDENTITY, pk=who.pk)
    yield "posts", _posts(who.pk)
    yield "drafts", few(Draft, ("title", "body", "topic__title", "at"), **of)
    yield "reactions", few(PostReaction, ("kind", "topic__title", "at"), **of)
    yield "kept", few(Bookmark, ("topic__title", "at"), **of)
    yield "articles", few(Article, _ARTICLE, made_by=member)
    yield "ratings", few(Rating, ("topic__title", "stars", "at"), **of)
    yield "works", few(Work, ("title", "text", "link", "at"), **of)
    yield "collections", few(Shelf, ("name", "about", "made_at"), **of)
    yield "collected", few(ShelfItem, _COLLECTED, shelf__member=member)
    yield "presented", few(Spotlight, ("text", "asked_at", "agreed_at", "ended_at"), **of)
    yield "conversations", few(TopicMember, ("topic__title", "at", "left_at"), **of)
    yield "reports", few(Report, ("why", "words", "at", "decision", "decided_at"), **of)
    yield "groups", few(GroupMember, ("group__name", "at"), **of)
    yield "trust", few(Trust, _TRUST, **of)
    yield "badges", few(MemberBadge, ("kind", "at"), **of)
    yield "followed", few(MemberTie, ("other__handle", "kind", "at"), **of)
    yield "spaces", few(SpaceState, ("space__name", "level", "at"), **of)
    yield "events", few(Coming, ("topic__title", "answer", "told", "at"), **of)
    yield "contests", few(ContestEntry, ("topic__title", "ticket", "words", "told", "at"), **of)
    yield "tests", _tests(member)
    yield "read", few(TopicState, ("topic__title", "read_seq", "level"), **of)
    yield "notices", few(MemberNotice, _NOTICE, **of)
    yield "told", few(NoticeWish, _WISH, **of)
    yield "agreed", few(NoticeConsent, _AGREED, **of)
    yield "devices", few(Device, ("name", "agreed_at", "reached_at"), **of)
    yield "consents", few(Consent, _CONSENT, brand_id=member.brand_id, person_id=who.person_id)


def _tests(member: Member) -> Iterator[list[Row]]:
    """Product tests that they applied for, with what was answered, the address that is kept and what they found."""
    for rows in few(
        TrialEntry, ("id", "topic_id", "topic__title", "state", "country", "told", "ticket", "at"), member=member
    ):
        by_id = {row.pop("id"): row for row in rows}
        for parcel in TrialParcel.objects.filter(entry__in=by_id):
            row = by_id[parcel.pk]
            row |= {"parcel": parcel.state, "tracking": parcel.tracking, "problem": parcel.problem}
            row["address"] = address_of(parcel, row["topic_id"])
        for found in TrialFeedback.objects.filter(entry__in=by_id):
            by_id[found.pk] |= {"rating": found.rating, "pros": found.pros, "cons": found.cons}
        yield [{name: value for name, value in row.items() if name != "topic_id"} for row in by_id.values()]


def _posts(identity_id: int) -> Iterator[list[Row]]:
    """In the order in which they were written, with earlier wordings."""
    after = 0
    while True:
        posts = Post.sealed_too.filter(author_id=identity_id, pk__gt=after).order_by("pk")
        rows = {row["id"]: row for row in posts.values(*_POST)[:BATCH]}
        for post_id, source, at in Revision.objects.filter(post_id__in=rows).values_list("post_id", "source", "at"):
            rows[post_id].setdefault("earlier", []).append({"text": source, "until": at})
        if not rows:
            return
        yield list(rows.values())
        after = max(rows)
