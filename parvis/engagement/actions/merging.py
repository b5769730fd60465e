"""Two cases about one matter become one; one case about two matters becomes two. Both ways leave their way back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.conversations.models import Post, Thread
from parvis.core.models import Brand
from parvis.engagement.actions.held import By, MergedAway, StaleCase, keep, tell
from parvis.engagement.models import Case, CaseMerge, Routing
from parvis.engagement.queries.families import members_of, root_of, unanswered_since
from parvis.engagement.queries.terms import terms_of
from parvis.engagement.rules import CaseState
from parvis.engagement.rules.merging import absorbed, kept, merged, read_back, stored
from parvis.outbox.models import Outgoing
from parvis.outbox.rules import State


class SameCase(Exception):
    """A case is not merged with itself, nor with what it is part of already: that would be a circle."""


class Ended(Exception):
    """One of the two is closed: open it again first. `case` is it."""

    def __init__(self, case: Case) -> None:
        super().__init__(f"case {case.pk}")
        self.case = case


class Moving(Exception):
    """An answer of one of them is leaving at this moment: wait until it is known what became of it."""


class Away(Exception):
    """The case that would end is with a department: take it back first, or merge the other way round."""


class TooLate(Exception):
    """Something happened since the merge: an undo would lose it. Split the conversation out instead."""


class NotSplit(Exception):
    """Nothing to take out: it is not part of this case, or it is all that the case is about."""


@transaction.atomic
def merge(brand: Brand, winner_id: int, loser_id: int, by: By, *, loser_version: int | None = None) -> CaseMerge:
    """The loser's conversations are the winner's from now on. `by.version`: of the winner that was seen.

    Raises SameCase, MergedAway, Ended, Moving, Away, StaleCase; Case.DoesNotExist for another brand's.
    """
    winner, loser, threads = _hold_two(brand, winner_id, loser_id)
    for case, seen in ((winner, by.version), (loser, loser_version)):
        if case.merged_into_id is not None:
            if winner.pk == loser.merged_into_id or loser.pk == winner.merged_into_id:
                raise SameCase
            raise MergedAway(root_of(case))
        if seen is not None and seen != case.version:
            raise StaleCase(case)
        if case.state == CaseState.CLOSED:
            raise Ended(case)
    if Routing.objects.filter(case=loser, returned_at=None).exists():
        raise Away
    _check_still(brand, threads)
    moved = list(Case.objects.filter(merged_into=loser).order_by("pk").values_list("pk", flat=True))
    before = {"winner": stored(kept(winner)), "loser": stored(kept(loser)), "moved": moved}
    _put(winner, merged(kept(winner), kept(loser)))
    _put(loser, absorbed(winner.pk, by.at))
    Case.objects.filter(pk__in=moved).update(merged_into=winner)
    keep(loser, by, "merged_away", {"case": winner.pk})
    keep(winner, by, "merged", {"case": loser.pk}, title=loser.thread.title[:120])
    return CaseMerge.objects.create(
        brand=brand, winner=winner, loser=loser, by=by.account, at=by.at, before=before,
        winner_left=winner.version, loser_left=loser.version,
    )  # fmt: skip


@transaction.atomic
def undo(brand: Brand, merge_id: int, by: By) -> CaseMerge:
    """Both cases as they stood before, if nothing happened to them since; notes stay where they are.

    Raises TooLate, Moving; CaseMerge.DoesNotExist for another brand's.
    """
    row = CaseMerge.objects.select_for_update().get(pk=merge_id, brand=brand)
    if row.undone_at is not None:
        raise TooLate
    winner, loser, threads = _hold_two(brand, row.winner_id, row.loser_id)
    if (winner.version, loser.version) != (row.winner_left, row.loser_left) or loser.merged_into_id != winner.pk:
        raise TooLate
    _check_still(brand, threads)
    _put(winner, read_back(row.before["winner"]))
    _put(loser, read_back(row.before["loser"]))
    Case.objects.filter(pk__in=row.before["moved"], merged_into=winner).update(merged_into=loser)
    keep(winner, by, "unmerged", {"case": loser.pk})
    keep(loser, by, "unmerged", {"case": winner.pk})
    row.undone_at, row.undone_by = by.at, by.account
    row.save(update_fields=["undone_at", "undone_by"])
    return row


@transaction.atomic
def split_thread(brand: Brand, case_id: int, member_id: int, by: By) -> Case:
    """A conversation that was merged in stands alone again, whatever happened since. Raises NotSplit, StaleCase, Moving."""
    case, member, _ = _hold_two(brand, case_id, member_id)
    if by.version is not None and by.version != case.version:
        raise StaleCase(case)
    if member.merged_into_id != case.pk:
        raise NotSplit
    _check_still(brand, [member.thread_id])
    since = unanswered_since(member)
    _put(member, {"merged_into_id": None, "outcome": "", "closed_at": None, **_owed(member, since)})
    CaseMerge.objects.filter(loser=member, undone_at=None).update(undone_at=by.at, undone_by=by.account)
    keep(member, by, "split", {"from": case.pk})
    keep(case, by, "split_off", {"case": member.pk}, title=member.thread.title[:120])
    return member


def _owed(case: Case, since: datetime | None) -> dict[str, Any]:
    if since is None:
        return {"state": CaseState.WAITING, "waiting_since": None, "due_at": None}
    due = terms_of(case.brand_id).due(since, case.place.network, case.post.kind, case.priority)
    return {"state": CaseState.OPEN, "waiting_since": since, "due_at": due}


@transaction.atomic
def split_post(brand: Brand, case_id: int, post_id: int, by: By) -> Case:
    """A post of somebody else in the same thread gets a case of its own; what its author writes from now on goes there.

    Raises NotSplit, StaleCase, MergedAway.
    """
    case = Case.objects.get(pk=case_id, brand=brand)
    threads = _lock_threads(case)
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    if case.merged_into_id is not None:
        raise MergedAway(root_of(case))
    if by.version is not None and by.version != case.version:
        raise StaleCase(case)
    post = Post.objects.select_related("author", "place").filter(
        pk=post_id, brand=brand, thread_id__in=threads, direction="in", deleted_at=None
    ).first()  # fmt: skip
    taken = Case.objects.filter(post_id=post_id).exclude(state=CaseState.CLOSED).exists()
    if post is None or taken or case.state == CaseState.CLOSED or post_id in {m.post_id for m in members_of(case)}:
        raise NotSplit
    made = Case.objects.create(
        brand=brand,
        thread_id=post.thread_id,
        place_id=post.place_id,
        post=post,
        author_id=post.author_id,
        person_id=post.author.person_id if post.author else None,
        type=case.type,
        priority=case.priority,
        split_from=case,
        opened_at=by.at,
        waiting_since=post.at,
        due_at=terms_of(brand.pk).due(post.at, post.place.network, post.kind, case.priority),
        updated_at=by.at,
    )
    tell(made, by, "opened", {"post": post.pk, "from": case.pk})
    keep(case, by, "split_off", {"case": made.pk}, title=post.text[:80])
    return made


def _hold_two(brand: Brand, one_id: int, other_id: int) -> tuple[Case, Case, list[int]]:
    """Both cases and the threads of both, locked: threads first, as triage does, so that the two never wait in a ring."""
    if one_id == other_id:
        raise SameCase
    found = {case.pk: case for case in Case.objects.filter(brand=brand, pk__in=[one_id, other_id])}
    if len(found) < 2:
        raise Case.DoesNotExist
    threads = _lock_threads(*found.values())
    rows = Case.objects.select_for_update(of=("self",)).filter(brand=brand, pk__in=[one_id, other_id])
    held = {case.pk: case for case in rows.select_related("brand", "thread", "place", "post").order_by("pk")}
    return held[one_id], held[other_id], threads


def _lock_threads(*cases: Case) -> list[int]:
    ids = sorted({member.thread_id for case in cases for member in members_of(case)})
    list(Thread.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
    return ids


def _check_still(brand: Brand, threads: list[int]) -> None:
    leaving = (State.QUEUED, State.SENDING)
    if Outgoing.objects.filter(brand=brand, thread_id__in=threads, state__in=leaving).exists():
        raise Moving


def _put(case: Case, standing: dict[str, Any]) -> None:
    for name, value in standing.items():
        setattr(case, name, value)
