"""The whole community as one file that its owners take away: JSON Lines for each noun, the pictures, and a page that says
what is what. Written row by row: a house of a million posts takes no more memory than one of ten."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.db import transaction
from django.db.models import F, Model, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.community.actions.bringing import archive_goes_on, archive_ready, ask_archive
from parvis.community.models import (
    Acceptance,
    ArchiveOut,
    Community,
    Contest,
    Group,
    GroupMember,
    Happening,
    IdeaMerge,
    IdeaStep,
    Member,
    MemberBadge,
    OldAddress,
    Poll,
    PostReaction,
    Space,
    SpaceGroup,
    Topic,
    Upload,
)
from parvis.community.rules.access import OPEN_TO_TEAM
from parvis.conversations.models import Post, Revision
from parvis.core import events, files, pictures
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.models import Account, Brand
from parvis.flows.portable import as_json

VERSION = 1
BATCH = 500
Rows = QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows, and of which rooms."""

    brand_id: int
    spaces: list[int]

    @property
    def topics(self) -> QuerySet[Topic]:
        return Topic.objects.filter(brand_id=self.brand_id, space__in=self.spaces)

    @property
    def posts(self) -> QuerySet[Post]:
        standing = Post.sealed_too.filter(brand_id=self.brand_id, thread__in=self.topics.values("pk"))
        return standing.filter(deleted_at=None, erased_at=None)


def _spaces(scope: Scope) -> Rows:
    return Space.objects.filter(pk__in=scope.spaces).values(
        "id", "slug", "name", "about", "icon", "kind", "access", "policy", "position", "made_at", "closed_at"
    )  # fmt: skip


def _members(scope: Scope) -> Rows:
    return Member.objects.filter(brand_id=scope.brand_id).exclude(identity=None).values(
        "id", "handle", "name", "title", "about", "links", "listed", "trust", "joined_at", "left_at",
        email=F("account__email"),
    )  # fmt: skip


def _topics(scope: Scope) -> Rows:
    return scope.topics.values(
        "kind", "slug", "title", "space", "author", "begun_at", "state", "score", "closed_at", "closed_because", "pinned_at",
        "hidden_at", id=F("pk"),
    )  # fmt: skip


def _posts(scope: Scope) -> Rows:
    author = Member.objects.filter(identity=OuterRef("author")).values("pk")[:1]
    return scope.posts.values(
        "id", "at", "edited_at", "standing", "source",
        topic=F("thread_id"), number=F("seq"), answers=F("parent_id"), signed=Subquery(author),
    )  # fmt: skip


def _revisions(scope: Scope) -> Rows:
    return Revision.objects.filter(post__in=scope.posts).values("id", "post_id", "source", "at")


def _of_topics(model: type[Model], *left_out: str) -> Callable[[Scope], Rows]:
    """Everything that hangs on a topic, as it is stored, without `left_out`."""
    names = [f.attname for f in model._meta.concrete_fields if f.attname not in ("brand_id", *left_out)]

    def rows(scope: Scope) -> Rows:
        return model._default_manager.filter(topic__in=scope.topics).values(*names)

    return rows


def _groups(scope: Scope) -> Rows:
    return Group.objects.filter(brand_id=scope.brand_id).values("id", "slug", "name", "about", "made_at")


def _group_members(scope: Scope) -> Rows:
    return GroupMember.objects.filter(brand_id=scope.brand_id).values("id", "group_id", "member_id", "at")


def _space_groups(scope: Scope) -> Rows:
    return SpaceGroup.objects.filter(space__in=scope.spaces).values("id", "space_id", "group_id", "may")


def _badges(scope: Scope) -> Rows:
    return MemberBadge.objects.filter(brand_id=scope.brand_id).values("id", "member_id", "kind", "at")


def _uploads(scope: Scope) -> Rows:
    return Upload.objects.filter(brand_id=scope.brand_id, post__in=scope.posts).values(
        "id", "member_id", "post_id", "sha256", "width", "height", "size", "at"
    )  # fmt: skip


def _addresses(scope: Scope) -> Rows:
    topics, posts = scope.topics.values("pk"), scope.posts.values("pk")
    open_here = (
        Q(kind="person") | Q(kind="room", target__in=scope.spaces) | Q(kind="topic", target__in=topics)
        | Q(kind="post", target__in=posts)
    )  # fmt: skip
    return OldAddress.objects.filter(open_here, brand_id=scope.brand_id).values("id", "path", "kind", "target")


NOUNS: Mapping[str, Callable[[Scope], Rows]] = {
    "spaces": _spaces, "groups": _groups, "group_members": _group_members, "space_groups": _space_groups,
    "members": _members, "badges": _badges, "topics": _topics, "posts": _posts, "revisions": _revisions,
    "reactions": _of_topics(PostReaction), "acceptances": _of_topics(Acceptance), "polls": _of_topics(Poll),
    "events": _of_topics(Happening), "contests": _of_topics(Contest, "seed"), "idea_steps": _of_topics(IdeaStep),
    "idea_merges": _of_topics(IdeaMerge),
    "uploads": _uploads, "addresses": _addresses,
}  # fmt: skip
"""In the order in which they are written. docs/archive.md says what each holds."""


@task(queue="slow")
def write_archive(archive_id: int) -> None:
    """Write the file. Called twice it writes the same again."""
    write(archive_id, now())


@transaction.atomic
def ask(brand: Brand, *, sealed: bool, language: str, by: Account, at: datetime) -> ArchiveOut:
    """The archive is wanted: its job writes it."""
    made = ask_archive(brand, files.new_token(), sealed=sealed, language=language, by=by, at=at)
    enqueue(write_archive, archive_id=made.pk)
    return made


def path_of(archive: ArchiveOut) -> Path:
    return files.path_of("exports", archive.brand_id, archive.token, files.PACKED + ".zip")


def write(archive_id: int, at: datetime) -> bool:
    """False when nobody wants it any more."""
    archive = ArchiveOut.objects.select_related("brand").filter(pk=archive_id, ready_at=None).first()
    if archive is None:
        return False
    path = path_of(archive)
    aside = path.with_suffix(".part")
    try:
        with ZipFile(aside, "w", ZIP_DEFLATED, allowZip64=True) as packed:
            _write(archive, packed, at)
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    if not archive_ready(archive, path.stat().st_size, at=at):
        path.unlink(missing_ok=True)
        return False
    events.publish(archive.brand_id, "places", f"archive:{archive.pk}", at)
    return True


def scope_of(brand_id: int, *, sealed: bool) -> Scope:
    spaces = Space.objects.filter(brand_id=brand_id)
    known = spaces if sealed else spaces.filter(access__in=[access.value for access in OPEN_TO_TEAM])
    return Scope(brand_id, list(known.values_list("pk", flat=True)))


def _write(archive: ArchiveOut, packed: ZipFile, at: datetime) -> None:
    scope, done = scope_of(archive.brand_id, sealed=archive.sealed), 0
    columns: dict[str, list[str]] = {}
    with override(archive.language):
        packed.writestr("README.md", _readme(archive, at))
    for noun, rows_of in NOUNS.items():
        columns[noun] = []
        with packed.open(f"{noun}.jsonl", "w", force_zip64=True) as out:
            for batch in _batches(rows_of(scope)):
                columns[noun] = list(_named(batch[0]))
                for row in batch:
                    out.write(as_json(_named(row)) + b"\n")
                done += len(batch)
                archive_goes_on(archive, done)
    for batch in _batches(_uploads(scope)):
        for row in batch:
            picture = pictures.path_of(archive.brand_id, row["sha256"])
            if picture.exists():
                packed.write(
                    picture, f"files/{row['id']}-{row['width']}x{row['height']}-{row['sha256'][:12]}.webp", ZIP_STORED
                )
    told = {"format": "parvis-community", "version": VERSION, "made_at": at, "sealed": archive.sealed,
            "community": _community(archive.brand_id), "nouns": columns}  # fmt: skip
    packed.writestr("schema.json", as_json(told))


def _named(row: dict[str, Any]) -> dict[str, Any]:
    """A post is signed by an identity, and told by the member whose it is."""
    return {"author" if name == "signed" else name: value for name, value in row.items()}


def _community(brand_id: int) -> dict[str, Any]:
    columns = ("name", "tagline", "joining", "charter", "charter_version", "opened_at")
    return dict(Community.objects.values(*columns).get(pk=brand_id))


def _batches(rows: Rows) -> Iterator[list[dict[str, Any]]]:
    """By key: as much memory for a million as for ten."""
    after = 0
    while batch := list(rows.filter(pk__gt=after).order_by("pk")[:BATCH]):
        yield batch
        after = int(batch[-1]["id"] if "id" in batch[-1] else batch[-1]["topic_id"])


def _readme(archive: ArchiveOut, at: datetime) -> str:
    rooms = _("Closed rooms are in it.") if archive.sealed else _("Closed rooms are not in it.")
    return "\n".join(
        [
            f"# {archive.brand.name}", "",
            _("The community as of %(date)s UTC. %(rooms)s Private messages never are.")
            % {"date": f"{at:%Y-%m-%d %H:%M}", "rooms": rooms}, "",
            _("Each file ending in .jsonl holds one noun, one JSON object a line, in UTF-8. Numbers that end in _id, and "
              "topic, space, author and answers, are the id of a line of another file. Texts are Markdown. schema.json names the "
              "columns; files/ holds the pictures that posts show."), "",
            *(f"- {noun}.jsonl" for noun in NOUNS), "",
            _("Parvis reads it back: Community, Bring in."), "",
        ]
    )  # fmt: skip
