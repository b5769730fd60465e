"""Product tests as their pages show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from parvis.community.models import Topic, Trial, TrialEntry, TrialFeedback, TrialParcel
from parvis.community.queries.topics import Shown
from parvis.community.rules.access import Who
from parvis.community.rules.trials import Parcel, Phase, State, late, mean, phase
from parvis.conversations.models import Post
from parvis.core.folding import fold_tokens

ROWS = 50
BATCH = 500
TESTERS = (State.CHOSEN, State.DONE, State.MISSED)


@dataclass(frozen=True, slots=True)
class TrialSide:
    """A product test as one reader sees it. `what` None = its call is not written yet. `state`, `parcel`: the reader's, "" =
    none. `found`: the feedback that posts of the page say, by id of post."""

    kind: str
    what: Trial | None
    phase: Phase = Phase.SOON
    state: str = ""
    parcel: str = ""
    turn: int = 0
    begun: bool = False
    late: bool = False
    found: Mapping[int, TrialFeedback] | None = None

    @property
    def may_leave(self) -> bool:
        """As long as nothing was sent."""
        if self.state == State.CHOSEN:
            return self.parcel in ("", Parcel.AWAITED, Parcel.READY)
        return self.state in (State.APPLIED, State.PICKED, State.ASIDE, State.WAITING)


def trial_side(topic: Topic, posts: Sequence[Shown], who: Who, *, at: datetime) -> TrialSide:
    """One query; a second where there is feedback."""
    mine = TrialEntry.objects.filter(topic=OuterRef("pk"), member=who.member or 0)
    what: Any = (
        Trial.objects.filter(topic=topic)
        .annotate(**{f"my_{name}": Subquery(mine.values(column)[:1]) for name, column in _MINE.items()})
        .first()
    )
    if what is None:
        return TrialSide("trial", None)
    found: dict[int, TrialFeedback] = {}
    if what.feedbacks and posts:
        rows = TrialFeedback.objects.filter(topic=topic, post__in=[post.id for post in posts])
        found = {row.post_id: row for row in rows if row.post_id is not None}
    state = what.my_state or ""
    return TrialSide(
        "trial", what, phase_of(what, at), state, what.my_parcel or "", what.my_turn or 0,
        what.starts_at <= at, bool(state) and late(State(state), due_at=what.due_at, at=at), found,
    )  # fmt: skip


_MINE = {"state": "state", "turn": "turn", "parcel": "parcel__state"}


def phase_of(what: Trial, at: datetime) -> Phase:
    return phase(
        opens_at=what.opens_at, closes_at=what.closes_at, due_at=what.due_at, announced=what.announced_at is not None,
        at=at,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sought:
    """Which applications to look at: by state, country, words in what was answered, and the least trust."""

    state: str = ""
    country: str = ""
    words: str = ""
    trust: int = 0


def entries_of(topic: Topic, sought: Sought, *, after: int = 0) -> list[TrialEntry]:
    """In the order in which they came, with their members; ROWS + 1 at most."""
    found = TrialEntry.objects.select_related("member").filter(topic=topic, pk__gt=after)
    if sought.state:
        found = found.filter(state=sought.state)
    if sought.country:
        found = found.filter(country=sought.country)
    if sought.trust:
        found = found.filter(member__trust__gte=sought.trust)
    if sought.words:
        for token in fold_tokens(sought.words):
            found = found.filter(Q(folded__contains=token) | Q(member__name_key__contains=token))
    return list(found.order_by("pk")[: ROWS + 1])


def counts_of(topic: Topic) -> Mapping[str, int]:
    """How many stand in each state."""
    return dict(TrialEntry.objects.filter(topic=topic).order_by().values_list("state").annotate(n=Count("pk")))


def every_entry(topic: Topic) -> Iterator[TrialEntry]:
    """For a table, with parcel and feedback state."""
    rows = TrialEntry.objects.select_related("member", "parcel").filter(topic=topic).order_by("pk")
    yield from rows.iterator(chunk_size=BATCH)


def entry_of(topic: Topic, member_id: int) -> TrialEntry | None:
    return TrialEntry.objects.filter(topic=topic, member_id=member_id).first()


def parcel_of(entry: TrialEntry) -> TrialParcel | None:
    return TrialParcel.objects.filter(entry=entry).first()


def parcels_of(topic: Topic, *, state: str = "", after: int = 0) -> list[TrialParcel]:
    """Of testers, in the order in which they applied; ROWS + 1 at most."""
    return list(_parcels(topic, state).filter(pk__gt=after)[: ROWS + 1])


def labels_of(topic: Topic) -> list[TrialParcel]:
    """Those to send: ready, with an address."""
    return list(_parcels(topic, Parcel.READY).exclude(sealed=b""))


def parcel_counts(topic: Topic) -> Mapping[str, int]:
    return dict(_parcels(topic, "").order_by().values_list("state").annotate(n=Count("pk")))


def _parcels(topic: Topic, state: str) -> QuerySet[TrialParcel]:
    found = TrialParcel.objects.select_related("entry__member").filter(entry__topic=topic, entry__state__in=TESTERS)
    return (found.filter(state=state) if state else found).order_by("pk")


def to_remind(topic_id: int) -> list[int]:
    """Testers whose feedback is awaited and who were not reminded yet."""
    found = TrialEntry.objects.filter(topic_id=topic_id, state=State.CHOSEN, reminded_at=None)
    return list(found.order_by("pk").values_list("pk", flat=True))


def tickets_of(topic: Topic) -> list[str]:
    """Of the lot, as their hash was taken: sorted."""
    return sorted(TrialEntry.objects.filter(topic=topic, by_lot=True).values_list("ticket", flat=True))


def own_ticket(topic: Topic, member_id: int) -> str:
    found = TrialEntry.objects.filter(topic=topic, member_id=member_id).values_list("ticket", flat=True).first()
    return found or ""


@dataclass(frozen=True, slots=True)
class Summary:
    """`ratings`: how many gave each; `mean` None = nobody yet."""

    ratings: Mapping[int, int]
    mean: float | None
    given: int


_STANDS = Q(post__deleted_at=None, post__standing="")


def summary_of(topic: Topic) -> Summary:
    """Of feedback whose post stands: every figure opens on it."""
    rows = _standing(topic).order_by().values_list("rating").annotate(n=Count("pk"))
    ratings = dict(rows)
    return Summary(ratings, mean(ratings), sum(ratings.values()))


def found_by(topic: Topic, *, rating: int = 0, after: int = 0) -> list[TrialFeedback]:
    """Feedback with its post and author, of one rating or of all; ROWS + 1 at most."""
    found = _standing(topic).select_related("post", "entry__member").filter(pk__gt=after)
    return list((found.filter(rating=rating) if rating else found).order_by("pk")[: ROWS + 1])


def every_finding(topic: Topic) -> Iterator[TrialFeedback]:
    """For a table."""
    yield from _standing(topic).select_related("post", "entry__member").order_by("pk").iterator(chunk_size=BATCH)


def _standing(topic: Topic) -> QuerySet[TrialFeedback]:
    return TrialFeedback.objects.filter(_STANDS, topic=topic, post__thread=topic.thread_id)


def says_feedback(post: Post) -> bool:
    return TrialFeedback.objects.filter(post=post).exists()


def with_free_places(at: datetime) -> list[int]:
    """Topics of tests that were announced, still run, lack testers, and have somebody waiting."""
    of = TrialEntry.objects.filter(topic=OuterRef("pk"))
    taken = of.filter(state__in=TESTERS).order_by().values("topic").annotate(n=Count("pk")).values("n")
    running = Trial.objects.exclude(announced_at=None).filter(Exists(of.filter(state=State.WAITING)), due_at__gt=at)
    return list(running.filter(places__gt=Coalesce(Subquery(taken), 0)).values_list("pk", flat=True))
