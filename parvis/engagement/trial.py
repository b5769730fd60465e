"""What a rule would do, tried on posts that are stored already: nothing is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from parvis.conversations.models import Post
from parvis.engagement.queries import rules_of
from parvis.engagement.rules import Arrival, Rule, Setting, compiled, deciding
from parvis.listening.models import Hit

TRIED = 500


@dataclass(frozen=True, slots=True)
class Trial:
    """`opened`: for each thread in which the rule decides, the first post that would open its case, newest first.

    `looked_at`: posts tried; `decides`: those for which this rule is the first that fits; `overruled`: those that fit
    it, but for which a rule that stands before it decides.
    """

    looked_at: int
    decides: int
    overruled: int
    opened: list[Post]


def try_in_place(brand_id: int, asked: Rule, rule_id: int | None = None) -> Trial:
    """`asked` where the rule `rule_id` stands, at the end for a new one; rules that rest are passed by."""
    before = []
    for row in rules_of(brand_id):
        if row.pk == rule_id:
            break
        if row.paused_at is None:
            before.append(Rule(row.name, row.conditions, row.opens))
    return try_rule(brand_id, asked, before)


def try_rule(brand_id: int, rule: Rule, before: Sequence[Rule] = (), *, limit: int = TRIED) -> Trial:
    """`rule` on the latest `limit` posts of others, with the rules that stand `before` it; two queries.

    Two differences from triage at the door: posts are tried whatever their age, and an author counts as known when they
    were first seen before the post was written (triage asks whether we had met them before its reading).
    """
    posts = _latest(brand_id, limit)
    watches = _watches_of([post.pk for post in posts])
    alone, earlier = compiled([rule]), compiled(before)
    first: dict[int, Post] = {}
    decides = overruled = 0
    for post in posts:
        arrival, setting = (
            arrival_of(post, watches[post.pk]),
            Setting(post.place_id, post.place.network, post.place.owned),
        )
        to_us = post.parent is not None and post.parent.direction == "out"
        if deciding(alone, arrival, setting, to_us=to_us) is None:
            continue
        if deciding(earlier, arrival, setting, to_us=to_us) is not None:
            overruled += 1
            continue
        decides += 1
        first[post.thread_id] = post  # newest first: the last one kept is the thread's first
    opened = sorted(first.values(), key=lambda post: (post.at, post.pk), reverse=True) if rule.opens else []
    return Trial(len(posts), decides, overruled, opened)


def _latest(brand_id: int, limit: int) -> list[Post]:
    posts = Post.objects.filter(brand_id=brand_id, direction="in", deleted_at=None)
    shown = posts.select_related("place", "thread", "author", "reading", "parent")
    heavy = ("source", "html", "folded", "extra", "metrics", "parent__source", "parent__html", "parent__text",
             "parent__folded", "parent__extra", "parent__metrics", "place__settings")  # fmt: skip
    return list(shown.defer(*heavy).order_by("-at", "-pk")[:limit])


def _watches_of(post_ids: Sequence[int]) -> defaultdict[int, tuple[int, ...]]:
    caught: defaultdict[int, tuple[int, ...]] = defaultdict(tuple)
    for post_id, watch_id in Hit.objects.filter(post_id__in=post_ids).values_list("post_id", "watch_id"):
        caught[post_id] += (watch_id,)
    return caught


def arrival_of(post: Post, watch_ids: tuple[int, ...]) -> Arrival:
    """A stored post as triage saw it when it arrived. Needs `author` and `reading` loaded."""
    reading, author = getattr(post, "reading", None), post.author
    return Arrival(
        post_id=post.pk,
        thread_id=post.thread_id,
        at=post.at,
        person_id=author.person_id if author else None,
        parent_id=post.parent_id,
        kind=post.kind,
        intents=tuple(intent["label"] for intent in reading.intents) if reading else (),
        sentiment=reading.sentiment if reading else "",
        language=reading.language if reading else post.language,
        watch_ids=watch_ids,
        asks="?" in post.text,
        followers=author.followers if author else None,
        person_known=author is not None and author.first_seen_at < post.at,
        held=post.standing == "held",
    )
