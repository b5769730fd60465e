"""Reads about crises: what detection weighs, and what the room shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet, Sum

from parvis.conversations.models import Post
from parvis.conversations.sight import Sight
from parvis.engagement.models import (
    Case,
    Crisis,
    CrisisContact,
    CrisisEvent,
    CrisisProposal,
    CrisisRole,
    CrisisTask,
    CrisisWatch,
    Statement,
    StatementUse,
)
from parvis.engagement.rules.crisis import WINDOW, Decision, Measures
from parvis.listening.models import Hit, Watch, WatchHour
from parvis.people.models import Identity, Person

WEIGHED = 5_000
"""Posts of a day that detection looks at one by one."""
KNOWN_FOR = timedelta(days=30)
"""Whoever these watches have not heard for so long is a new voice."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the last day gives. `watches`: those that caught most, as the room would take them."""

    measures: Measures
    watches: list[int]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody in the crisis. `reach`: the most followers under one of their names."""

    person_id: int
    name: str
    posts: int
    negative: int
    reach: int
    known_before: bool


def weigh(brand_id: int, at: datetime) -> Weighed:
    """Posts that the watches of the brand itself and of dangers caught in the last day. Five queries."""
    watches = dict(
        Watch.objects.filter(brand_id=brand_id, role__in=["brand", "crisis"], paused_at=None).values_list("pk", "role")
    )
    since = at - WINDOW
    hits = Hit.objects.filter(watch__in=list(watches), at__gt=since, at__lte=at).order_by("-at")
    rows = hits.values_list(
        "watch_id", "post_id", "post__reading__sentiment", "post__reading__intents", "post__author_id"
    )[:WEIGHED]
    negative: set[int] = set()
    typed: set[int] = set()
    author_of: dict[int, int] = {}
    caught: Counter[int] = Counter()
    posts: set[int] = set()
    for watch_id, post_id, mood, intents, author_id in rows:
        posts.add(post_id)
        caught[watch_id] += 1
        if mood == "negative":
            negative.add(post_id)
        if watches[watch_id] == "crisis" or any(one.get("label") == "crisis" for one in intents or []):
            typed.add(post_id)
        if author_id is not None:
            author_of[post_id] = author_id
    authors = set(author_of.values())
    followers = dict(Identity.objects.filter(pk__in=authors).values_list("pk", "followers"))
    before = Hit.objects.filter(watch__in=list(watches), at__gt=since - KNOWN_FOR, at__lte=since)
    known = set(before.filter(post__author_id__in=authors).values_list("post__author_id", flat=True).distinct())
    angry = {author_of[post] for post in negative if post in author_of}
    measures = Measures(
        posts=len(posts), usual=_usual(brand_id, list(watches), since, len(posts), sum(caught.values())),
        negative=len(negative), authors=len(authors), newcomers=len(authors - known),
        reach=sum(followers.get(pk) or 0 for pk in angry), typed=len(typed),
    )  # fmt: skip
    return Weighed(measures, [pk for pk, _n in caught.most_common(3)])


def _usual(brand_id: int, watches: list[int], since: datetime, posts: int, hits: int) -> float:
    """Posts of a day of the week before: hourly counts hold a post once for each watch, so they are scaled as today's are."""
    hours = WatchHour.objects.filter(watch__in=watches, hour__gte=since - timedelta(days=7), hour__lt=since)
    total = hours.aggregate(n=Sum("n"))["n"] or 0
    return round(total / 7 * (posts / hits if hits else 1), 1)


def decisions_of(brand_id: int) -> list[Decision]:
    """What people said of proposals, oldest first."""
    rows = CrisisProposal.objects.filter(brand_id=brand_id).exclude(verdict="").exclude(decided_at=None)
    told = rows.order_by("decided_at", "pk").values_list("score", "verdict", "decided_at")
    return [Decision(score, verdict == "opened", at) for score, verdict, at in told if at is not None]


def open_proposal(brand_id: int) -> CrisisProposal | None:
    return CrisisProposal.objects.filter(brand_id=brand_id, verdict="").select_related("brand").first()


def proposals_of(brand_id: int, *, limit: int = 20) -> list[CrisisProposal]:
    rows = CrisisProposal.objects.filter(brand_id=brand_id).select_related("decided_by")
    return list(rows.order_by("-at", "-pk")[:limit])


def brands_listening() -> list[int]:
    """Brands with a watch that detection reads."""
    watches = Watch.objects.filter(role__in=["brand", "crisis"], paused_at=None)
    return sorted(set(watches.values_list("brand_id", flat=True)))


def crises_of(brand_id: int, *, after: tuple[datetime, int] | None = None, limit: int = 30) -> list[Crisis]:
    """Latest first."""
    rows = Crisis.objects.filter(brand_id=brand_id).select_related("opened_by", "closed_by")
    if after:
        at, pk = after
        rows = rows.filter(Q(opened_at__lt=at) | Q(opened_at=at, pk__lt=pk), opened_at__lte=at)
    return list(rows.order_by("-opened_at", "-pk")[:limit])


def open_crises(brand_id: int) -> list[Crisis]:
    return list(Crisis.objects.filter(brand_id=brand_id, closed_at=None).order_by("-opened_at"))


def watches_in(crisis: Crisis) -> list[Watch]:
    rows = CrisisWatch.objects.filter(crisis=crisis).select_related("watch").order_by("watch__name")
    return [row.watch for row in rows]


def until(crisis: Crisis, at: datetime) -> datetime:
    return crisis.closed_at or at


def hits_in(crisis: Crisis, at: datetime) -> QuerySet[Hit]:
    watches = CrisisWatch.objects.filter(crisis=crisis).values("watch_id")
    return Hit.objects.filter(watch__in=watches, at__gte=crisis.began_at, at__lte=until(crisis, at))


def hours_in(crisis: Crisis, sight: Sight, at: datetime) -> dict[datetime, tuple[int, int]]:
    """Posts and negative ones by hour, of the places in sight. A post of two watches counts in each."""
    watches = CrisisWatch.objects.filter(crisis=crisis).values("watch_id")
    first = crisis.began_at.replace(minute=0, second=0, microsecond=0)
    hours = WatchHour.objects.filter(watch__in=watches, hour__gte=first, hour__lte=until(crisis, at))
    rows = sight.in_places(hours).values_list("hour").annotate(n=Sum("n"), bad=Sum("negative")).order_by("hour")
    return {hour: (n, bad) for hour, n, bad in rows}


def speakers_in(crisis: Crisis, sight: Sight, at: datetime, *, most: int = 12) -> list[Speaker]:
    """Those who say most, then those whom most people follow."""
    hits = hits_in(crisis, at).exclude(post__author=None)
    hits = hits if sight.whole else hits.filter(post__in=sight.posts())
    angry = Count("post_id", distinct=True, filter=Q(post__reading__sentiment="negative"))
    rows = (
        hits.values_list("post__author__person_id", "post__author__person__name", "post__author__person__first_seen_at")
        .annotate(posts=Count("post_id", distinct=True), bad=angry, reach=Max("post__author__followers"))
        .order_by("-posts", "-reach", "post__author__person_id")[:most]
    )
    return [
        Speaker(pk, name, posts, bad, reach or 0, first < crisis.began_at)
        for pk, name, first, posts, bad, reach in rows
    ]


def latest_posts(crisis: Crisis, sight: Sight, at: datetime, *, limit: int = 8) -> list[Post]:
    posts = sight.posts().filter(pk__in=hits_in(crisis, at).values("post_id"))
    return list(posts.select_related("place", "thread", "author", "reading").order_by("-at", "-pk")[:limit])


def said_in(crisis: Crisis, sight: Sight, at: datetime, *, limit: int = 20) -> list[Post]:
    """What we said during it in the threads of its posts, from here or elsewhere, latest first."""
    ours = sight.posts().filter(direction="out", at__gte=crisis.began_at, at__lte=until(crisis, at))
    ours = ours.filter(thread__in=hits_in(crisis, at).values("post__thread_id"))
    return list(ours.select_related("place", "thread", "author", "reading").order_by("-at", "-pk")[:limit])


def roles_in(crisis: Crisis) -> list[CrisisRole]:
    rows = CrisisRole.objects.filter(crisis=crisis, ended_at=None, seat__ended_at=None).select_related("seat__account")
    return list(rows.order_by("since", "pk"))


def tasks_of(crisis: Crisis) -> list[CrisisTask]:
    return list(CrisisTask.objects.filter(crisis=crisis).select_related("done_by").order_by("position", "pk"))


def statements_of(crisis: Crisis) -> list[Statement]:
    rows = Statement.objects.filter(crisis=crisis, removed_at=None)
    return list(rows.select_related("persona", "written_by", "validated_by").order_by("pk"))


def uses_of(crisis: Crisis) -> dict[int, int]:
    """How many answers carry each statement's words."""
    rows = StatementUse.objects.filter(statement__crisis=crisis)
    return dict(rows.values_list("statement_id").annotate(n=Count("pk")).order_by())


def contacts_of(crisis: Crisis, sight: Sight) -> list[CrisisContact]:
    """Those not informed first."""
    rows = CrisisContact.objects.filter(crisis=crisis).select_related("person", "informed_by")
    if not sight.whole:
        rows = rows.filter(person__in=sight.identities().values("person_id"))
    return sorted(rows, key=lambda row: (row.informed_at is not None, row.person.name.casefold()))


def ambassadors_of(brand_id: int, crisis: Crisis, sight: Sight, *, limit: int = 100) -> list[Person]:
    """People of that stage who are not on the list yet."""
    people = Person.objects.filter(pk__in=sight.identities().values("person_id"), stage="ambassador", brand_id=brand_id)
    listed = CrisisContact.objects.filter(crisis=crisis).values("person_id")
    return list(people.exclude(pk__in=listed).order_by("-last_seen_at")[:limit])


def journal_of(
    crisis: Crisis, *, before: tuple[datetime, int] | None = None, limit: int | None = None
) -> list[CrisisEvent]:
    """Latest first, with who. `limit` None = all of it, for an export."""
    rows = CrisisEvent.objects.filter(crisis=crisis).select_related("actor").order_by("-at", "-pk")
    if before:
        at, pk = before
        rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk), at__lte=at)
    return list(rows[:limit] if limit else rows)


def offered_in(case: Case, language: str = "") -> list[Statement]:
    """Statements that somebody let pass, for a case of a crisis that goes on: what the reply box offers. Two queries."""
    crises = [crisis.pk for crisis in open_crises(case.brand_id)]
    if not crises:
        return []
    of_it = CrisisWatch.objects.filter(
        crisis__in=crises, watch__in=Hit.objects.filter(post__thread_id=case.thread_id).values("watch_id")
    )
    rows = Statement.objects.filter(crisis__in=of_it.values("crisis_id"), removed_at=None).exclude(validated="")
    rows = rows.filter(network__in=["", case.place.network])
    if language:
        rows = rows.filter(language__in=["", language])
    return list(rows.order_by("pk"))


def private_post_of(brand_id: int, person_id: int) -> Post | None:
    """The last thing they wrote to us where only we read: a mail, a private message. An answer to it reaches them alone."""
    theirs = Post.objects.filter(brand_id=brand_id, author__person_id=person_id, direction="in", deleted_at=None)
    private = theirs.filter(Q(place__network="email") | Q(place__visibility="secret"), place__ended_at=None)
    return private.select_related("place", "thread", "author").order_by("-at", "-pk").first()
