"""Reads about cases: the inbox, its counts, one case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Substr

from parvis.conversations.models import Place, Post
from parvis.conversations.sight import Sight
from parvis.core.models import Seat
from parvis.core.roles import Role
from parvis.engagement.models import Case, CaseEvent, CaseReply, Promise, TriageRule
from parvis.engagement.rules import CaseState, Rule, is_late
from parvis.listening.models import Hit
from parvis.outbox.models import Outgoing
from parvis.people.models import Identity

View = Literal["mine", "unassigned", "all", "late", "waiting", "snoozed", "closed"]
BY_DUE: frozenset[View] = frozenset({"mine", "unassigned", "all", "late"})
"""Views of open cases, in the order in which answers are owed: what is late stands first. The others: latest first."""
COUNTED = 1000
"""Beyond it the sidebar says "999+": a count that nobody reads to the unit must not cost a scan."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the inbox shows. `seat_id`: who looks, for "mine"; None = not asked; `text`: in thread titles and names."""

    view: View = "all"
    seat_id: int | None = None
    place_id: int | None = None
    network: str = ""
    type: str = ""
    assignee_id: int | None = None
    department_id: int | None = None
    watch_id: int | None = None
    text: str = ""
    only: Routed | None = None


@dataclass(frozen=True, slots=True)
class Routed:
    """The cases that a seat of limited sight sees. An expert: those in their hands, those they are asked about by name, and
    those that their department is asked about without naming anybody; a guest of an agency (`guest`): those of the places
    that it was given."""

    seat_id: int
    department_id: int | None
    guest: bool = False

    def of(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        if self.guest:
            return Sight(0, seat_id=self.seat_id or 0).in_places(cases)
        mine = Q(assignee_id=self.seat_id) | Q(expert_id=self.seat_id)
        theirs = Q(department_id=self.department_id, expert=None)
        return cases.filter(mine | theirs if self.department_id else mine)


def routed(seat: Seat) -> Routed | None:
    """None = this seat sees every case of its brand."""
    if seat.role == Role.AGENCY_GUEST:
        return Routed(seat.pk or 0, None, guest=True)
    return Routed(seat.pk, seat.department_id) if seat.role == Role.EXPERT else None


def sight_of(seat: Seat) -> Sight:
    """What this seat may see of posts, places and people: the one gate of every page and operation that shows them."""
    if seat.role == Role.AGENCY_GUEST:
        return Sight(seat.brand_id, seat_id=seat.pk or 0)
    if seat.role == Role.EXPERT:
        return Sight(seat.brand_id, threads=visible_to(seat).values("thread_id"))
    return Sight(seat.brand_id)


def visible_to(seat: Seat) -> QuerySet[Case]:
    """Cases of the seat's brand that it may see."""
    cases, only = Case.objects.filter(brand_id=seat.brand_id), routed(seat)
    return only.of(cases) if only else cases


@dataclass(frozen=True, slots=True)
class After:
    """The last row of the page before: its `due_at` (views by due) or `updated_at` (the others), and its id."""

    moment: datetime
    case_id: int


class InboxRow(NamedTuple):
    """What a line of the inbox shows, and nothing else: values, since thirty rows of seven joined objects cost more than
    their page. `person`: whom it is about, which a merge moves; "" = nobody named. `words`: the post's first ones. `away`: with whom the case is, "" = with its owner. `echoed`: how many
    posts say the same, this one among them."""

    pk: int
    state: str
    type: str
    due_at: datetime | None
    waiting_since: datetime | None
    snoozed_until: datetime | None
    updated_at: datetime
    late: bool
    title: str
    words: str
    network: str
    place: str
    person: str
    mood: str
    assignee: str
    version: int
    away: str
    standing: str
    echoed: int


WORDS = 180
"""Characters of a post in a line of the inbox."""
_ROW_VALUES = (
    *("pk", "state", "type", "due_at", "waiting_since", "snoozed_until", "updated_at", "thread__title"),
    *("place__network", "place__name", "post__author__person__name", "person__name"),
    *("post__reading__sentiment", "post__reading__uncertain", "assignee__account__name", "version"),
    *("expert__account__name", "department__name"),
    *("post__standing", "post__echo__group__count", "post__echo__out_at"),
)


def inbox(
    brand_id: int, filters: Filters, at: datetime, *, after: After | None = None, limit: int = 40
) -> list[InboxRow]:
    """One page of cases, in two queries at any depth."""
    # The page is cut from the index first and joined then, in a query of its own: with all joins in one, SQLite sorts every
    # case of the view, and PostgreSQL (more tables than its join_collapse_limit) hashes whole tables.
    ids = page_of(brand_id, filters, at, after=after, limit=limit)
    return rows_of(Case.objects.filter(pk__in=ids).order_by(*_order(filters)), at)


def page_of(brand_id: int, filters: Filters, at: datetime, *, after: After | None = None, limit: int) -> list[int]:
    """The cases of one page of a view, in its order: their ids."""
    cases = selected(brand_id, filters, at)
    cases = _past_due(cases, after) if filters.view in BY_DUE else _past_updated(cases, after)
    return list(cases.order_by(*_order(filters)).values_list("pk", flat=True)[:limit])


def _order(filters: Filters) -> tuple[str, str]:
    return ("due_at", "pk") if filters.view in BY_DUE else ("-updated_at", "-pk")


def rows_of(cases: QuerySet[Case], at: datetime) -> list[InboxRow]:
    """These cases as the inbox shows them, in the order of `cases`."""
    rows = cases.annotate(words=Substr("post__text", 1, WORDS))
    return [_row(values, at) for values in rows.values_list(*_ROW_VALUES, "words")]


def selected(brand_id: int, filters: Filters, at: datetime) -> QuerySet[Case]:
    """All cases that the filters let through, in no order."""
    return _narrowed(brand_id, _seen(brand_id, filters, at), filters)


def _row(values: tuple[Any, ...], at: datetime) -> InboxRow:
    (
        pk,
        state,
        kind,
        due_at,
        waiting,
        snoozed,
        updated,
        title,
        network,
        place,
        author,
        person,
        mood,
        unsure,
        hands,
        version,
        expert,
        department,
        standing,
        echoed,
        apart,
        words,
    ) = values
    return InboxRow(
        pk, state, kind, due_at, waiting, snoozed, updated, is_late(state, due_at, at), title, words, network, place,
        author or person or "", "uncertain" if unsure else mood or "", hands or "", version, expert or department or "",
        standing, echoed if echoed and apart is None else 1,
    )  # fmt: skip


def _seen(brand_id: int, filters: Filters, at: datetime) -> QuerySet[Case]:
    cases = Case.objects.filter(brand_id=brand_id)
    match filters.view:
        case "mine":
            return cases.filter(state=CaseState.OPEN, assignee_id=filters.seat_id)
        case "unassigned":
            return cases.filter(state=CaseState.OPEN, assignee=None)
        case "late":
            return cases.filter(state=CaseState.OPEN, due_at__lt=at)
        case "waiting" | "snoozed":
            return cases.filter(state=filters.view)
        case "closed":
            return cases.filter(state=CaseState.CLOSED, merged_into=None)
        case _:
            return cases.filter(state=CaseState.OPEN)


def _narrowed(brand_id: int, cases: QuerySet[Case], filters: Filters) -> QuerySet[Case]:
    exact = {
        "place_id": filters.place_id,
        "type": filters.type or None,
        "assignee_id": filters.assignee_id,
        "department_id": filters.department_id,
    }
    cases = cases.filter(**{name: value for name, value in exact.items() if value is not None})
    if filters.only:
        cases = filters.only.of(cases)
    if filters.network:
        cases = cases.filter(place__in=Place.objects.filter(brand_id=brand_id, network=filters.network))
    if filters.watch_id is not None:
        cases = cases.filter(Exists(Hit.objects.filter(post_id=OuterRef("post_id"), watch_id=filters.watch_id)))
    if filters.text:
        name = Q(person__name__icontains=filters.text) | Q(post__author__person__name__icontains=filters.text)
        cases = cases.filter(Q(thread__title__icontains=filters.text) | name)
    return cases


def _past_due(cases: QuerySet[Case], after: After | None) -> QuerySet[Case]:
    if after is None:
        return cases
    beyond = Q(due_at__gt=after.moment) | Q(due_at=after.moment, pk__gt=after.case_id)
    return cases.filter(beyond, due_at__gte=after.moment)


def _past_updated(cases: QuerySet[Case], after: After | None) -> QuerySet[Case]:
    if after is None:
        return cases
    beyond = Q(updated_at__lt=after.moment) | Q(updated_at=after.moment, pk__lt=after.case_id)
    return cases.filter(beyond, updated_at__lte=after.moment)


def after_of(case: InboxRow, filters: Filters) -> After:
    """Where the page after this row begins."""
    moment = case.due_at if filters.view in BY_DUE else case.updated_at
    if moment is None:  # an open case always has one: the database says so
        raise ValueError("an open case without due_at")
    return After(moment, case.pk)


_COUNTED_VIEWS: tuple[View, ...] = ("mine", "unassigned", "all", "late", "waiting", "snoozed")
# Written out: building the same from six querysets costs 5 ms a page, running it 0.3. The states stand as literals so
# that both planners see the partial indexes.
# Three ways of seeing: the whole, what was routed to one, the places that one was given.
_SEEN_SQL = """(%(whole)s = 1 OR (%(whole)s = 0 AND (c.assignee_id = %(seat)s OR c.expert_id = %(seat)s
        OR (c.department_id = %(department)s AND c.expert_id IS NULL)))
    OR (%(whole)s = 2 AND c.place_id IN (SELECT g.place_id FROM conversations_seatplace g WHERE g.seat_id = %(seat)s)))"""
_COUNTS_SQL = f"""
SELECT
(SELECT COUNT(*) FROM (SELECT 1 FROM engagement_case c WHERE c.brand_id = %(brand)s
    AND {_SEEN_SQL} AND c.state = 'open'
    AND c.assignee_id = %(seat)s LIMIT %(most)s) AS mine),
(SELECT COUNT(*) FROM (SELECT 1 FROM engagement_case c WHERE c.brand_id = %(brand)s
    AND {_SEEN_SQL} AND c.state = 'open'
    AND c.assignee_id IS NULL LIMIT %(most)s) AS unassigned),
(SELECT COUNT(*) FROM (SELECT 1 FROM engagement_case c WHERE c.brand_id = %(brand)s
    AND {_SEEN_SQL} AND c.state = 'open'
    LIMIT %(most)s) AS every),
(SELECT COUNT(*) FROM (SELECT 1 FROM engagement_case c WHERE c.brand_id = %(brand)s
    AND {_SEEN_SQL} AND c.state = 'open'
    AND c.due_at < %(at)s LIMIT %(most)s) AS late),
(SELECT COUNT(*) FROM (SELECT 1 FROM engagement_case c WHERE c.brand_id = %(brand)s
    AND {_SEEN_SQL} AND c.state = 'waiting'
    LIMIT %(most)s) AS waiting),
(SELECT COUNT(*) FROM (SELECT 1 FROM engagement_case c WHERE c.brand_id = %(brand)s
    AND {_SEEN_SQL} AND c.state = 'snoozed'
    LIMIT %(most)s) AS snoozed)
"""  # noqa: S608  our own words


def counts(brand_id: int, seat_id: int | None, at: datetime, only: Routed | None = None) -> dict[View, int]:
    """Cases in each view that has a figure in the sidebar, at most COUNTED each, in one query."""
    asked = {
        "brand": brand_id,
        "seat": seat_id,
        "whole": (2 if only.guest else 0) if only else 1,
        "department": only.department_id if only else None,
        "at": connection.ops.adapt_datetimefield_value(at),
        "most": COUNTED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS_SQL, asked)
        return dict(zip(_COUNTED_VIEWS, cursor.fetchone(), strict=True))


def case_of(brand_id: int, case_id: int, only: Routed | None = None) -> Case:
    """One case with all that its page shows around the posts. Raises Case.DoesNotExist, also when it is not for this seat."""
    shown = (
        "brand",
        "place",
        "thread",
        "post",
        "post__author__person",
        "person",
        "assignee__account",
        "department",
        "expert__account",
    )
    cases = Case.objects.select_related(*shown).filter(brand_id=brand_id)
    return (only.of(cases) if only else cases).get(pk=case_id)


def cases_of_person(seat: Seat, person_id: int, *, limit: int = 20) -> list[Case]:
    """What a person was owed so far, under any of their identities, latest first; of these, what this seat may see."""
    # By the author that each case keeps, who is of this brand: told the brand too, SQLite reads every case of it.
    authors = Identity.objects.filter(brand_id=seat.brand_id, person_id=person_id).values_list("pk", flat=True)
    theirs = Case.objects.filter(author__in=list(authors)).order_by("-updated_at", "-pk")
    # What was merged is shown as the case that it is part of now.
    ids = [root or pk for pk, root in theirs.values_list("pk", "merged_into_id")[:limit]]
    found, only = Case.objects.filter(brand_id=seat.brand_id, pk__in=ids), routed(seat)
    seen = only.of(found) if only else found
    return list(seen.select_related("place", "thread", "post").order_by("-updated_at", "-pk"))


def history_of(case: Case, only: Routed | None = None) -> list[CaseEvent]:
    """What happened to it and to those that were merged into it (for a guest: in its places), oldest first."""
    family = Case.objects.filter(Q(pk=case.pk) | Q(merged_into_id=case.pk))
    seen = only.of(family) if only and only.guest else family
    return list(CaseEvent.objects.filter(case__in=seen.values("pk")).select_related("actor").order_by("pk"))


def replies_of(case: Case) -> list[Outgoing]:
    """Messages that answer it, in whatever state, oldest first."""
    family = Case.objects.filter(Q(pk=case.pk) | Q(merged_into_id=case.pk)).values("pk")
    ids = CaseReply.objects.filter(case__in=family).values("outgoing_id")
    return list(Outgoing.objects.filter(pk__in=ids).select_related("persona", "author").order_by("pk"))


def rules_of(brand_id: int) -> QuerySet[TriageRule]:
    """In the order in which they are read, paused ones too."""
    return TriageRule.objects.filter(brand_id=brand_id).select_related("department").order_by("position", "pk")


def standing_rules(brand_id: int) -> list[Rule]:
    """Rules at work, in order, as triage reads them."""
    rows = TriageRule.objects.filter(brand_id=brand_id, paused_at=None).order_by("position", "pk")
    return [Rule(r.name, r.conditions, r.opens, r.type, r.priority, r.department_id, r.question) for r in rows]


def ours_among(post_ids: list[int]) -> set[int]:
    """Which of these posts we wrote."""
    return set(Post.objects.filter(pk__in=post_ids, direction="out").values_list("pk", flat=True))


def to_wake(at: datetime, *, limit: int = 500) -> list[Case]:
    """Snoozed cases whose time has come."""
    rows = Case.objects.filter(state=CaseState.SNOOZED, snoozed_until__lte=at).select_related("brand", "place", "post")
    return list(rows.order_by("snoozed_until")[:limit])


def threads_at_work(thread_ids: Iterable[int]) -> set[int]:
    """Of these threads, those on which somebody works: their case is not closed."""
    cases = Case.objects.filter(thread_id__in=list(thread_ids)).exclude(state=CaseState.CLOSED)
    return set(cases.values_list("thread_id", flat=True))


def referred_to(post_ids: Iterable[int]) -> set[int]:
    """Of these posts, those that a case began with, or that an answer of ours answers."""
    ids = list(post_ids)
    cases = Case.objects.filter(post_id__in=ids).values_list("post_id", flat=True)
    answers = Outgoing.objects.filter(reply_to_id__in=ids).values_list("reply_to_id", flat=True)
    return set(cases) | set(answers)


def promises_to(brand_id: int, family: Sequence[int], *, limit: int = 50) -> list[Promise]:
    """What these people were promised, latest first, with who keeps it."""
    rows = Promise.objects.filter(brand_id=brand_id, person_id__in=list(family)).select_related("owner__account")
    return list(rows.order_by("-at", "-pk")[:limit])
