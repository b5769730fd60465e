"""An import of a forum: begun, looked at, decided, ended. What it makes is made in `brought`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from parvis.community.actions.houses import rights_changed
from parvis.community.models import ArchiveOut, Bringing, OldAddress
from parvis.community.rules.oldways import ways
from parvis.core import journal
from parvis.core.messages import Message
from parvis.core.models import Account, Brand


@dataclass(frozen=True, slots=True)
class NewBringing:
    """`origin`: the old forum's name, under which what it brings is known again."""

    kind: str
    name: str
    origin: str
    token: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """`private`: rooms that not everybody read are left out ("skip") or come sealed ("seal"). `opening`: who reads the
    others: as before ("public"), or members alone ("members")."""

    private: str = "skip"
    opening: str = "public"


class NotNow(Exception):
    """It has not been looked at, or was decided, ended or undone already."""


@transaction.atomic
def begin(brand: Brand, new: NewBringing, *, by: Account, at: datetime) -> Bringing:
    made = Bringing.objects.create(
        brand=brand, by=by, kind=new.kind, name=new.name[:200], origin=new.origin[:120], address=new.address[:500],
        token=new.token, at=at,
    )  # fmt: skip
    _told(made, by, "community.import_begun", at, kind=made.kind, origin=made.origin)
    return made


def has_read(bringing: Bringing, lines: int) -> bool:
    """False when nobody wants it any more."""
    return bool(Bringing.objects.filter(pk=bringing.pk, looked_at=None).update(read=lines))


@dataclass(frozen=True, slots=True)
class Seen:
    """What the trial found. `problems`: [{"line", "text", "params"}], the first of them; `samples`: posts as they will be."""

    counts: Mapping[str, Any]
    problems: Sequence[Mapping[str, Any]]
    samples: Sequence[Mapping[str, str]]
    total: int


def looked(bringing: Bringing, seen: Seen, *, at: datetime) -> None:
    Bringing.objects.filter(pk=bringing.pk, looked_at=None).update(
        looked_at=at, counts=dict(seen.counts), problems=list(seen.problems), samples=list(seen.samples), total=seen.total,
        problem=None,
    )  # fmt: skip


def stopped(bringing: Bringing, message: Message) -> None:
    """It cannot go on, and says why."""
    told = {"text": message.text, "params": dict(message.params)}
    Bringing.objects.filter(pk=bringing.pk).update(problem=told)


@transaction.atomic
def decide(bringing: Bringing, choice: Choice, *, by: Account, at: datetime) -> None:
    """What was looked at comes in. Raises NotNow."""
    ready = Bringing.objects.filter(pk=bringing.pk, decided_at=None, undo_at=None, problem__isnull=True)
    if not ready.exclude(looked_at=None).update(
        decided_at=at, decided_by=by, private=choice.private, opening=choice.opening
    ):  # fmt: skip
        raise NotNow
    _told(bringing, by, "community.import_decided", at, private=choice.private, opening=choice.opening)


def goes_on(bringing: Bringing) -> bool:
    """Somebody mended what had stopped it. False = nothing had."""
    return bool(
        Bringing.objects.filter(pk=bringing.pk, undo_at=None).exclude(problem__isnull=True).update(problem=None)
    )


@transaction.atomic
def finish(bringing: Bringing, *, at: datetime) -> bool:
    if not Bringing.objects.filter(pk=bringing.pk, finished_at=None).update(
        finished_at=at, step="done", done=F("total")
    ):
        return False
    rights_changed(bringing.brand_id)
    now = Bringing.objects.get(pk=bringing.pk)
    said = {"people": now.people, "rooms": now.rooms, "topics": now.topics, "posts": now.posts}
    _told(bringing, None, "community.import_finished", at, **said)
    return True


@transaction.atomic
def ask_undo(bringing: Bringing, *, by: Account, at: datetime) -> None:
    """All that it brought goes, also when it had not ended. Raises NotNow."""
    if not Bringing.objects.filter(pk=bringing.pk, undo_at=None).update(undo_at=at, undo_by=by):
        raise NotNow
    _told(bringing, by, "community.import_undo", at)


@transaction.atomic
def undone(bringing: Bringing, *, kept: int, at: datetime) -> None:
    if Bringing.objects.filter(pk=bringing.pk, undone_at=None).update(undone_at=at, kept=kept):
        _told(bringing, None, "community.import_undone", at, kept=kept)


@transaction.atomic
def ask_archive(brand: Brand, token: str, *, sealed: bool, language: str, by: Account, at: datetime) -> ArchiveOut:
    """The row that its job fills in. The journal keeps who takes the house along, and whether with its closed rooms."""
    made = ArchiveOut.objects.create(brand=brand, by=by, sealed=sealed, language=language[:8], token=token, at=at)
    said = {"sealed": sealed}
    journal.record(brand, actor=by, verb="community.archived", object=f"archive:{made.pk}", data=said, at=at)
    return made


def archive_goes_on(archive: ArchiveOut, done: int) -> bool:
    """False when nobody wants it any more."""
    return bool(ArchiveOut.objects.filter(pk=archive.pk, ready_at=None).update(done=done))


def archive_ready(archive: ArchiveOut, size: int, *, at: datetime) -> bool:
    return bool(ArchiveOut.objects.filter(pk=archive.pk, ready_at=None).update(ready_at=at, size=size))


def forget_archives(brand_id: int) -> list[str]:
    """Somebody is forgotten who stands in them: they go; their tokens."""
    gone = ArchiveOut.objects.filter(brand_id=brand_id)
    tokens = list(gone.values_list("token", flat=True))
    gone.delete()
    return tokens


@transaction.atomic
def lead_on(
    brand: Brand, rows: Sequence[tuple[str, str, int]], *, by: Account, at: datetime
) -> int:  # fmt: skip
    """(old address, kind, our id) of a list of the team's; what led elsewhere leads here. How many."""
    made = [
        OldAddress(brand=brand, path=found[0], kind=kind, target=target)
        for old, kind, target in rows
        if (found := ways(old))
    ]
    OldAddress.objects.bulk_create(
        {one.path: one for one in made}.values(), update_conflicts=True, unique_fields=["brand", "path"],
        update_fields=["kind", "target", "bringing"],
    )  # fmt: skip
    journal.record(brand, actor=by, verb="community.led_on", object="community", data={"n": len(made)}, at=at)
    return len(made)


def _told(bringing: Bringing, by: Account | None, verb: str, at: datetime, **data: Any) -> None:
    journal.record(bringing.brand, actor=by, verb=verb, object=f"bringing:{bringing.pk}", data=data, at=at)
