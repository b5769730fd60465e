"""What the API gives and takes about trends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from ninja import Schema

from parvis.listening.models import Burst
from parvis.listening.trends.periods import Period
from parvis.listening.trends.queries import Count3, Point, Share, Voices


class CountShape(Schema):
    posts: int
    negative: int
    positive: int


class PointShape(CountShape):
    """`before`: posts of the same hour or day in the period before."""

    since: datetime
    until: datetime
    before: int


class SeriesShape(Schema):
    """`authors`: each once; `reach`: followers of the `reach_known` among them whose network tells."""

    since: datetime
    until: datetime
    by: str
    total: CountShape
    before: int
    authors: int
    authors_before: int
    reach: int
    reach_known: int
    points: list[PointShape]


class RisenShape(Schema):
    term: str
    posts: int
    before: int
    score: float


class VoiceShape(Schema):
    """`percent`: of what all watches of the brand and its rivals caught."""

    watch: int
    name: str
    role: str
    now: CountShape
    before: CountShape
    percent: float
    percent_before: float


class TermShape(Schema):
    term: str
    posts: int


class GrownShape(Schema):
    place: int
    posts: int
    usual: float


class BurstShape(Schema):
    """Of a watch, or the silence of a place. `observed`, `expected`: posts; `score`: −log₁₀ of the chance. `first_posts`: ids, earliest first; of a place, its last posts, latest first."""

    id: int
    watch: int | None
    place: int | None
    kind: Literal["surge", "silence"]
    sources: Literal["stream", "forum", "mail", "feed"]
    since: datetime
    until: datetime
    observed: int
    expected: float
    score: float
    day_before: int
    week_before: int
    terms: list[TermShape]
    links: list[TermShape]
    places: list[GrownShape]
    first_posts: list[int]
    changed_at: datetime
    verdict: Literal["", "news", "noise"]
    judged_at: datetime | None


class JudgeIn(Schema):
    """`verdict`: "" takes an earlier one back."""

    verdict: Literal["", "news", "noise"]


def count_shape(count: Count3) -> CountShape:
    return CountShape(posts=count.n, negative=count.negative, positive=count.positive)


def series_shape(period: Period, points: Sequence[Point], voices: Voices, before: Voices) -> SeriesShape:
    total = Count3()
    for point in points:
        total = total.plus(point.now)
    return SeriesShape(
        since=period.since,
        until=period.until,
        by=period.by,
        total=count_shape(total),
        before=sum(point.before for point in points),
        authors=voices.authors,
        authors_before=before.authors,
        reach=voices.reach,
        reach_known=voices.known,
        points=[_point_shape(point) for point in points],
    )


def _point_shape(point: Point) -> PointShape:
    n, negative, positive = point.now
    return PointShape(
        since=point.since, until=point.until, posts=n, negative=negative, positive=positive, before=point.before
    )


def share_shape(share: Share) -> VoiceShape:
    return VoiceShape(
        watch=share.watch.pk,
        name=share.watch.name,
        role=share.watch.role,
        now=count_shape(share.now),
        before=count_shape(share.before),
        percent=round(share.percent, 2),
        percent_before=round(share.percent_before, 2),
    )


def burst_shape(burst: Burst) -> BurstShape:
    cause = burst.cause
    return BurstShape.model_validate(
        {
            **{
                name: getattr(burst, name)
                for name in ("id", "kind", "sources", "since", "until", "observed", "expected")
            },
            **{name: getattr(burst, name) for name in ("score", "day_before", "week_before", "changed_at", "verdict")},
            "watch": burst.watch_id,
            "place": burst.place_id,
            "judged_at": burst.judged_at,
            "terms": [{"term": term, "posts": n} for term, n in cause.get("terms", [])],
            "links": [{"term": link, "posts": n} for link, n in cause.get("links", [])],
            "places": [{"place": pk, "posts": n, "usual": usual} for pk, n, usual in cause.get("places", [])],
            "first_posts": cause.get("posts", []),
        }
    )
