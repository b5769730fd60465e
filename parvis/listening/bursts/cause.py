"""What a burst is about: words and links that its posts share, who said it first, where it grew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum

from parvis.listening.models import Hit, Watch, WatchTerm
from parvis.listening.query import besides, parse
from parvis.listening.trends.heard import Heard, heard
from parvis.listening.trends.rules import quarter_of, rising

READ = 300
"""Posts of a burst whose words are counted: the first, from which the others follow."""
FIRST, TERMS, LINKS, PLACES = 3, 8, 4, 4
LEAST = 0.1
"""Usual hits under which a place is not worth a line."""
WEEK = timedelta(days=7)


def cause_of(watch: Watch, since: datetime, until: datetime, places: Mapping[int, tuple[int, float]]) -> dict[str, Any]:
    """`places`: place of this class of sources → (hits in the burst, usual hits). Five queries; none for a silence, whose cause
    is where one usually hears of it."""
    if not any(n for n, _usual in places.values()):
        usual = sorted(places.items(), key=lambda place: (-place[1][1], place[0]))
        return {"places": [[pk, 0, round(was, 1)] for pk, (_n, was) in usual[:PLACES] if was >= LEAST]}
    hits = Hit.objects.filter(watch=watch, at__gte=since, at__lt=until, post__place_id__in=list(places))
    ids = list(hits.order_by("at", "pk").values_list("post_id", flat=True)[:READ])
    read = heard(ids)
    shared = _shared((h.terms, h) for h in read.values())
    terms = {term: shared[term] for term in besides(parse(watch.query), shared)}
    lately = Hit.objects.filter(watch=watch, at__lt=since, at__gte=since - WEEK).count()
    said = rising(terms, _lately(watch.pk, since, terms), len(ids) / max(1, lately), most=TERMS)
    links = _shared((h.links, h) for h in read.values())
    grown = sorted(places.items(), key=lambda place: (place[1][1] - place[1][0], place[0]))
    return {
        "terms": [[one.term, one.n] for one in said],
        "links": [[link, n] for link, n in links.most_common(LINKS)],
        "posts": ids[:FIRST],
        "places": [[pk, n, round(usual, 1)] for pk, (n, usual) in grown[:PLACES] if n],
    }


def _shared(said: Iterable[tuple[tuple[str, ...], Heard]]) -> Counter[str]:
    """Words that two authors used at least: what one alone said is theirs."""
    n: Counter[str] = Counter()
    by: dict[str, set[object]] = {}
    for words, post in said:
        for word in words:
            n[word] += 1
            by.setdefault(word, set()).add(post.author_id or ("post", post.post_id))
    return Counter({word: count for word, count in n.items() if len(by[word]) > 1})


def _lately(watch_id: int, since: datetime, terms: Collection[str]) -> dict[str, int]:
    """In how many posts of the week before each stands."""
    rows = WatchTerm.objects.filter(
        watch_id=watch_id, kind="term", quarter__lt=quarter_of(since), quarter__gte=quarter_of(since) - WEEK,
        term__in=list(terms),
    )  # fmt: skip
    return dict(rows.values_list("term").annotate(n=Sum("n")).order_by())
